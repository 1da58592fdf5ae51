import type { Duration } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { counted, seriesOf, type TestSeries } from "../model/series.ts";
import type { Objective, Prose, SignalDefinition } from "../model/signal.ts";
import { ratio } from "../model/unit.ts";
import { type GoesOn, leastOf } from "./goes-on.ts";

/** One side of the ratio: a counter, the matchers that choose its series, and label values that satisfy them. */
interface Side {
  readonly counter: Metric;
  readonly where?: readonly string[];
  readonly example?: Readonly<Record<string, string>>;
}

interface ErrorRatio extends Prose, GoesOn {
  readonly bad: Side;
  readonly all: Side;
  readonly over: Duration;
  readonly per: readonly string[];
  readonly objective?: Objective;
}

/** Events a second in tests: enough for any guard against low traffic. */
const testTraffic = 10;

/**
 * The share of bad events among all events. Without any bad event yet, its series is absent, not zero:
 * the ratio is 0 then. Without any event at all it is NaN, which crosses no limit.
 */
export function errorRatio({ bad, all, over, still, per, ...rest }: ErrorRatio): SignalDefinition {
  const share = (window: Duration) => {
    const rate = ({ counter, where = [] }: Side) =>
      promql`sum by (${per}) (rate(${counter.where(...where)}[${window}]))`;
    return promql`(${rate(bad)} or 0 * ${rate(all)}) / ${rate(all)}`;
  };
  const apart = bad.counter !== all.counter;
  const side = (
    { counter, example = {} }: Side,
    labels: Readonly<Record<string, string>>,
    samples: TestSeries["samples"],
  ) => seriesOf(counter, { ...example, ...labels }, samples);
  return {
    ...rest,
    per,
    over,
    unit: ratio,
    expr: leastOf({ over, still, per }, share),
    produce: ({ values, interval, labels }) => {
      const events = (of: (value: number) => number) =>
        counted(
          values.map((value) => (value === null ? null : of(value) * testTraffic)),
          interval,
        );
      return [
        side(
          bad,
          labels,
          events((value) => value),
        ),
        // When both sides count in the same metric, its good series hold the rest; otherwise `all` counts everything.
        side(
          all,
          labels,
          events((value) => (apart ? 1 : 1 - value)),
        ),
      ];
    },
  };
}
