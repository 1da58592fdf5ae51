import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Part } from "../parts/obtain.ts";
import type { Mutant } from "./mutants.ts";

/** Mutants that one run of promtool judges: enough to make its start cheap, few enough to show progress. */
const atOnce = 40;
/** As many runs as the machine of a pull request has processors. */
const runs = 2;

/**
 * The mutants whose tests all pass although the rule is wrong, judged by the real rule engine.
 * @param judged told after each run how many are done
 */
export async function survivorsOf(
  mutants: readonly Mutant[],
  promtool: Part,
  judged: (count: number) => void = () => {},
): Promise<Mutant[]> {
  const batches = Array.from({ length: Math.ceil(mutants.length / atOnce) }, (_, index) =>
    mutants.slice(index * atOnce, (index + 1) * atOnce),
  );
  const survivors = new Set<Mutant>();
  let count = 0;
  const work = async () => {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      for (const survivor of await survivorsAmong(batch, promtool)) survivors.add(survivor);
      count += batch.length;
      judged(count);
    }
  };
  await Promise.all(Array.from({ length: runs }, work));
  return mutants.filter((mutant) => survivors.has(mutant));
}

async function survivorsAmong(mutants: readonly Mutant[], promtool: Part): Promise<Mutant[]> {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-mutants-"));
  try {
    const written = mutants.map((mutant, index) => {
      const own = path.join(directory, String(index));
      mkdirSync(own);
      writeFileSync(path.join(own, "rules.yml"), mutant.rules);
      const files = mutant.tests.map((text, at) => {
        const file = path.join(own, `test-${at}.yml`);
        writeFileSync(file, text);
        return file;
      });
      return { mutant, files };
    });
    const report = path.join(directory, "junit.xml");
    await run(promtool, ["test", `--junit=${report}`, "rules", ...written.flatMap(({ files }) => files)]);
    const suites = readFileSync(report, "utf8").matchAll(
      /<testsuite name="([^"]+)" tests="(\d+)" failures="(\d+)"(?: errors="(\d+)")?/g,
    );
    const passed = new Set(
      [...suites].filter(([, , tests, failures]) => tests !== "0" && failures === "0").map(([, file]) => file),
    );
    return written.filter(({ files }) => files.every((file) => passed.has(file))).map(({ mutant }) => mutant);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** promtool ends with 1 when a test fails, which is what is hoped for here. */
function run(promtool: Part, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(promtool.command, args, { maxBuffer: 1e9, ...(promtool.cwd && { cwd: promtool.cwd }) }, (error) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve();
    });
  });
}
