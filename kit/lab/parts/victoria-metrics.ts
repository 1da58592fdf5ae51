import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { unpackPackage } from "./debian.ts";
import { withLock } from "./lock.ts";
import { onPath } from "./programs.ts";
import { todoAfter, Unavailable } from "./unavailable.ts";

/** What of Debian's package is run: the rule tests of the second engine, the counts over logs, and what several hosts run. https://packages.debian.org/forky/victoria-metrics */
type Program = "vmalert-tool" | "vmalert" | "victoria-metrics" | "vmauth";
const debianPackage = "victoria-metrics";
const home = fileURLToPath(new URL("../../../.cache/victoria-metrics", import.meta.url));

/** The program, if it is here already: from PATH, or unpacked by `obtainVictoriaMetrics`. */
export function victoriaMetrics(program: Program): string | undefined {
  const unpacked = path.join(home, "usr/bin", program);
  return onPath([program])[0] ?? (existsSync(unpacked) ? unpacked : undefined);
}

/**
 * The program from PATH, else from Debian's package (57 MB), once.
 * @returns its absolute path
 * @throws Unavailable with what each suite of Debian said
 */
export async function obtainVictoriaMetrics(
  program: Program,
  progress: (line: string) => void = () => {},
): Promise<string> {
  return withLock(
    debianPackage,
    () => progress(`another process fetches ${program}: waiting`),
    async () => {
      const found = victoriaMetrics(program);
      if (found !== undefined) return found;
      progress(`fetching ${program} from Debian's package ${debianPackage} (57 MB)`);
      await mkdir(path.dirname(home), { recursive: true });
      const draft = await mkdtemp(`${home}-unfinished-`);
      try {
        const tree = path.join(draft, "tree");
        await unpackPackage(debianPackage, tree, draft);
        await rename(tree, home);
      } catch (error) {
        const { message } = error as Error;
        throw new Unavailable(
          [
            `VictoriaMetrics' ${program} could not be had.`,
            "What was tried:",
            "- PATH: it is not there",
            `- ${message}`,
            "What to do:",
            ...todoAfter([message]).map((sentence) => `- ${sentence}`),
            "- VictoriaMetrics' own programs for PATH: https://github.com/VictoriaMetrics/VictoriaMetrics/releases",
          ].join("\n"),
        );
      } finally {
        await rm(draft, { recursive: true, force: true });
      }
      return path.join(home, "usr/bin", program);
    },
  );
}
