import type { Duration } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { promql, selector } from "../model/promql.ts";
import { counted, seriesOf } from "../model/series.ts";
import type { Objective, Prose, SignalDefinition } from "../model/signal.ts";
import { seconds } from "../model/unit.ts";
import { type GoesOn, leastOf } from "./goes-on.ts";

interface LatencyQuantile extends Prose, GoesOn {
  readonly histogram: Metric;
  readonly where?: readonly string[];
  readonly example?: Readonly<Record<string, string>>;
  /** 0.95 for P95. */
  readonly quantile: number;
  readonly over: Duration;
  readonly per: readonly string[];
  readonly objective?: Objective;
}

/** Observations a second in tests: enough for any guard against low traffic. */
const testTraffic = 10;

/**
 * A quantile of a histogram, in seconds. Between two bucket bounds the engine interpolates, so a limit or an objective
 * that is not a bound is a guess: it is reported with the nearest bounds.
 */
export function latencyQuantile(definition: LatencyQuantile): SignalDefinition {
  const { histogram, where = [], example = {}, quantile, over, still, per, ...rest } = definition;
  const bounds = histogram.buckets ?? [];
  const buckets = selector(histogram, where, "_bucket");
  return {
    ...rest,
    per,
    over,
    unit: seconds,
    expr: leastOf(
      { over, still, per },
      (window) => promql`histogram_quantile(${quantile}, sum by (${["le", ...per]}) (rate(${buckets}[${window}])))`,
    ),
    cautions: (limit) => {
      if (bounds.includes(limit)) return [];
      const below = bounds.filter((bound) => bound < limit).at(-1) ?? 0;
      const above = bounds.find((bound) => bound > limit) ?? "+Inf";
      return [
        `${limit} s is not a bucket boundary of ${histogram.name}; the nearest are ${below} s and ${above} s, ` +
          "and the value between them is interpolated",
      ];
    },
    produce: ({ values, interval, labels }) =>
      [...bounds, Number.POSITIVE_INFINITY].map((bound) =>
        seriesOf(
          histogram,
          { ...example, ...labels, le: bound === Number.POSITIVE_INFINITY ? "+Inf" : String(bound) },
          counted(
            values.map((value) => (value === null ? null : testTraffic * shareUpTo(bound, value, quantile, bounds))),
            interval,
          ),
          "_bucket",
        ),
      ),
  };
}

/** The share of observations at or below `bound` when the interpolated quantile of the histogram is `value`. */
function shareUpTo(bound: number, value: number, quantile: number, bounds: readonly number[]): number {
  const lower = bounds.filter((candidate) => candidate < value).at(-1) ?? 0;
  const upper = bounds.find((candidate) => candidate >= value) ?? Number.POSITIVE_INFINITY;
  if (upper === Number.POSITIVE_INFINITY) return bound === upper ? 1 : 0;
  const place = (value - lower) / (upper - lower);
  // Cumulative shares at `lower` and `upper` such that the line between them reaches the quantile at `value`.
  const atLower = place <= quantile ? (quantile - place) / (1 - place) : 0;
  const atUpper = place <= quantile ? 1 : quantile / place;
  if (bound === Number.POSITIVE_INFINITY) return 1;
  if (bound >= upper) return bound === upper ? atUpper : 1;
  return bound === lower ? atLower : 0;
}
