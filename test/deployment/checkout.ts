import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { type Config, loadConfig } from "../../config/load.ts";
import { parseYaml, yaml } from "../../kit/yaml.ts";
import { type Ending, ended } from "../../stacks/operations/host.ts";
import type { Machine } from "./engine.ts";

const project = path.resolve(import.meta.dirname, "../..");
/** What a checkout does not have, or the tests do not need. */
const left = new Set(["node_modules", ".git", ".cache", "cdktf.out", "coverage", "test", "docs"]);

/** A copy of the project in which a test edits configuration and declarations, and deploys, as a platform engineer would. */
export interface Checkout {
  readonly directory: string;
  /** Sets values in `config/<environment>.yaml`, by dotted path; undefined removes one. */
  configure(environment: string, values: Readonly<Record<string, unknown>>): void;
  /** Replaces text in a file; it must be there. */
  edit(file: string, from: string, to: string): void;
  config(environment: string): Config;
  /** Runs one of the package's scripts in the machine's network, to whatever end. */
  npm(script: string, ...args: string[]): Promise<Ending>;
  /** The same; @throws Error with all it said unless it succeeds. */
  mustRun(script: string, ...args: string[]): Promise<string>;
  run(...command: string[]): Promise<Ending>;
  /** Commits everything as a version. */
  tag(version: string): Promise<void>;
}

interface Tree {
  [key: string]: unknown;
}

export function makeCheckout(directory: string, machine: Machine): Checkout {
  mkdirSync(directory, { recursive: true });
  for (const entry of readdirSync(project).filter((name) => !left.has(name) && !name.startsWith("terraform.")))
    cpSync(path.join(project, entry), path.join(directory, entry), { recursive: true });
  // The reference of the commands is generated there.
  mkdirSync(path.join(directory, "docs"));
  symlinkSync(path.join(project, "node_modules"), path.join(directory, "node_modules"));
  const file = (name: string) => path.join(directory, name);
  const run = (...command: string[]) => ended([...machine.inside, "env", "-C", directory, ...command]);
  const npm = (script: string, ...args: string[]) => run("npm", "run", "--silent", script, "--", ...args);
  return {
    directory,
    configure: (environment, values) => {
      const name = file(`config/${environment}.yaml`);
      const document = parseYaml(readFileSync(name, "utf8")) as Tree;
      for (const [key, value] of Object.entries(values)) {
        const [last = "", ...above] = key.split(".").reverse();
        // biome-ignore lint/suspicious/noAssignInExpressions: what is missing on the way is made.
        const parent = above.reverse().reduce((tree, part) => (tree[part] ??= {}) as Tree, document);
        if (value !== undefined) parent[last] = value;
        else delete parent[last];
      }
      writeFileSync(name, yaml(document));
    },
    edit: (name, from, to) => {
      const text = readFileSync(file(name), "utf8");
      if (!text.includes(from)) throw new Error(`${name} does not contain ${from}`);
      writeFileSync(
        file(name),
        text.replace(from, () => to),
      );
    },
    config: (environment) => loadConfig(environment, file("config")),
    npm,
    mustRun: async (script, ...args) => {
      const { code, out, error } = await npm(script, ...args);
      if (code !== 0) throw new Error(`npm run ${script} ${args.join(" ")} ended with ${code}:\n${out}\n${error}`);
      return out;
    },
    run,
    tag: async (version) => {
      const author = ["-c", "user.name=test", "-c", "user.email=test@example.org"];
      for (const command of [
        ["init", "--quiet"],
        ["add", "--all"],
        [...author, "commit", "--quiet", "--message", version],
        ["tag", version],
      ]) {
        const { code, error } = await run("git", ...command);
        if (code !== 0) throw new Error(`git ${command.join(" ")}: ${error}`);
      }
    },
  };
}

/** Writes secret files as an operator would. */
export function writeSecrets(
  directory: string,
  service: string,
  uid: number,
  values: Readonly<Record<string, string>>,
): void {
  const home = path.join(directory, service);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  for (const [name, value] of Object.entries(values)) {
    const file = path.join(home, name);
    writeFileSync(file, `${value}\n`);
    chownSync(file, uid, uid);
    chmodSync(file, 0o400);
  }
}
