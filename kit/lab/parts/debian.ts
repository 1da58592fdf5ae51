import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { debianKeyring, debianSuites } from "./catalogue.ts";
import { onPath, run } from "./programs.ts";

/** One Debian suite (e.g. forky), read through an apt directory of our own: no root, nothing of the machine's apt is changed. */
export interface Suite {
  readonly name: string;
  readonly mirror: string;
  readonly architecture: string;
  /** Package -> Debian version without its epoch (`3.5.3+ds1-6`), of those asked for that the suite has. */
  readonly versions: ReadonlyMap<string, string>;
  /** Downloads one of them, checked by apt against the signed list, and unpacks it into `directory`. */
  unpack(packageName: string, directory: string): Promise<void>;
}

const tools = ["apt-get", "apt-cache", "dpkg", "dpkg-deb"];

/**
 * The address of the first Debian mirror of the machine's own apt sources. apt reads them, in both of their forms.
 * @throws Error when the machine has no apt or no such source.
 */
export async function machineMirror(): Promise<string> {
  const absent = tools.filter((tool) => onPath([tool]).length === 0);
  if (absent.length > 0) throw new Error(`no Debian machine: ${absent.join(", ")} not on PATH`);
  const format = "$(COMPONENT) $(REPO_URI)";
  const sources = await run("apt-get", [
    "indextargets",
    "--no-release-info",
    "--format",
    format,
    "Created-By: Packages",
  ]);
  const mirror = sources.split("\n").find(isDebianMirror)?.slice("main ".length);
  if (!mirror) throw new Error("no Debian mirror in this machine's apt sources");
  return mirror;
}

/**
 * Mirrors keep Debian under `…/debian` (https://www.debian.org/mirror/ftpmirror); the snapshot archive adds a time, and Debian's cloud
 * images name a list of mirrors (`mirror+file:/etc/apt/mirrors/debian.list`). What is no mirror fails the signature check.
 */
function isDebianMirror(line: string): boolean {
  return /^main (?!cdrom:).*\/debian(\.list|\/\d{8}T\d{6}Z)?\/?$/.test(line);
}

/**
 * Reads a suite's package list into `directory`, which must exist and be empty.
 * @param packages the packages of interest
 * @throws Error with apt's last words.
 */
export async function openSuite(
  name: string,
  mirror: string,
  packages: readonly string[],
  directory: string,
): Promise<Suite> {
  const architecture = (await run("dpkg", ["--print-architecture"])).trim();
  const configuration = path.join(directory, "apt.conf");
  const keyring = existsSync(debianKeyring) ? ` signed-by=${debianKeyring}` : "";
  await mkdir(path.join(directory, "lists/partial"), { recursive: true });
  await mkdir(path.join(directory, "cache/archives/partial"), { recursive: true });
  await writeFile(path.join(directory, "status"), "");
  // A suite that is frozen, or a mirror's snapshot, is welcome: the signature is checked, its age is not.
  const options = `arch=${architecture} target=Packages check-valid-until=no${keyring}`;
  await writeFile(path.join(directory, "sources.list"), `deb [${options}] ${mirror} ${name} main\n`);
  await writeFile(configuration, aptConfiguration(directory, architecture));

  await run("apt-get", ["-c", configuration, "update"]);
  const listed = await run("apt-cache", ["-c", configuration, "madison", ...packages]);
  return {
    name,
    mirror,
    architecture,
    versions: versionsOf(listed),
    unpack: async (packageName, into) => {
      const downloads = path.join(directory, `download-${packageName}`);
      await mkdir(downloads);
      await run("apt-get", ["-c", configuration, "download", packageName], downloads);
      const archive = (await readdir(downloads)).find((file) => file.endsWith(".deb"));
      if (!archive) throw new Error(`apt-get download ${packageName} brought no package`);
      await run("dpkg-deb", ["-x", path.join(downloads, archive), into]);
      await rm(downloads, { recursive: true });
    },
  };
}

/**
 * Unpacks a package of the first suite that has it.
 * @param scratch a directory for the lists of packages, which are removed again
 * @throws Error with what each suite said
 */
export async function unpackPackage(name: string, directory: string, scratch: string): Promise<void> {
  const mirror = await machineMirror();
  const failed: string[] = [];
  for (const suiteName of debianSuites) {
    const lists = await mkdtemp(path.join(scratch, "apt-"));
    try {
      const suite = await openSuite(suiteName, mirror, [name], lists);
      return await suite.unpack(name, directory);
    } catch (error) {
      failed.push(`${suiteName}: ${(error as Error).message}`);
    } finally {
      await rm(lists, { recursive: true, force: true });
    }
  }
  throw new Error(`Debian's ${name}: ${failed.join("; ")}`);
}

/**
 * Read by apt after the machine's own configuration (apt.conf(5)), whose proxies stay and whose other wishes are put aside:
 * hooks, pins and a default release are meant for the machine, not for a directory of ours.
 */
function aptConfiguration(directory: string, architecture: string): string {
  const settings = {
    "Dir::State": directory,
    "Dir::State::lists": path.join(directory, "lists"),
    "Dir::State::status": path.join(directory, "status"),
    "Dir::Cache": path.join(directory, "cache"),
    "Dir::Cache::archives": path.join(directory, "cache/archives"),
    "Dir::Cache::pkgcache": path.join(directory, "cache/pkgcache.bin"),
    "Dir::Etc::sourcelist": path.join(directory, "sources.list"),
    "Dir::Etc::sourceparts": "/dev/null",
    "Dir::Etc::preferences": "/dev/null",
    "Dir::Etc::preferencesparts": "/dev/null",
    "APT::Architecture": architecture,
    "APT::Default-Release": "",
    // As root, apt would download as user _apt, who may not be allowed into the directory.
    "APT::Sandbox::User": "",
    // Without it an unreachable mirror is a warning and exit code 0.
    "APT::Update::Error-Mode": "any",
    "Acquire::Languages": "none",
    "Acquire::Retries": "1",
    "Acquire::http::Timeout": "20",
    "Acquire::https::Timeout": "20",
  };
  const hooks = ["APT::Update::Pre-Invoke", "APT::Update::Post-Invoke", "APT::Update::Post-Invoke-Success"];
  return [
    ...hooks.map((hook) => `#clear ${hook};`),
    ...Object.entries(settings).map(([key, value]) => `${key} "${value}";`),
    "",
  ].join("\n");
}

/** Lines such as ` promtool | 3.5.3+ds1-6 | http://… forky/main amd64 Packages`. */
function versionsOf(listed: string): Map<string, string> {
  const rows = listed.split("\n").map((line) => line.split("|").map((cell) => cell.trim()));
  return new Map(rows.flatMap(([name, version]) => (name && version ? [[name, version.replace(/^\d+:/, "")]] : [])));
}
