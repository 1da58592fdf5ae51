import { existsSync, readFileSync, renameSync, rmSync } from "node:fs";
import { mkdir, mkdtemp } from "node:fs/promises";
import path from "node:path";
import { debianSuites } from "../../kit/lab/parts/catalogue.ts";
import { machineMirror, openSuite } from "../../kit/lab/parts/debian.ts";
import { withLock } from "../../kit/lab/parts/lock.ts";

const cache = path.resolve(import.meta.dirname, "../../.cache/packages");

/** The suite whose Go and static programs run on every machine here. */
export const newest = debianSuites[0] as string;

/** The machine's own release, for programs that need its libraries. */
export function machineSuite(): string {
  const release = readFileSync("/etc/os-release", "utf8");
  const codename = /^VERSION_CODENAME=(\w+)/m.exec(release)?.[1];
  if (!codename) throw new Error("/etc/os-release names no release");
  return codename;
}

/**
 * A directory that holds the files of Debian packages, unpacked without root, and kept: the second call downloads nothing.
 * @throws Error where there is no mirror or no such package.
 */
export async function unpacked(suite: string, ...packages: string[]): Promise<string> {
  const home = path.join(cache, `${suite}-${packages[0]}`);
  return withLock(
    `packages:${home.slice(-60)}`,
    () => {},
    async () => {
      if (existsSync(home)) return home;
      await mkdir(cache, { recursive: true });
      const scratch = await mkdtemp(path.join(cache, "unfinished-"));
      try {
        const opened = await openSuite(suite, await machineMirror(), packages, scratch);
        const tree = path.join(scratch, "tree");
        for (const name of packages) await opened.unpack(name, tree);
        renameSync(tree, home);
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
      return home;
    },
  );
}
