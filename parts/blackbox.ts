import { fastInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { probe } from "../signals/metrics/blackbox.ts";

export const blackboxPart = part("blackbox", {
  scrape: { interval: fastInterval, path: "/probe", probes: true },
  metrics: [probe],
});
