import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { catalogue, debianSuites, type PartName, partNames } from "./catalogue.ts";
import { machineMirror, openSuite, type Suite } from "./debian.ts";
import { withLock } from "./lock.ts";
import { askVersion, isAtLeast, onPath } from "./programs.ts";
import { PartsUnavailable } from "./unavailable.ts";

/** A program that runs here. */
export interface Part {
  /** Absolute path. */
  readonly command: string;
  /** Where it must be started, if not anywhere: its files are then to be given by absolute path. */
  readonly cwd?: string;
  readonly version: string;
  /** Where it comes from, for people. */
  readonly source: string;
}
export type Parts = Record<PartName, Part>;

export interface ObtainOptions<Name extends PartName = PartName> {
  /** Where unpacked packages are kept; `<repository>/.cache/parts` unless told. */
  readonly cacheDir?: string;
  /** Told what takes longer than a moment, and which programs of PATH are too old. */
  readonly progress?: (line: string) => void;
  /** Which programs; all unless told. */
  readonly names?: readonly Name[];
}

type Tell = (line: string) => void;
/** Missing program -> why each source has failed it so far. */
type Tried = Map<PartName, string[]>;

const defaultCacheDir = fileURLToPath(new URL("../../../.cache/parts", import.meta.url));
const unfinished = "unfinished-";

/**
 * Finds the real programs: on PATH if new enough, else unpacked from Debian's packages into the cache directory (about 60 MB of
 * downloads, once). Needs neither root nor a change of the machine. Several processes may ask at once: one downloads, the others wait.
 * @throws PartsUnavailable with what is missing, what was tried and what to do.
 */
export async function obtainParts<Name extends PartName = PartName>(
  options: ObtainOptions<Name> = {},
): Promise<Record<Name, Part>> {
  const cacheDir = path.resolve(options.cacheDir ?? defaultCacheDir);
  const names: readonly PartName[] = options.names ?? partNames;
  const tell = options.progress ?? (() => {});
  const tried: Tried = new Map(names.map((name) => [name, []]));

  const parts = await fromPath(names, cacheDir, tried, tell);
  const search = async () => {
    for (const name of names) {
      const part = parts.get(name) ?? (await fromCache(name, cacheDir));
      if (part) parts.set(name, part);
    }
    return names.filter((name) => !parts.has(name));
  };

  if ((await search()).length > 0) {
    const waiting = () => tell("Another process is unpacking the programs: waiting for it");
    // The end of the path is enough: directories that share it only wait for each other.
    await withLock(`parts:${cacheDir.slice(-60)}`, waiting, async () => {
      const missing = await search();
      if (missing.length > 0) await fromDebian(missing, cacheDir, tried, tell);
    });
    const missing = await search();
    if (missing.length > 0) throw new PartsUnavailable(new Map(missing.map((name) => [name, tried.get(name) ?? []])));
  }
  return Object.fromEntries(parts) as Record<Name, Part>;
}

/** What a program on PATH answered when it was last asked, as long as the file is the same. */
const memorySchema = z.record(z.string(), z.object({ size: z.number(), modified: z.number(), version: z.string() }));

async function fromPath(names: readonly PartName[], cacheDir: string, tried: Tried, tell: Tell) {
  const memoryFile = path.join(cacheDir, "path.json");
  const memory = (await readJson(memoryFile, memorySchema)) ?? {};
  let learned = false;
  const parts = new Map<PartName, Part>();
  const look = async (name: PartName) => {
    const { executables, oldest, because } = catalogue[name];
    const candidates = onPath(executables);
    if (candidates.length === 0) tried.get(name)?.push(`PATH: no ${executables.join(", no ")}`);
    for (const command of candidates) {
      try {
        const { size, mtimeMs: modified } = await stat(command);
        let known = memory[command];
        if (known?.size !== size || known.modified !== modified) {
          known = { size, modified, version: await askVersion(command) };
          memory[command] = known;
          learned = true;
        }
        const { version } = known;
        if (isAtLeast(version, oldest)) {
          parts.set(name, { command, version, source: "PATH" });
          return;
        }
        tried.get(name)?.push(`PATH: ${command} is ${version}, too old`);
        tell(`${command} is ignored: version ${version} is older than ${oldest} (${because})`);
      } catch (error) {
        tried.get(name)?.push(`PATH: ${message(error)}`);
      }
    }
  };
  await Promise.all(names.map(look));
  // Only a saving of time: a cache directory that cannot be written matters when something must be unpacked there.
  if (learned) await writeWhole(memoryFile, memory).catch(() => {});
  return parts;
}

/** Stands in every unpacked package, written when its programs have answered. */
const manifestSchema = z.object({
  suite: z.string(),
  packageVersion: z.string(),
  programs: z.partialRecord(z.enum(partNames), z.string()),
});

async function fromCache(name: PartName, cacheDir: string): Promise<Part | undefined> {
  const { debian, oldest } = catalogue[name];
  const home = path.join(cacheDir, debian.package);
  const manifest = await readJson(path.join(home, "manifest.json"), manifestSchema);
  const version = manifest?.programs[name];
  const command = path.join(home, debian.path);
  if (!manifest || !version || !isAtLeast(version, oldest) || !(await stat(command).catch(() => undefined))) return;
  const source = `Debian ${manifest.suite}, package ${debian.package} ${manifest.packageVersion}`;
  return { command, version, source, ...(debian.opens && { cwd: path.dirname(command) }) };
}

async function fromDebian(names: readonly PartName[], cacheDir: string, tried: Tried, tell: Tell): Promise<void> {
  const failed = (source: string, those: readonly PartName[], error: unknown) => {
    for (const name of those) tried.get(name)?.push(`${source}: ${message(error)}`);
  };
  let scratch: string | undefined;
  try {
    const mirror = await machineMirror();
    scratch = await emptyScratch(cacheDir);
    let missing = [...names];
    for (const suiteName of debianSuites) {
      const source = `Debian ${suiteName} of ${mirror}`;
      const packages = new Set(missing.map((name) => catalogue[name].debian.package));
      if (packages.size === 0) break;
      try {
        tell(`${source}: reading its package list`);
        const suite = await openSuite(suiteName, mirror, [...packages], await mkdtemp(path.join(scratch, "apt-")));
        for (const packageName of packages) {
          const those = missing.filter((name) => catalogue[name].debian.package === packageName);
          try {
            await install(suite, packageName, scratch, cacheDir, tell);
            missing = missing.filter((name) => !those.includes(name));
          } catch (error) {
            failed(source, those, error);
          }
        }
      } catch (error) {
        failed(source, missing, error);
      }
    }
  } catch (error) {
    failed("Debian", names, error);
  } finally {
    if (scratch) await rm(scratch, { recursive: true, force: true });
  }
}

/** An empty directory beside the unpacked packages. Those of set-ups that were killed are removed: the caller is alone here. */
async function emptyScratch(cacheDir: string): Promise<string> {
  await mkdir(cacheDir, { recursive: true });
  for (const entry of await readdir(cacheDir)) {
    if (entry.startsWith(unfinished)) await rm(path.join(cacheDir, entry), { recursive: true, force: true });
  }
  return mkdtemp(path.join(cacheDir, unfinished));
}

/** Unpacks a package aside, asks each of its programs for its version, and moves it into place. */
async function install(suite: Suite, packageName: string, scratch: string, cacheDir: string, tell: Tell) {
  const names = partNames.filter((name) => catalogue[name].debian.package === packageName);
  const packageVersion = suite.versions.get(packageName);
  if (!packageVersion) throw new Error(`it has no package ${packageName} for ${suite.architecture}`);
  const refuseOld = (name: PartName, version: string) => {
    if (!isAtLeast(version, catalogue[name].oldest)) throw new Error(`its ${name} is ${version}, too old`);
  };
  for (const name of names) refuseOld(name, packageVersion);

  tell(`Debian ${suite.name}: downloading and unpacking ${packageName} ${packageVersion}`);
  const tree = path.join(scratch, `${suite.name}-${packageName}`);
  await suite.unpack(packageName, tree);
  const programs: Partial<Record<PartName, string>> = {};
  for (const name of names) {
    const { path: file, opens } = catalogue[name].debian;
    if (opens) await replaceBytes(path.join(tree, file), opens.absolute, opens.relative);
    const version = await askVersion(path.join(tree, file));
    refuseOld(name, version);
    programs[name] = version;
  }
  const manifest: z.infer<typeof manifestSchema> = { suite: suite.name, packageVersion, programs };
  await writeFile(path.join(tree, "manifest.json"), JSON.stringify(manifest));
  const home = path.join(cacheDir, packageName);
  await rm(home, { recursive: true, force: true });
  await rename(tree, home);
}

/** Replaces every occurrence in place; both texts have the same length, so that no offset in the program moves. */
async function replaceBytes(file: string, from: string, to: string): Promise<void> {
  if (from.length !== to.length)
    throw new Error(`"${to}" is not as long as "${from}": mend kit/lab/parts/catalogue.ts`);
  const bytes = await readFile(file);
  for (let at = bytes.indexOf(from); at !== -1; at = bytes.indexOf(from, at + from.length))
    bytes.write(to, at, "latin1");
  await writeFile(file, bytes);
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.safeParse(JSON.parse(await readFile(file, "utf8"))).data;
  } catch {
    return undefined;
  }
}

async function writeWhole(file: string, content: unknown): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const aside = `${file}.${process.pid}`;
  await writeFile(aside, JSON.stringify(content));
  await rename(aside, file);
}

function message(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
