import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { unpackPackage } from "../parts/debian.ts";
import { withLock } from "../parts/lock.ts";
import { onPath } from "../parts/programs.ts";

const program = "vmalert-tool";
/** Brings it. https://packages.debian.org/forky/victoria-metrics */
const debianPackage = "victoria-metrics";
const home = fileURLToPath(new URL("../../../.cache/second-engine", import.meta.url));
const unpacked = path.join(home, "usr/bin", program);

/** The second engine, if it is here already: from PATH, or unpacked by `obtainSecondEngine`. */
export const secondEngine = (): string | undefined =>
  onPath([program])[0] ?? (existsSync(unpacked) ? unpacked : undefined);

/**
 * The program that runs rule tests in VictoriaMetrics' engine: from PATH, else from Debian's package (57 MB), once.
 * @returns its absolute path
 * @throws Error with what each suite of Debian said
 */
export async function obtainSecondEngine(progress: (line: string) => void): Promise<string> {
  return withLock(
    "second-engine",
    () => progress(`another process fetches ${program}: waiting`),
    async () => {
      const found = secondEngine();
      if (found !== undefined) return found;
      progress(`fetching ${program} from Debian's package ${debianPackage} (57 MB)`);
      await mkdir(path.dirname(home), { recursive: true });
      const draft = await mkdtemp(`${home}-unfinished-`);
      try {
        const tree = path.join(draft, "tree");
        await unpackPackage(debianPackage, tree, draft);
        await rename(tree, home);
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
      return unpacked;
    },
  );
}
