import type { Metric, MetricDeclaration } from "./expression.ts";
import { oncePer } from "./once.ts";
import { selector } from "./promql.ts";

export type { Metric, MetricDeclaration, MetricType } from "./expression.ts";

/** Declares the metrics of one scrape job. The keys are the names that declarations use for them. */
export function metricsOf<Key extends string>(
  job: string | "every",
  declarations: Readonly<Record<Key, MetricDeclaration>>,
): Readonly<Record<Key, Metric>> {
  const metrics: Partial<Record<Key, Metric>> = {};
  for (const key of Object.keys(declarations) as Key[]) {
    const declaration = declarations[key];
    const metric: Metric = {
      ...declaration,
      labels: declaration.labels ?? {},
      job,
      where: (...matchers) => selector(metric, matchers),
    };
    metrics[key] = metric;
  }
  return metrics as Record<Key, Metric>;
}

/** Declares the metrics of a job that are always present, but for those that say why they come and go. */
export function alwaysPresentOf<Key extends string>(
  job: string | "every",
  declarations: Readonly<Record<Key, MetricDeclaration>>,
): Readonly<Record<Key, Metric>> {
  const present = Object.entries<MetricDeclaration>(declarations).map(([key, one]) => [
    key,
    one.comesAndGoes === undefined ? { ...one, alwaysPresent: true } : one,
  ]);
  return metricsOf(job, Object.fromEntries(present) as Record<Key, MetricDeclaration>);
}

/** Prometheus adds these to every scraped series. */
export const targetLabels = ["job", "instance"] as const;

const histogramSuffix = /_(bucket|sum|count)$/;

/** The metrics of a platform, to be asked by the names of series. */
export interface MetricTable {
  /** The declarations of the metric that a series name belongs to: `x_bucket` belongs to the histogram `x`. */
  declarationsOf(seriesName: string): readonly Metric[];
  /** The names of all of them, for "did you mean". */
  readonly names: readonly string[];
}

export const metricTable = oncePer((metrics: readonly Metric[]): MetricTable => {
  const declared = new Map<string, Metric[]>();
  for (const metric of metrics) declared.set(metric.name, [...(declared.get(metric.name) ?? []), metric]);
  return {
    declarationsOf(seriesName) {
      const exact = declared.get(seriesName);
      if (exact !== undefined) return exact;
      const family = declared.get(seriesName.replace(histogramSuffix, "")) ?? [];
      return family.filter((metric) => metric.type === "histogram");
    },
    names: [...declared.keys()],
  };
});

/** All labels that a series of this name may carry. */
export function labelsOfSeries(seriesName: string, metric: Metric): string[] {
  const own = Object.keys(metric.labels);
  return [...targetLabels, ...own, ...(seriesName.endsWith("_bucket") && metric.type === "histogram" ? ["le"] : [])];
}
