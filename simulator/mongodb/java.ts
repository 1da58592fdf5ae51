import { existsSync } from "node:fs";
import { mkdtemp, readdir, readFile, readlink, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { rootCertificates } from "node:tls";
import { fileURLToPath } from "node:url";
import { machineMirror, openSuite } from "../../kit/lab/parts/debian.ts";
import { onPath, run } from "../../kit/lab/parts/programs.ts";

/** What starts the server, and what fetches it. */
interface Java {
  /** Absolute path. */
  readonly java: string;
  readonly mvn: string;
  /** Added to Maven's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Arguments that Maven needs here. */
  readonly arguments: readonly string[];
  /** Where they come from, for people. */
  readonly source: string;
}

/** Chosen by Debian for each of its releases, from bookworm on 17 or newer. */
const wanted = ["default-jre-headless", "maven"] as const;
/** Of all that these two depend on, what is Java's; the C libraries that a Java without screen and sound loads are on every Debian machine. */
const neededPackage = /^(openjdk-[\d]+-jre-headless|maven|lib.+-java)$/;
const oldestJava = 17;
const machineAuthorities = "/etc/ssl/certs/ca-certificates.crt";
/** Protects nothing: the store holds public certificates. Java wants one. */
const storePassword = "changeit";

/**
 * Java and Maven of this machine, else unpacked from its own Debian release into `directory` (about 55 MB of downloads, once),
 * without root. The caller sees to it that nobody else does the same at the same time.
 * @throws Error when neither is possible.
 */
export async function obtainJava(directory: string, tell: (line: string) => void): Promise<Java> {
  const [java, mvn] = [onPath(["java"])[0], onPath(["mvn"])[0]];
  if (java && mvn && (await javaVersion(java)) >= oldestJava)
    return { java, mvn, env: {}, arguments: [], source: "PATH" };
  const tree = path.join(directory, "java");
  if (!existsSync(tree)) await unpack(directory, tree, tell);
  return unpacked(directory, tree);
}

async function javaVersion(java: string): Promise<number> {
  // Unlike `-version`, it writes to standard output: `openjdk 17.0.15 2025-04-15`.
  const said = await run(java, ["--version"]).catch(() => "");
  return Number(/^\S+ (\d+)/.exec(said)?.[1] ?? 0);
}

async function unpack(directory: string, tree: string, tell: (line: string) => void): Promise<void> {
  const mirror = await machineMirror();
  const release = await releaseName();
  const aside = await mkdtemp(path.join(directory, "unfinished-"));
  try {
    tell(`Java and Maven are not on PATH: unpacking them from Debian ${release} of ${mirror}`);
    const suite = await openSuite(release, mirror, wanted, aside);
    // apt's own answer to what they need; openSuite has left its configuration there, with nothing installed.
    const plan = await run("apt-get", [
      ...["-c", path.join(aside, "apt.conf"), "install", "--print-uris", "--yes", "--no-install-recommends"],
      ...wanted,
    ]);
    const packages = [...plan.matchAll(/^'\S+' ([^_\s]+)_/gm)].map(([, name = ""]) => name);
    const unfinished = path.join(aside, "tree");
    for (const name of packages.filter((name) => neededPackage.test(name))) await suite.unpack(name, unfinished);
    await rename(unfinished, tree);
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  await mendLinks(tree, tree);
}

/** `bookworm`. https://www.freedesktop.org/software/systemd/man/latest/os-release.html */
async function releaseName(): Promise<string> {
  const words = await readFile("/etc/os-release", "utf8").catch(() => "");
  const name = /^VERSION_CODENAME="?([a-z]+)"?$/m.exec(words)?.[1];
  if (!name) throw new Error("no Debian machine: /etc/os-release names no release");
  return name;
}

/** Debian's packages link to /etc by absolute path: those links are turned to the unpacked /etc. */
async function mendLinks(directory: string, tree: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const file = path.join(directory, entry.name);
    if (entry.isDirectory()) await mendLinks(file, tree);
    if (!entry.isSymbolicLink()) continue;
    const target = await readlink(file);
    if (!target.startsWith("/etc/") || !existsSync(path.join(tree, target))) continue;
    await unlink(file);
    await symlink(path.join(tree, target), file);
  }
}

async function unpacked(directory: string, tree: string): Promise<Java> {
  const machines = path.join(tree, "usr/lib/jvm");
  const home = (await readdir(machines)).find((name) => /^java-[\d]+-openjdk-/.test(name) && !name.startsWith("."));
  if (!home) throw new Error(`no Java in ${machines}: remove ${tree} and try again`);
  const java = path.join(machines, home, "bin/java");
  const store = path.join(directory, "authorities.p12");
  if (!existsSync(store)) {
    const authorities = path.join(directory, "authorities.pem");
    const known = existsSync(machineAuthorities)
      ? await readFile(machineAuthorities, "utf8")
      : rootCertificates.join("\n");
    await writeFile(authorities, known);
    await run(java, [fileURLToPath(new URL("Trust.java", import.meta.url)), authorities, store, storePassword]);
  }
  const trust = `-Djavax.net.ssl.trustStore=${store} -Djavax.net.ssl.trustStorePassword=${storePassword}`;
  return {
    java,
    mvn: path.join(tree, "usr/share/maven/bin/mvn"),
    env: { JAVA_HOME: path.join(machines, home), MAVEN_OPTS: trust },
    // Not the user's home: what is unpacked here leaves no trace elsewhere.
    arguments: [`-Dmaven.repo.local=${path.join(directory, "repository")}`],
    source: "Debian's packages, unpacked",
  };
}
