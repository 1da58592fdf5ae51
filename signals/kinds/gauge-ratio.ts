import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { rounded, seriesOf } from "../model/series.ts";
import type { Objective, Prose, SignalDefinition } from "../model/signal.ts";
import { ratio } from "../model/unit.ts";

interface GaugeRatio extends Prose {
  /** What is left, in the same unit as `of`. */
  readonly free: Metric;
  readonly of: Metric;
  /** Matchers for both. */
  readonly where?: readonly string[];
  readonly per: readonly string[];
  readonly objective?: Objective;
}

/** The used share of something whose free part and size are gauges: memory, a disk, a table of connections. */
export function gaugeRatio({ free, of, where = [], per, ...rest }: GaugeRatio): SignalDefinition {
  const size = 1e10;
  return {
    ...rest,
    per,
    unit: ratio,
    expr: promql`1 - max by (${per}) (${free.where(...where)}) / max by (${per}) (${of.where(...where)})`,
    produce: ({ values, labels }) => [
      seriesOf(
        free,
        labels,
        values.map((value) => (value === null ? null : rounded(size * (1 - value)))),
      ),
      seriesOf(
        of,
        labels,
        values.map((value) => (value === null ? null : size)),
      ),
    ],
  };
}
