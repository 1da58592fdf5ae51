import { type Duration, seconds } from "./durations.ts";
import type { Metric } from "./metric.ts";
import { type Promql, promql, selector } from "./promql.ts";
import { counted, seriesOf, type TestSeries } from "./series.ts";
import type { Behaviour, Signal } from "./signal.ts";

/** A circumstance without which a crossed limit means nothing, such as enough traffic. */
export interface Condition {
  readonly expr: Promql;
  /** The past that it must have seen before it can hold. */
  readonly over?: Duration;
  /** Series that meet the condition for as long as the example lasts. */
  readonly produce: (behaviour: Behaviour) => TestSeries[];
}

/** So many events in a time. */
export interface EventsCondition extends Condition {
  readonly events: {
    /** The counter's name as it is exported, and labels of those of its series that count. */
    readonly of: Pick<TestSeries, "name" | "labels">;
    readonly atLeast: number;
    readonly over: Duration;
  };
}

/** While another signal is above a limit: a disk is slow only while it is busy. */
export const whileAbove = (signal: Signal, limit: number): Condition => ({
  expr: promql`${signal} > ${limit}`,
  ...(signal.needsAllOfIt && signal.over && { over: signal.over }),
  produce: (behaviour) => {
    const value = Math.min(signal.unit.range[1], 1.02 * limit);
    return signal.produce?.({ ...behaviour, values: behaviour.values.map(() => value) }) ?? [];
  },
});

/** At least so many observations of a histogram in a time, of each kind: two slow ones at night are not a quantile. */
export const enoughOf = (
  histogram: Metric,
  {
    where = [],
    example = {},
    per,
    atLeast,
    over,
  }: {
    readonly where?: readonly string[];
    /** Values that satisfy `where`, for tests. */
    readonly example?: Readonly<Record<string, string>>;
    readonly per: readonly string[];
    readonly atLeast: number;
    readonly over: Duration;
  },
): EventsCondition => ({
  events: { of: { name: `${histogram.name}_count`, labels: {} }, atLeast, over },
  over,
  expr: promql`sum by (${per}) (increase(${selector(histogram, where, "_count")}[${over}])) >= ${atLeast}`,
  produce: ({ values, interval, labels }) => {
    const perSecond = values.map(() => (2 * atLeast) / seconds(over));
    return [seriesOf(histogram, { ...example, ...labels }, counted(perSecond, interval), "_count")];
  },
});
