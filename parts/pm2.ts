import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { exporterBuilds } from "../signals/metrics/exporter-builds.ts";
import { pm2 } from "../signals/metrics/pm2.ts";

export const pm2Part = part("pm2", {
  scrape: { interval: usualInterval },
  metrics: [pm2, { build: exporterBuilds.pm2 }],
});
