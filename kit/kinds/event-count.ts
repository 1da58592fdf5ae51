import { type Duration, seconds } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { counted, seriesOf } from "../model/series.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import { whole } from "../model/unit.ts";
import type { GoesOn } from "./goes-on.ts";

interface EventCount extends Prose, GoesOn {
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
export function eventCount(definition: EventCount): SignalDefinition {
  const { counter, where = [], example = {}, over, still, per, ...rest } = definition;
  const count = (window: Duration) => promql`sum by (${per}) (increase(${counter.where(...where)}[${window}]))`;
  return {
    ...rest,
    per,
    over,
    ...(still && { remembers: still }),
    needsAllOfIt: true,
    unit: whole,
    // However few they are now, they are no matter of the past.
    expr: still === undefined ? count(over) : promql`${count(over)} and ${count(still)} > 0`,
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
