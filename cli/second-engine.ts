import { readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { differsInSecondEngine } from "../alerts/second-engine.ts";
import { generatedDirectory, loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { obtainVictoriaMetrics } from "../kit/lab/parts/victoria-metrics.ts";
import { secondVerdicts } from "../kit/lab/second-engine/differences.ts";
import { secondEngineFile, secondEngineSummary, unexplained } from "../kit/lab/second-engine/report.ts";
import { samplesApart } from "../kit/write/replicated/rules.ts";
import { benevoclic } from "../platform.ts";
import { UserError } from "./explain.ts";

/** `npm run second-engine`: production's rule tests in an engine that they were not written for. */
export async function secondEngine({ json }: { readonly json: boolean }): Promise<void> {
  const tool = await obtainVictoriaMetrics("vmalert-tool", console.error);
  const directory = path.join(generatedDirectory, "production/prometheus/tests");
  const files = readdirSync(directory).sort();
  const verdicts = await secondVerdicts(
    files.map((file) => path.join(directory, file)),
    { tool, apart: samplesApart(environmentOf(benevoclic, loadConfig("production")).jobs) },
    (line) => console.error(line),
  );
  const summary = secondEngineSummary(verdicts, differsInSecondEngine);
  writeFileSync(fileURLToPath(new URL(`../${secondEngineFile}`, import.meta.url)), summary);
  console.log(json ? JSON.stringify(verdicts, undefined, 2) : summary);
  const open = unexplained(verdicts, differsInSecondEngine);
  if (open.length > 0)
    throw new UserError(
      open.join("\n"),
      "write in both engines what means the same, or say why they differ in alerts/second-engine.ts",
    );
}
