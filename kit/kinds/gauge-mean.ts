import type { Duration } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { rounded, seriesOf } from "../model/series.ts";
import type { Objective, Prose, SignalDefinition } from "../model/signal.ts";
import type { Unit } from "../model/unit.ts";

interface GaugeMean extends Prose {
  readonly gauge: Metric;
  readonly unit: Unit;
  readonly where?: readonly string[];
  /** Values that satisfy `where`, for tests. */
  readonly example?: Readonly<Record<string, string>>;
  readonly over: Duration;
  readonly per: readonly string[];
  readonly objective?: Objective;
  /** What stands for several series that differ only in labels outside `per`; `max` where it does not say. */
  readonly take?: "max" | "min";
}

/** What a gauge was on average over a time: one odd sample among many says little. */
export function gaugeMean({
  gauge,
  where = [],
  example = {},
  over,
  per,
  take = "max",
  ...rest
}: GaugeMean): SignalDefinition {
  return {
    ...rest,
    per,
    over,
    expr: promql`${take} by (${per}) (avg_over_time(${gauge.where(...where)}[${over}]))`,
    produce: ({ values, labels }) => [
      seriesOf(
        gauge,
        { ...example, ...labels },
        values.map((value) => (value === null ? null : rounded(value))),
      ),
    ],
  };
}
