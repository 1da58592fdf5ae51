import type { JobName } from "../../config/schema.ts";
import { type Promql, selector } from "./promql.ts";

export type MetricType = "gauge" | "counter" | "histogram";

/** What a metric's declaration says of it. */
export interface MetricDeclaration {
  readonly name: string;
  readonly type: MetricType;
  /** One line: what a sample means. */
  readonly about: string;
  /** Every label but `job` and `instance`, each with a value it really takes; rule tests use that value. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Upper bounds of a histogram's buckets, without +Inf. */
  readonly buckets?: readonly number[];
  /**
   * Its job exposes it from the first scrape on and at any time, whatever happens to what it measures. When it vanishes
   * although its target answers, an alert tells (dashboards/with-self-watch.ts); never so for what exists only after an event.
   */
  readonly alwaysPresent?: true;
}

/** A declared metric. Interpolated in `promql`, it is the selector of its series of its job. */
export interface Metric extends MetricDeclaration {
  readonly labels: Readonly<Record<string, string>>;
  /** The scrape job that produces it; `every` for what Prometheus adds to each of them. */
  readonly job: JobName | "every";
  /** The selector narrowed by matchers: `requests.where('status=~"5.."', userRoutes)`. */
  where(...matchers: readonly string[]): Promql;
}

const declared = new Map<string, Metric[]>();

/** Declares the metrics of one scrape job. The keys are the names that declarations use for them. */
export function metricsOf<Key extends string>(
  job: JobName | "every",
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
    declared.set(metric.name, [...(declared.get(metric.name) ?? []), metric]);
    metrics[key] = metric;
  }
  return metrics as Record<Key, Metric>;
}

/** Prometheus adds these to every scraped series. */
export const targetLabels = ["job", "instance"] as const;

const histogramSuffix = /_(bucket|sum|count)$/;

/** The declarations of the metric that a series name belongs to: `x_bucket` belongs to the histogram `x`. */
export function declarationsOf(seriesName: string): readonly Metric[] {
  const exact = declared.get(seriesName);
  if (exact !== undefined) return exact;
  const family = declared.get(seriesName.replace(histogramSuffix, "")) ?? [];
  return family.filter((metric) => metric.type === "histogram");
}

/** All labels that a series of this name may carry. */
export function labelsOfSeries(seriesName: string, metric: Metric): string[] {
  const own = Object.keys(metric.labels);
  return [...targetLabels, ...own, ...(seriesName.endsWith("_bucket") && metric.type === "histogram" ? ["le"] : [])];
}

/** The names of all declared metrics, for "did you mean". */
export const declaredNames = (): string[] => [...declared.keys()];
