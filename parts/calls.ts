import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { calls } from "../signals/metrics/calls.ts";

/**
 * The second endpoint of Jaeger: what the traced programs ask of each other and of the database, counted and timed from their spans. Whatever else
 * a program would make it expose is not kept.
 */
export const callsPart = part("calls", {
  scrape: { interval: usualInterval, sameAs: "traces", port: 8890, onlyDeclared: { values: {} } },
  metrics: [calls],
});
