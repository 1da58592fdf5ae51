import type { Duration } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { type Promql, promql } from "../model/promql.ts";
import { counted, seriesOf } from "../model/series.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import type { Unit } from "../model/unit.ts";

interface MeanPerEvent extends Prose {
  /** Counters of an amount and of the events that it came from; several sorts of event are taken together. */
  readonly of: readonly { readonly amount: Metric; readonly events: Metric }[];
  readonly where?: readonly string[];
  readonly unit: Unit;
  readonly over: Duration;
  readonly per: readonly string[];
}

/** Events a second in tests. */
const testEvents = 100;

/** How much there was for each event on average: seconds an operation, errors a packet. No value without an event. */
export function meanPerEvent({ of, where = [], over, per, ...rest }: MeanPerEvent): SignalDefinition {
  const rates = (counters: readonly Metric[]) =>
    counters
      .map((counter) => promql`rate(${counter.where(...where)}[${over}])`)
      .reduce((sum: Promql, rate) => promql`${sum} + ${rate}`);
  const amounts = rates(of.map(({ amount }) => amount));
  const all = rates(of.map(({ events }) => events));
  return {
    ...rest,
    per,
    over,
    expr: promql`sum by (${per}) (${amounts}) / (sum by (${per}) (${all}) > 0)`,
    produce: ({ values, interval, labels }) => {
      const samples = (of: (value: number) => number) =>
        counted(
          values.map((value) => (value === null ? null : of(value))),
          interval,
        );
      return of.flatMap(({ amount, events }) => [
        seriesOf(
          amount,
          labels,
          samples((value) => value * testEvents),
        ),
        seriesOf(
          events,
          labels,
          samples(() => testEvents),
        ),
      ]);
    },
  };
}
