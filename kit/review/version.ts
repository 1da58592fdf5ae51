import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Mistake, refuse } from "../model/mistakes.ts";
import { run } from "./run.ts";

/** The generated files of one environment, by their path below `generated/<environment>/`. */
export type Files = ReadonlyMap<string, string>;

/** What is compared: the generated files of every environment at one moment. */
export interface Version {
  /** For people: a commit's short name, or a directory. */
  readonly name: string;
  /** By environment. */
  readonly environments: ReadonlyMap<string, Files>;
}

/** Reads a directory such as `generated/`: a directory below it for each environment. */
export function versionIn(directory: string, name: string = directory): Version {
  const missing: Mistake[] = existsSync(directory)
    ? []
    : [{ where: directory, what: "does not exist", remedy: "name a directory such as generated/, or a git ref" }];
  refuse(missing);
  const files = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort()
    .map((file): [string, string] => [
      path.relative(directory, file).split(path.sep).join("/"),
      readFileSync(file, "utf8"),
    ]);
  return { name, environments: byEnvironment(files) };
}

/** Reads `generated/` as it was committed. @throws Mistakes when there is no such commit. */
export async function versionAt(ref: string, repository: string): Promise<Version> {
  const commit = await commitOf(ref, repository);
  const files = await filesAt(commit, "generated", repository);
  const short = commit.slice(0, 10);
  return { name: ref === commit ? short : `${ref} (${short})`, environments: byEnvironment([...files]) };
}

/** The full name of a commit. @throws Mistakes when git knows none of this name. */
export async function commitOf(ref: string, repository: string): Promise<string> {
  try {
    // What begins with a dash would be an option of git's.
    return (
      await run("git", ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`], repository)
    ).trim();
  } catch {
    const remedy = "name a branch, a tag or a commit that is here (`git fetch` brings more), or two directories";
    refuse([{ where: ref, what: "is no commit of this repository", remedy }]);
    throw new Error("unreachable");
  }
}

/** The text of every file below a directory at a commit, by its path below that directory. */
async function filesAt(commit: string, directory: string, repository: string): Promise<Map<string, string>> {
  const listing = await run(
    "git",
    ["ls-tree", "-r", "-z", "--format=%(objectname) %(path)", commit, `${directory}/`],
    repository,
  );
  const entries = listing
    .split("\0")
    .filter(Boolean)
    .map((line) => ({ object: line.slice(0, line.indexOf(" ")), file: line.slice(line.indexOf(" ") + 1) }));
  const texts = await blobs(
    entries.map(({ object }) => object),
    repository,
  );
  return new Map(entries.map(({ file }, index) => [file.slice(directory.length + 1), texts[index] ?? ""]));
}

/** Objects in one run of git. https://git-scm.com/docs/git-cat-file#_batch_output */
export async function blobs(objects: readonly string[], repository: string): Promise<string[]> {
  const git = spawn("git", ["cat-file", "--batch"], { cwd: repository, stdio: ["pipe", "pipe", "inherit"] });
  const chunks: Buffer[] = [];
  git.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<void>((resolve, reject) => {
    git.once("error", reject);
    git.once("close", (code) => (code === 0 ? resolve() : reject(new Error(`git cat-file ended with ${code}`))));
  });
  git.stdin.end(objects.map((object) => `${object}\n`).join(""));
  await ended;
  const all = Buffer.concat(chunks);
  let at = 0;
  return objects.map((object) => {
    const line = all.indexOf(10, at);
    const [, , size] = all.subarray(at, line).toString().split(" ");
    if (size === undefined) throw new Error(`git has no object ${object}`);
    at = line + 1 + Number(size) + 1;
    return all.subarray(line + 1, at - 1).toString();
  });
}

function byEnvironment(files: readonly (readonly [string, string])[]): Map<string, Files> {
  const environments = new Map<string, Map<string, string>>();
  for (const [file, text] of files) {
    const slash = file.indexOf("/");
    if (slash === -1) continue;
    const environment = file.slice(0, slash);
    const own = environments.get(environment) ?? new Map<string, string>();
    environments.set(environment, own.set(file.slice(slash + 1), text));
  }
  return environments;
}
