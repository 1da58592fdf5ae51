import { type Duration, seconds } from "../model/durations.ts";
import { type Promql, promql } from "../model/promql.ts";
import { rounded, type TestSeries } from "../model/series.ts";
import type { Behaviour, Prose, Signal, SignalDefinition } from "../model/signal.ts";
import { count } from "../model/unit.ts";
import type { BurnWindows } from "./burn-windows.ts";

interface BurnRate extends Prose {
  /**
   * Bad events and all events over the shortest window, both recorded at an interval. Longer windows are sums of what
   * was recorded: a range of raw samples of three days is too long for promtool and too dear for production, and the
   * ratio of two sums weighs every event alike, which a mean of ratios would not. A time without samples counts on
   * neither side.
   */
  readonly bad: Signal;
  readonly all: Signal;
  /** The share of bad events that the objective allows: 0.001 for 99.9 %. */
  readonly budget: number;
  readonly windows: readonly [BurnWindows, BurnWindows];
  /** Series with these shares of bad events. */
  readonly produceShare: (behaviour: Behaviour) => TestSeries[];
}

/**
 * How many times faster than its windows tolerate an error budget burns: beyond 1 in both windows of a pair, it matters. No
 * value where nothing older than the faster pair's long window is recorded: the first errors of a new Prometheus, such as
 * those of a deploy on its first morning, would pass for those of days.
 */
export function burnRate({ bad, all, budget, windows, produceShare, ...rest }: BurnRate): SignalDefinition {
  const burnt = (window: Duration): Promql =>
    window === bad.over
      ? promql`${bad} / ${all}`
      : promql`sum_over_time(${bad}[${window}]) / sum_over_time(${all}[${window}])`;
  /** The slower of the two windows: both are beyond the factor when it is. */
  const pair = ({ long, short, factor }: BurnWindows): Promql =>
    promql`(${burnt(long)} < ${burnt(short)} or ${burnt(short)}) / ${rounded(factor * budget)}`;
  const [faster, slower] = windows;
  return {
    ...rest,
    unit: count,
    per: bad.per,
    every: bad.every ?? "1m",
    over: seconds(faster.long) > seconds(slower.long) ? faster.long : slower.long,
    remembers: slower.short,
    expr: promql`(${pair(faster)} >= ${pair(slower)} or ${pair(slower)})
and present_over_time(${all}[${slower.long}] offset ${faster.long})`,
    // A share that is the same in all windows crosses the lower factor.
    produce: ({ values, ...behaviour }) => {
      const share = Math.min(faster.factor, slower.factor) * budget;
      return produceShare({ ...behaviour, values: values.map((value) => (value === null ? null : value * share)) });
    },
  };
}
