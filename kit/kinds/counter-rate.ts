import type { Duration } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { counted, seriesOf } from "../model/series.ts";
import type { Objective, Prose, SignalDefinition } from "../model/signal.ts";
import { perSecond } from "../model/unit.ts";

interface CounterRate extends Prose {
  readonly counter: Metric;
  readonly where?: readonly string[];
  /** Values that satisfy `where`, for tests. */
  readonly example?: Readonly<Record<string, string>>;
  readonly over: Duration;
  readonly per: readonly string[];
  readonly objective?: Objective;
}

/** How fast a counter grows, a second. */
export function counterRate({ counter, where = [], example = {}, over, per, ...rest }: CounterRate): SignalDefinition {
  return {
    ...rest,
    per,
    over,
    needsAllOfIt: true,
    unit: perSecond,
    expr: promql`sum by (${per}) (rate(${counter.where(...where)}[${over}]))`,
    produce: ({ values, interval, labels }) => [
      seriesOf(counter, { ...example, ...labels }, counted(values, interval)),
    ],
  };
}
