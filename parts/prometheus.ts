import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { alerts, rules } from "../signals/metrics/alerts.ts";
import { prometheus } from "../signals/metrics/prometheus.ts";

/** It watches itself, and adds series of its own to every target and for every alert. */
export const prometheusPart = part("prometheus", {
  scrape: { interval: usualInterval },
  metrics: [prometheus, rules, alerts],
  needed: true,
});
