import type { Duration } from "./durations.ts";
import type { Metric } from "./metric.ts";
import { type Promql, promql } from "./promql.ts";

/** Some series of a counter, and how many times they count one event. */
export interface Tally {
  readonly where: readonly string[];
  readonly times: number;
}

/** The events of a counter in a time, each once, where some of its series count one several times. Together the tallies name all series. */
export const eventsOf = (counter: Metric, where: readonly string[], tallies: readonly Tally[], over: Duration) =>
  tallies
    .map(({ where: which, times }): Promql => {
      const increase = promql`increase(${counter.where(...where, ...which)}[${over}])`;
      return times === 1 ? increase : promql`${increase} / ${times}`;
    })
    .reduce((all, some) => promql`${all} or ${some}`);
