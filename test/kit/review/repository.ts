import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const project = path.resolve(import.meta.dirname, "../../..");

/** A git repository of its own, gone with `remove`. */
export interface Repository {
  readonly directory: string;
  git(...args: string[]): string;
  write(file: string, text: string): void;
  /** Changes a file's text; throws when it is the same afterwards. */
  edit(file: string, change: (text: string) => string): void;
  /** @returns the commit's full name */
  commit(message: string): string;
  /** Runs one of our commands in it. */
  run(command: string, args: readonly string[], env?: Readonly<Record<string, string>>): Promise<Outcome>;
  remove(): void;
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export function createRepository(): Repository {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-review-"));
  const git = (...args: string[]) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args], {
      cwd: directory,
      encoding: "utf8",
    }).trim();
  const at = (file: string) => path.join(directory, file);
  const write = (file: string, text: string) => {
    mkdirSync(path.dirname(at(file)), { recursive: true });
    writeFileSync(at(file), text);
  };
  git("init", "--quiet", "--initial-branch=main");
  symlinkSync(path.join(project, "node_modules"), at("node_modules"));
  write(".gitignore", "node_modules\n");
  return {
    directory,
    git,
    write,
    edit(file, change) {
      const text = readFileSync(at(file), "utf8");
      const changed = change(text);
      if (changed === text) throw new Error(`nothing changed in ${file}`);
      write(file, changed);
    },
    commit(message) {
      git("add", "--all");
      git("commit", "--quiet", "--message", message);
      return git("rev-parse", "HEAD");
    },
    run(command, args, env = {}) {
      return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, [path.join(project, command), ...args], {
          cwd: directory,
          env: { ...process.env, ...env },
          stdio: ["ignore", "pipe", "pipe"],
        });
        const [out, err]: [Buffer[], Buffer[]] = [[], []];
        child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
        child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
        child.once("error", reject);
        child.once("close", (code) =>
          resolve({ code: code ?? -1, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
        );
      });
    },
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
