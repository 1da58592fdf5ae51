import { execFile } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { versionArguments } from "./catalogue.ts";

const execute = promisify(execFile);

/**
 * Runs a program to its end, in the C locale so that its messages can be recognised, and resolves with its standard output.
 * @throws Error with the command and the last lines that it printed.
 */
export async function run(command: string, args: readonly string[], cwd?: string): Promise<string> {
  try {
    const env = { ...process.env, LC_ALL: "C" };
    const { stdout } = await execute(command, args, { ...(cwd && { cwd }), env, maxBuffer: 2 ** 26 });
    return stdout;
  } catch (error) {
    const { stderr, stdout, message } = error as Error & { stderr?: string; stdout?: string };
    const said = [stderr, stdout, message].find((text) => text?.trim()) ?? "no reason given";
    throw new Error(`${path.basename(command)} failed: ${said.trim().split("\n").slice(-4).join(" | ")}`, {
      cause: error,
    });
  }
}

/** The executable files with one of these names in the directories of PATH, in the order of PATH, then of the names. */
export function onPath(names: readonly string[]): string[] {
  const directories = (process.env.PATH ?? "").split(path.delimiter).filter((directory) => path.isAbsolute(directory));
  const files = directories.flatMap((directory) => names.map((name) => path.join(directory, name)));
  return [...new Set(files)].filter(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Asks a program for its version, e.g. `3.5.3`.
 * @throws Error when it does not run or prints none.
 */
export async function askVersion(command: string): Promise<string> {
  const said = await run(command, versionArguments);
  const version = /\bversion v?(\d+\.\d+(?:\.\d+)*)/.exec(said)?.[1];
  if (!version) throw new Error(`${command} prints no version`);
  return version;
}

/** Compares the numbers of two versions; what follows them (`-5`, `+ds1`, `~rc1`) does not count. */
export function isAtLeast(version: string, oldest: string): boolean {
  const [have, want] = [numbers(version), numbers(oldest)];
  const differing = want.findIndex((number, place) => number !== (have[place] ?? 0));
  return differing === -1 || (have[differing] ?? 0) > (want[differing] ?? 0);
}

function numbers(version: string): number[] {
  return (/\d+(?:\.\d+)*/.exec(version)?.[0] ?? "0").split(".").map(Number);
}
