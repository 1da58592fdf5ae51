import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { environmentOf } from "../kit/environment.ts";
import { describeFaultCoverage, inJson, summaryFile, summaryOf, wrongIn } from "../kit/lab/matrix/report.ts";
import { obtainParts } from "../kit/lab/parts/obtain.ts";
import { benevoclic } from "../platform.ts";
import { faultCoverage } from "../simulator/matrix/coverage.ts";
import { wholeConfig } from "../simulator/whole.ts";
import { UserError } from "./explain.ts";

/** `npm run coverage:faults`: what tells each metric's going wrong in each way, and that quiet variations wake nobody. */
export async function coverageOfFaults({ json }: { readonly json: boolean }): Promise<void> {
  const { promtool } = await obtainParts({ names: ["promtool"], progress: console.error });
  const began = Date.now();
  const progress = (line: string) =>
    console.error(`${((Date.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  const coverage = await faultCoverage(environmentOf(benevoclic, wholeConfig()), promtool, progress);
  writeFileSync(fileURLToPath(new URL(`../${summaryFile}`, import.meta.url)), summaryOf(coverage));
  console.log(json ? inJson(coverage) : describeFaultCoverage(coverage));
  const wrong = wrongIn(coverage);
  if (wrong.length > 0)
    throw new UserError(
      wrong.join("\n"),
      "declare an alert that tells it, or why it is harmless beside the metric (signals/metrics/)",
    );
}
