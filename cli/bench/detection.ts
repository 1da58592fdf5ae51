import { loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../generator/environment.ts";
import { obtainParts } from "../../local/parts/obtain.ts";
import { detection } from "../../local/recording/detection.ts";
import { report } from "../../local/recording/report.ts";
import { orExplain } from "../explain.ts";

/** `npm run bench:detection`: the healthy day, four weeks of it and every fault, for our rules and for the present nine. */
await orExplain(async () => {
  const began = Date.now();
  const progress = (line: string) =>
    console.error(`${((Date.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`);
  const parts = await obtainParts({ names: ["promtool", "alertmanager"], progress });
  const found = await detection(environmentOf(loadConfig("production")), parts, progress);
  progress("done");
  console.log(report(found));
});
