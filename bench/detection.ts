import { orExplain } from "../cli/explain.ts";
import { environmentOf } from "../kit/environment.ts";
import { obtainParts } from "../kit/lab/parts/obtain.ts";
import { benevoclic } from "../platform.ts";
import { detection } from "../simulator/recording/detection.ts";
import { report } from "../simulator/recording/report.ts";
import { wholeConfig } from "../simulator/whole.ts";

/** `npm run bench:detection`: the healthy day, four weeks of it and every fault, for our rules and for the present nine. */
await orExplain(async () => {
  const began = Date.now();
  const progress = (line: string) =>
    console.error(`${((Date.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  const parts = await obtainParts({ names: ["promtool", "alertmanager"], progress });
  const found = await detection(environmentOf(benevoclic, wholeConfig()), parts, progress);
  progress("done");
  console.log(report(found));
});
