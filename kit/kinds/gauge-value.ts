import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { rounded, seriesOf } from "../model/series.ts";
import type { Objective, Prose, SignalDefinition } from "../model/signal.ts";
import type { Unit } from "../model/unit.ts";

interface GaugeValue extends Prose {
  readonly gauge: Metric;
  /** What stands for several series that differ only in labels outside `per`. */
  readonly take: "max" | "min" | "sum";
  readonly unit: Unit;
  readonly where?: readonly string[];
  /** Values that satisfy `where`, for tests. */
  readonly example?: Readonly<Record<string, string>>;
  readonly per: readonly string[];
  readonly objective?: Objective;
}

/** A gauge as it is: a number of things, an age, a score. */
export function gaugeValue({ gauge, take, where = [], example = {}, per, ...rest }: GaugeValue): SignalDefinition {
  return {
    ...rest,
    per,
    expr: promql`${take} by (${per}) (${gauge.where(...where)})`,
    produce: ({ values, labels }) => [
      seriesOf(
        gauge,
        { ...example, ...labels },
        values.map((value) => (value === null ? null : rounded(value))),
      ),
    ],
  };
}
