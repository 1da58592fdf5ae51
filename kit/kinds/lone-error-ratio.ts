import type { Duration } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { type Promql, promql } from "../model/promql.ts";
import { counted, seriesOf } from "../model/series.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import { eventsOf, type Tally } from "../model/tally.ts";
import { ratio } from "../model/unit.ts";

interface LoneErrorRatio extends Prose {
  readonly counter: Metric;
  /** Matchers for all events, and those that choose the bad ones among them, with label values that satisfy them. */
  readonly where: readonly string[];
  readonly bad: { readonly where: readonly string[]; readonly example: Readonly<Record<string, string>> };
  /** Bad events without which a share means nothing, and which series count one of them several times. */
  readonly atLeast: number;
  readonly tallies: readonly Tally[];
  /** The shortest window that holds so many bad events counts: the first at busy times, the last at quiet ones. */
  readonly windows: readonly [Duration, Duration];
  /** Which share of bad events the others together may have for this one to stand alone. */
  readonly othersBelow: number;
  /** The labels of the whole, and those of one member besides. */
  readonly whole: readonly string[];
  readonly member: readonly string[];
}

/** Events a second in tests: enough for `atLeast` in any window. */
const testTraffic = 10;
/** Differences of rates that are equal come out as this much at most. */
const rounding = 0.000001;

/**
 * The share of bad events of one member (a route) while the others together are well. It has no value for a member
 * without enough bad events, and none when the others are unwell too: that is told of the whole.
 */
export function loneErrorRatio(definition: LoneErrorRatio): SignalDefinition {
  const { counter, where, bad, atLeast, tallies, windows, othersBelow, whole, member, ...rest } = definition;
  const per = [...whole, ...member];
  const all = counter.where(...where);
  const wrong = counter.where(...where, ...bad.where);
  const lone = (window: Duration): Promql => {
    const of = (series: Promql, labels: readonly string[]) => promql`sum by (${labels}) (rate(${series}[${window}]))`;
    const ofOthers = (series: Promql) =>
      promql`(${of(series, whole)} - on (${whole}) group_right () ${of(series, per)})`;
    return promql`(
  ${of(wrong, per)} / ${of(all, per)}
    and sum by (${per}) (${eventsOf(counter, [...where, ...bad.where], tallies, window)}) >= ${atLeast}
    unless ${ofOthers(wrong)} > ${othersBelow} * ${ofOthers(all)} + ${rounding}
)`;
  };
  const [busy, quiet] = windows;
  return {
    ...rest,
    per,
    over: quiet,
    unit: ratio,
    expr: promql`${lone(busy)} or ${lone(quiet)}`,
    produce: ({ values, interval, labels }) => {
      const share = (of: (value: number) => number) =>
        counted(
          values.map((value) => (value === null ? null : of(value) * testTraffic)),
          interval,
        );
      return [
        seriesOf(
          counter,
          { ...bad.example, ...labels },
          share((value) => value),
        ),
        seriesOf(
          counter,
          labels,
          share((value) => 1 - value),
        ),
      ];
    },
  };
}
