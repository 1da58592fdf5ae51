import type { Analysis } from "./analyse.ts";
import type { Metric, Promql } from "./expression.ts";
import { selectionsIn, signalsIn } from "./promql.ts";

/** What must be scraped for an expression to have a value. */
export type Reads = Pick<Analysis, "jobs" | "metrics">;

const readings = new WeakMap<Promql, Reads>();

/** What an expression reads in the end, through all the signals in it. Its metrics are values (`metrics-by-value`). */
export function readsOf(expression: Promql): Reads {
  const known = readings.get(expression);
  if (known !== undefined) return known;
  const jobs = new Map<string, string>();
  const metrics = new Set<Metric>();
  for (const { metric, matchers, suffix } of selectionsIn(expression)) {
    metrics.add(metric);
    const job = metric.job === "every" ? jobAmong(matchers) : metric.job;
    if (job !== undefined) jobs.set(job, metric.name + suffix);
  }
  for (const reads of signalsIn(expression).map(({ expr }) => readsOf(expr))) {
    for (const [job, name] of reads.jobs) jobs.set(job, name);
    for (const metric of reads.metrics) metrics.add(metric);
  }
  const reads = { jobs, metrics };
  readings.set(expression, reads);
  return reads;
}

const jobAmong = (matchers: readonly string[]) =>
  matchers.map((matcher) => /^job="([^"]*)"$/.exec(matcher)?.[1]).find((job) => job !== undefined);
