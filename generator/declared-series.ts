import type { JobName } from "../config/schema.ts";
import { declaredOf, targetLabels } from "../signals/model/metric.ts";
import { keptForPeople, labelsForPeople, labelValues, routes } from "../signals/routes.ts";

/**
 * Keeps of a job's series those that are declared, whatever its visitors make it expose: raw paths are endless (benevoclic.md
 * section 2, quirk 2), and so is any other label that carries what somebody sent. Names first, then values; at last the labels
 * that nobody declared are cut off: series that differ in these only become one, of which Prometheus stores the first sample. Never
 * a sample limit: exceeding it fails the scrape, and the job looks down.
 */
export function declaredSeries(job: JobName): object[] {
  const metrics = declaredOf(job);
  const names = metrics.map(({ name, type }) => (type === "histogram" ? `${name}_(bucket|sum|count)` : name));
  const labels = metrics.flatMap((metric) => Object.keys(metric.labels));
  const paths = routes.map((route) => route.replace(/[.+*?()[\]{}|\\^$]/g, "\\$&")).join("|");
  const values = Object.entries(labelValues);
  return [
    keep(["path"], ["", paths]),
    keep(["endpoint"], ["", paths]),
    keep(["__name__"], [...names, keptForPeople]),
    {
      source_labels: values.map(([label]) => label),
      regex: values.map(([, regex]) => `(${regex}|)`).join(";"),
      action: "keep",
    },
    {
      regex: [...new Set(["__name__", ...targetLabels, "le", "quantile", ...labels, ...labelsForPeople])].join("|"),
      action: "labelkeep",
    },
  ];
}

const keep = (source_labels: readonly string[], regexes: readonly string[]) => ({
  source_labels,
  regex: regexes.join("|"),
  action: "keep",
});
