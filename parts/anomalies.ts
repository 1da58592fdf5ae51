import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { anomalies } from "../signals/metrics/anomalies.ts";
import { exporterBuilds } from "../signals/metrics/exporter-builds.ts";

export const anomaliesPart = part("anomalies", {
  scrape: { interval: usualInterval },
  metrics: [anomalies, { build: exporterBuilds.anomalies }],
});
