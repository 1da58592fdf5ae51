import { type Duration, seconds } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { counted, seriesOf } from "../model/series.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import { whole } from "../model/unit.ts";

interface EventCount extends Prose {
  readonly counter: Metric;
  readonly where?: readonly string[];
  /** Values that satisfy `where`, for tests. */
  readonly example?: Readonly<Record<string, string>>;
  readonly over: Duration;
  readonly per: readonly string[];
}

/**
 * How often something rare happened in a time. The engine prolongs the growth to both ends of the window and so counts a
 * little more than there was (https://prometheus.io/docs/prometheus/latest/querying/functions/#increase): a limit on
 * whole events stands between two numbers.
 */
export function eventCount({ counter, where = [], example = {}, over, per, ...rest }: EventCount): SignalDefinition {
  return {
    ...rest,
    per,
    over,
    needsAllOfIt: true,
    unit: whole,
    expr: promql`sum by (${per}) (increase(${counter.where(...where)}[${over}]))`,
    cautions: (limit) =>
      limit > 0 && Number.isInteger(limit)
        ? [`${limit} is a whole number of events of ${counter.name}, which ${limit} of them may already exceed`]
        : [],
    produce: ({ values, interval, labels }) => {
      const perSecond = values.map((value) => (value === null ? null : value / seconds(over)));
      return [seriesOf(counter, { ...example, ...labels }, counted(perSecond, interval))];
    },
  };
}
