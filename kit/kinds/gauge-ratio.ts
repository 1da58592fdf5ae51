import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { rounded, seriesOf } from "../model/series.ts";
import type { Objective, Prose, SignalDefinition } from "../model/signal.ts";
import { ratio } from "../model/unit.ts";

/** What is left, or what is taken, in the same unit as `of`. */
type Part = { readonly free: Metric; readonly used?: never } | { readonly used: Metric; readonly free?: never };

type GaugeRatio = Prose &
  Part & {
    readonly of: Metric;
    /** Matchers for both. */
    readonly where?: readonly string[];
    readonly per: readonly string[];
    readonly objective?: Objective;
  };

/** The used share of something whose free or used part and size are gauges: memory, a disk, a table of connections. */
export function gaugeRatio({ free, used, of, where = [], per, ...rest }: GaugeRatio): SignalDefinition {
  const size = 1e10;
  const part = free ?? used;
  const share = promql`max by (${per}) (${part.where(...where)}) / max by (${per}) (${of.where(...where)})`;
  return {
    ...rest,
    per,
    unit: ratio,
    expr: free ? promql`1 - ${share}` : share,
    produce: ({ values, labels }) => [
      seriesOf(
        part,
        labels,
        values.map((value) => (value === null ? null : rounded(size * (free ? 1 - value : value)))),
      ),
      seriesOf(
        of,
        labels,
        values.map((value) => (value === null ? null : size)),
      ),
    ],
  };
}
