import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { obtainParts } from "../../kit/lab/parts/obtain.ts";
import { promtoolEnvironment } from "../../kit/lab/recording/asking.ts";
import type { GeneratedFiles } from "../../kit/write/files.ts";

/** What a program answered: its exit code, and everything it printed. */
export interface Answer {
  readonly code: number;
  readonly said: string;
}

async function run(name: "promtool" | "amtool", args: readonly string[]): Promise<Answer> {
  const { [name]: part } = await obtainParts({ names: [name] });
  const options = { ...(part.cwd && { cwd: part.cwd }), maxBuffer: 1e8, timeout: 300_000, env: promtoolEnvironment };
  return new Promise((resolve, reject) => {
    execFile(part.command, args, options, (error, stdout, stderr) => {
      // Without a number the program did not start, or did not end by itself.
      if (error && typeof error.code !== "number") reject(error);
      else resolve({ code: Number(error?.code ?? 0), said: stdout + stderr });
    });
  });
}

export const promtool = (...args: string[]) => run("promtool", args);
export const amtool = (...args: string[]) => run("amtool", args);

const directories: string[] = [];

/** A new directory that holds these files. `forgetDirectories` removes it. */
export function written(files: GeneratedFiles): string {
  const directory = mkdtempSync(path.join(tmpdir(), "generated-"));
  directories.push(directory);
  for (const [file, text] of files) {
    mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
    writeFileSync(path.join(directory, file), text);
  }
  return directory;
}

/** For `afterAll`: removes what `written` wrote. */
export function forgetDirectories(): void {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true, force: true });
}
