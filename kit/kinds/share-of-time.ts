import type { Duration } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { counted, seriesOf } from "../model/series.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import { ratio } from "../model/unit.ts";

interface ShareOfTime extends Prose {
  /** A counter of the seconds in which something was so. */
  readonly counter: Metric;
  readonly where?: readonly string[];
  readonly over: Duration;
  readonly per: readonly string[];
}

/** The share of the time in which something was so: a disk had work, a process waited. */
export function shareOfTime({ counter, where = [], over, per, ...rest }: ShareOfTime): SignalDefinition {
  return {
    ...rest,
    per,
    over,
    needsAllOfIt: true,
    unit: ratio,
    expr: promql`max by (${per}) (rate(${counter.where(...where)}[${over}]))`,
    produce: ({ values, interval, labels }) => [seriesOf(counter, labels, counted(values, interval))],
  };
}
