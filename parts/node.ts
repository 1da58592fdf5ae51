import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { survey } from "../signals/metrics/business.ts";
import { deploy } from "../signals/metrics/deploy.ts";
import { node } from "../signals/metrics/node.ts";
import { quality } from "../signals/metrics/quality.ts";
import { qualityExporter } from "../signals/metrics/quality-exporter.ts";

/** node-exporter on the machine, with the files that other programs leave in its textfile directory. */
export const nodePart = part("node", {
  scrape: { interval: usualInterval },
  metrics: [node, survey, deploy, quality, qualityExporter],
});
