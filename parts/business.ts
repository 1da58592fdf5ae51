import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { business } from "../signals/metrics/business.ts";
import { exporterBuilds } from "../signals/metrics/exporter-builds.ts";

export const businessPart = part("business", {
  scrape: { interval: usualInterval },
  metrics: [business, { build: exporterBuilds.business }],
});
