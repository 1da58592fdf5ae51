import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { run } from "../parts/programs.ts";
import type { Release } from "./releases.ts";

/** Go's names of the architectures that Node knows. */
const architectures: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };

/** Of one download, in ms: the largest archive has about 130 MB. */
const patience = 600_000;

/**
 * The directory with the programs of a release, fetched once and compared with the published sum.
 * @param cache where it is kept
 * @throws Error with the reason when it cannot be had
 */
export async function obtainRelease(name: string, { version, files }: Release, cache: string): Promise<string> {
  const directory = path.join(cache, `${name}-${version}`);
  if (existsSync(directory)) return directory;
  const archive = `${name}-${version}.linux-${architectures[process.arch] ?? process.arch}.tar.gz`;
  const sums = new TextDecoder().decode(await fetched(files, "sha256sums.txt"));
  const sum = sums
    .split("\n")
    .find((line) => line.endsWith(`  ${archive}`))
    ?.split(" ")[0];
  if (sum === undefined) throw new Error(`sha256sums.txt does not name ${archive}`);
  const content = await fetched(files, archive);
  if (createHash("sha256").update(content).digest("hex") !== sum)
    throw new Error(`${archive} is not what its sum says`);

  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(path.join(cache, "draft-"));
  try {
    await writeFile(path.join(draft, "archive.tar.gz"), content);
    await run("tar", ["-xzf", "archive.tar.gz", "--strip-components=1"], draft);
    await rm(path.join(draft, "archive.tar.gz"));
    await rename(draft, directory);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(directory)) throw error;
  }
  return directory;
}

async function fetched(files: ReadonlyMap<string, string>, file: string): Promise<Uint8Array> {
  const url = files.get(file);
  if (url === undefined) throw new Error(`the release has no ${file}`);
  const response = await fetch(url, { signal: AbortSignal.timeout(patience) });
  if (!response.ok) throw new Error(`${file}: the server answers ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}
