import type { DeclaredOnly } from "../model/job.ts";
import { type Metric, targetLabels } from "../model/metric.ts";

/**
 * Keeps of a job's series those that are declared, whatever its visitors make it expose: raw paths are endless, and so is any
 * other label that carries what somebody sent. Names first, then values; at last the labels that nobody declared are cut off: series
 * that differ in these only become one, of which Prometheus stores the first sample. Never a sample limit: exceeding it fails the
 * scrape, and the job looks down.
 */
export function declaredSeries(metrics: readonly Metric[], { values, beside }: DeclaredOnly): object[] {
  const names = metrics.map(({ name, type }) => (type === "histogram" ? `${name}_(bucket|sum|count)` : name));
  const labels = metrics.flatMap((metric) => Object.keys(metric.labels));
  const kept = new Set(["__name__", ...targetLabels, "le", "quantile", ...labels, ...(beside?.labels ?? [])]);
  return [
    keep("__name__", [...names, ...(beside ? [beside.names] : [])].join("|")),
    ...Object.entries(values).map(([label, regex]) => keep(label, `|${regex}`)),
    { regex: [...kept].join("|"), action: "labelkeep" },
  ];
}

const keep = (label: string, regex: string) => ({ source_labels: [label], regex, action: "keep" });
