import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { rounded, seriesOf } from "../model/series.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import { bool } from "../model/unit.ts";

interface Raised extends Prose {
  /** A gauge that is 1 when something is wrong: the opposite of `up`. */
  readonly flag: Metric;
  readonly where?: readonly string[];
  readonly example?: Readonly<Record<string, string>>;
  readonly per: readonly string[];
}

/** Whether something says that it is in trouble. */
export function raised({ flag, where = [], example = {}, per, ...rest }: Raised): SignalDefinition {
  return {
    ...rest,
    per,
    unit: bool,
    expr: promql`max by (${per}) (${flag.where(...where)})`,
    produce: ({ values, labels }) => [
      seriesOf(
        flag,
        { ...example, ...labels },
        values.map((value) => (value === null ? null : rounded(value))),
      ),
    ],
  };
}
