import { environmentOf } from "../kit/environment.ts";
import { obtainParts } from "../kit/lab/parts/obtain.ts";
import { proofsOf } from "../kit/lab/proof/mutants.ts";
import {
  describeRuleCoverage,
  killedAtLeast,
  killedShare,
  ruleCoverage,
  ruleCoverageInJson,
  unsound,
  untried,
} from "../kit/lab/proof/report.ts";
import { survivorsOf } from "../kit/lab/proof/survivors.ts";
import { filesOf } from "../kit/write/files.ts";
import { benevoclic } from "../platform.ts";
import { wholeConfig } from "../simulator/whole.ts";
import { UserError } from "./explain.ts";

/** `npm run coverage:rules`: what the tests of production's rules try, and which wrong rules they would not notice. */
export async function coverageOfRules({ json }: { readonly json: boolean }): Promise<void> {
  const { promtool } = await obtainParts({ names: ["promtool"], progress: console.error });
  const coverage = await ruleCoverage(proofsOf(filesOf(environmentOf(benevoclic, wholeConfig()))), (mutants) =>
    survivorsOf(mutants, promtool, (count) => console.error(`${count} of ${mutants.length} rules judged`)),
  );
  const [broken] = unsound(coverage);
  if (broken !== undefined) throw new UserError(`${broken.rule} fails its own tests`, "npm run check says how");
  console.log(json ? ruleCoverageInJson(coverage) : describeRuleCoverage(coverage));
  const [without] = untried(coverage);
  if (without !== undefined)
    throw new UserError(`${without.level} lacks an example that fires or stays silent`, "add it to its declaration");
  if (killedShare(coverage) < killedAtLeast)
    throw new UserError(
      `fewer than ${100 * killedAtLeast} % of the wrong rules are noticed`,
      "add examples for those above",
    );
}
