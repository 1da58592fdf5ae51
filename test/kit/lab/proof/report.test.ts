import { beforeAll, expect, it } from "vitest";
import { loadConfig } from "../../../../config/load.ts";
import { environmentOf } from "../../../../kit/environment.ts";
import { obtainParts, type Part } from "../../../../kit/lab/parts/obtain.ts";
import { levelsOf, type Mutant, type Proofs, proofsOf } from "../../../../kit/lab/proof/mutants.ts";
import {
  describeRuleCoverage,
  killedAtLeast,
  killedShare,
  ruleCoverage,
  unsound,
  untried,
} from "../../../../kit/lab/proof/report.ts";
import { survivorsOf } from "../../../../kit/lab/proof/survivors.ts";
import { filesOf, type GeneratedFiles } from "../../../../kit/write/files.ts";
import { benevoclic } from "../../../../platform.ts";

let promtool: Part;
let files: GeneratedFiles;
beforeAll(async () => {
  promtool = (await obtainParts({ names: ["promtool"] })).promtool;
  files = filesOf(environmentOf(benevoclic, loadConfig("production")));
});

/** What is generated for the front end: few rules, all quickly tested, without the seven hours of an expired certificate. */
function webProofs(): Proofs {
  const web = [...files].filter(([file]) => /^prometheus\/(rules|tests)\/web\b/.test(file));
  const { groups, tests } = proofsOf(new Map(web));
  const isQuick = ({ name }: { readonly name: string }) => !name.includes("no longer tells when it expired");
  return { groups, tests: tests.map((file) => ({ ...file, tests: file.tests.filter(isQuick) })) };
}
const judge = (mutants: readonly Mutant[]) => survivorsOf(mutants, promtool);

it("nearly every wrong rule of the front end is noticed by its tests", async () => {
  const coverage = await ruleCoverage(webProofs(), judge);
  expect(unsound(coverage)).toEqual([]);
  expect(untried(coverage)).toEqual([]);
  expect(coverage.mutants.length).toBeGreaterThan(40);
  expect(killedShare(coverage)).toBeGreaterThanOrEqual(killedAtLeast);
});

it("what no test notices is listed, and so is a level that nothing fires", async () => {
  const { groups, tests } = webProofs();
  const weaker = tests.map((file) => ({
    ...file,
    tests: file.tests.filter(({ name }) => name.startsWith("WebSlow") && name.includes("silent")),
  }));
  const coverage = await ruleCoverage({ groups, tests: weaker }, judge);
  expect(untried(coverage).map(({ level }) => level)).toContain("WebSlow warning");
  const said = describeRuleCoverage(coverage);
  expect(said).toContain("WebSlow warning  limit: target:web_response_time:mean5m > 3: 3 is 3.3");
  expect(said).toContain("WebSlow warning  for: for 5m is 10m");
});

it("every level of production has an example that fires and one that stays silent", () => {
  const levels = untried({ levels: levelsOf(proofsOf(files)), mutants: [], survivors: [] });
  expect(levels.map(({ level }) => level)).toEqual([]);
});
