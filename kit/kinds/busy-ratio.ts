import type { Duration } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { counted, seriesOf } from "../model/series.ts";
import type { Objective, Prose, SignalDefinition } from "../model/signal.ts";
import { ratio } from "../model/unit.ts";

interface BusyRatio extends Prose {
  /** A counter of seconds, and the matchers and values that choose its idle ones. */
  readonly counter: Metric;
  readonly idle: string;
  readonly examples: {
    readonly idle: Readonly<Record<string, string>>;
    readonly busy: Readonly<Record<string, string>>;
  };
  readonly over: Duration;
  readonly per: readonly string[];
  readonly objective?: Objective;
}

/**
 * The share of the time that is not idle, over all units that count it (CPUs). Idle time is divided by all time, not by
 * the clock: in the first minutes of a series a rate is too low, and one minus a rate would look like a busy machine.
 */
export function busyRatio({ counter, idle, examples, over, per, ...rest }: BusyRatio): SignalDefinition {
  return {
    ...rest,
    per,
    over,
    unit: ratio,
    expr: promql`1 - sum by (${per}) (rate(${counter.where(idle)}[${over}])) / sum by (${per}) (rate(${counter}[${over}]))`,
    produce: ({ values, interval, labels }) => {
      const share = (of: (value: number) => number) =>
        counted(
          values.map((value) => (value === null ? null : of(value))),
          interval,
        );
      return [
        seriesOf(
          counter,
          { ...examples.idle, ...labels },
          share((value) => 1 - value),
        ),
        seriesOf(
          counter,
          { ...examples.busy, ...labels },
          share((value) => value),
        ),
      ];
    },
  };
}
