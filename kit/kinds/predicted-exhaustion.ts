import { type Duration, seconds as secondsOf } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { rounded, seriesOf } from "../model/series.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import { seconds } from "../model/unit.ts";

interface PredictedExhaustion extends Prose {
  /** A gauge of what is left, and the gauge of its size. */
  readonly free: Metric;
  readonly of: Metric;
  readonly where?: readonly string[];
  /** The pasts whose trends are prolonged, the longest first; the slowest of them counts. */
  readonly trends: readonly [Duration, ...Duration[]];
  /** Below this used share a trend means nothing: the nightly backup of an empty disk "fills" it for ever. */
  readonly onceUsed: number;
  readonly per: readonly string[];
}

/**
 * Seconds until something runs out if it goes on shrinking as it did. All trends must agree: a step, such as a kernel in /boot or
 * a dump that is kept for hours, bends the longest of them for as long as it remembers, and is over for the shortest. An alert whose
 * `for` is longer than that one is about what goes on. No value while nothing shrinks.
 */
export function predictedExhaustion(definition: PredictedExhaustion): SignalDefinition {
  const { free, of, where = [], trends, onceUsed, per, ...rest } = definition;
  const left = free.where(...where);
  const size = of.where(...where);
  const slopes = trends
    .map((trend) => promql`label_replace(deriv(${left}[${trend}]), "trend", "${trend}", "", "")`)
    .reduce((all, slope) => promql`${all}\n    or ${slope}`);
  const shortest = Math.min(...trends.map(secondsOf));
  return {
    ...rest,
    per,
    unit: seconds,
    over: trends[0],
    needsAllOfIt: true,
    expr: promql`min by (${per}) (
  ${left} / -(max without (trend) (
    ${slopes}
  ) < 0)
    and ${left} / ${size} < ${rounded(1 - onceUsed)}
)`,
    // What is free decays like e^(-t/lifetime): then a trend gives the same number of seconds at any moment, the shortest the most.
    produce: ({ values, interval, labels }) => {
      const total = 1e12;
      let remaining = total * (1 - onceUsed) * 0.9;
      let secondsLeft = Number.POSITIVE_INFINITY;
      const samples = values.map((value) => {
        secondsLeft = value ?? secondsLeft;
        const now = remaining;
        remaining *= Math.exp(-interval / lifetimeFor(secondsLeft, shortest));
        return value === null ? null : Math.round(now);
      });
      return [
        seriesOf(free, labels, samples),
        seriesOf(
          of,
          labels,
          samples.map((sample) => (sample === null ? null : total)),
        ),
      ];
    },
  };
}

/** The lifetime of an exponential decay whose regression over `window` seconds predicts its end in `left` seconds. */
function lifetimeFor(left: number, window: number): number {
  let [shortest, longest] = [window / 50, Math.max(window, left) * 50];
  for (let step = 0; step < 60; step++) {
    const middle = (shortest + longest) / 2;
    if (predictedBy(middle, window) < left) shortest = middle;
    else longest = middle;
  }
  return (shortest + longest) / 2;
}

/** Value over slope of the least-squares line through e^(-t/lifetime) on the last `window` seconds, at its end. */
function predictedBy(lifetime: number, window: number): number {
  const growth = Math.exp(window / lifetime);
  const slope =
    (12 / window ** 3) *
    (lifetime * window * growth - lifetime ** 2 * (growth - 1) - (window / 2) * lifetime * (growth - 1));
  return 1 / slope;
}
