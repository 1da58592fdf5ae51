import { Counter, Gauge, Registry } from "prom-client";
import type { Metric } from "../../kit/model/metric.ts";

/** One value of one series. */
export interface Sample {
  readonly metric: Metric;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export const sample = (metric: Metric, value: number, labels: Readonly<Record<string, string>> = {}): Sample => ({
  metric,
  labels,
  value,
});

/**
 * Samples in the exposition format, with the names, types, labels and help of their declarations.
 * A metric without a sample has no series.
 */
export async function exposition(metrics: readonly Metric[], samples: readonly Sample[]): Promise<string> {
  const registry = new Registry();
  for (const metric of metrics) {
    const Instrument = metric.type === "counter" ? Counter : Gauge;
    const labelNames = Object.keys(metric.labels);
    const instrument = new Instrument({ name: metric.name, help: metric.about, labelNames, registers: [registry] });
    // One without labels begins with a series of value 0.
    if (labelNames.length === 0) instrument.remove();
    for (const { labels, value } of samples.filter((it) => it.metric === metric)) instrument.inc({ ...labels }, value);
  }
  return registry.metrics();
}
