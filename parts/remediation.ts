import { fastInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { exporterBuilds } from "../signals/metrics/exporter-builds.ts";
import { remediation } from "../signals/metrics/remediation.ts";

/** Scraped often: people are told at once of what it gives up. */
export const remediationPart = part("remediation", {
  scrape: { interval: fastInterval },
  metrics: [remediation, { build: exporterBuilds.remediation }],
});
