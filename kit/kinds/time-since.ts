import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { rounded, seriesOf } from "../model/series.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import { seconds } from "../model/unit.ts";

interface TimeSince extends Prose {
  /** A gauge that holds the Unix time of an event: the last success, the last report. */
  readonly timestamp: Metric;
  readonly where?: readonly string[];
  /** Values that satisfy `where`, for tests. */
  readonly example?: Readonly<Record<string, string>>;
  readonly per: readonly string[];
}

/** How long ago something last happened. Several instants in one group count as the last of them. */
export function timeSince({ timestamp, where = [], example = {}, per, ...rest }: TimeSince): SignalDefinition {
  return {
    ...rest,
    per,
    unit: seconds,
    expr: promql`time() - max by (${per}) (${timestamp.where(...where)})`,
    // In rule tests time begins at 0.
    produce: ({ values, interval, labels }) => [
      seriesOf(
        timestamp,
        { ...example, ...labels },
        values.map((value, index) => (value === null ? null : rounded(index * interval - value))),
      ),
    ],
  };
}
