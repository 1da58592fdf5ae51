import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { limiter } from "../limiter.ts";
import type { Part } from "../parts/obtain.ts";
import { promtoolEnvironment } from "../recording/asking.ts";
import type { Mutant } from "./mutants.ts";

/** Mutants that one run of promtool judges: enough to make its start cheap, few enough to show progress. */
const atOnce = 40;
/** As many runs as the machine of a pull request has processors. */
const runs = 2;

/**
 * The mutants whose tests all pass although the rule is wrong, judged by the real rule engine. One test that fails is
 * enough, and most mutants fail their first one: each takes one test, who passes takes the next two, then four and so on.
 * @param judged told after each run how many are done
 */
export async function survivorsOf(
  mutants: readonly Mutant[],
  promtool: Part,
  judged: (count: number) => void = () => {},
): Promise<Mutant[]> {
  const survivors = new Set<Mutant>();
  let open = mutants;
  let count = 0;
  for (let from = 0, many = 1; open.length > 0; from += many, many *= 2) {
    const until = from + many;
    const batches = Array.from({ length: Math.ceil(open.length / atOnce) }, (_, index) =>
      open.slice(index * atOnce, (index + 1) * atOnce),
    );
    const unsettled = new Set<Mutant>();
    const judge = async (batch: readonly Mutant[]) => {
      for (const mutant of await passingAmong(batch, (one) => one.tests.slice(from, until), promtool))
        (mutant.tests.length > until ? unsettled : survivors).add(mutant);
      count += batch.filter((mutant) => !unsettled.has(mutant)).length;
      judged(count);
    };
    const limited = limiter(runs);
    await Promise.all(batches.map((batch) => limited(() => judge(batch))));
    open = open.filter((mutant) => unsettled.has(mutant));
  }
  return mutants.filter((mutant) => survivors.has(mutant));
}

/** Those that pass all of the tests that are chosen for each. */
async function passingAmong(
  mutants: readonly Mutant[],
  chosen: (mutant: Mutant) => readonly string[],
  promtool: Part,
): Promise<Mutant[]> {
  const directory = mkdtempSync(path.join(tmpdir(), "monitoring-mutants-"));
  try {
    const written = mutants.map((mutant, index) => {
      const own = path.join(directory, String(index));
      mkdirSync(own);
      writeFileSync(path.join(own, "rules.yml"), mutant.rules);
      const files = chosen(mutant).map((text, at) => {
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
function run({ command, cwd }: Part, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { maxBuffer: 1e9, env: promtoolEnvironment, ...(cwd && { cwd }) }, (error) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve();
    });
  });
}
