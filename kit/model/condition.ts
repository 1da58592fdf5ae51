import type { Duration } from "./durations.ts";
import { type Promql, promql } from "./promql.ts";
import type { TestSeries } from "./series.ts";
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
