import type { LogCount } from "../model/log-count.ts";
import { promql } from "../model/promql.ts";
import { rounded, seriesOf } from "../model/series.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import { whole } from "../model/unit.ts";

interface Counted extends Prose {
  readonly lines: LogCount;
  readonly where?: readonly string[];
  /** `instance`, and of the fields that are counted apart those that matter. */
  readonly per: readonly string[];
}

/**
 * How many lines of logs say something. The rules over logs count them (their window is the count's `over`), and Prometheus keeps what they
 * counted: everything else about them is as with any other signal.
 */
export function logCount({ lines, where = [], per, ...rest }: Counted): SignalDefinition {
  return {
    ...rest,
    per,
    unit: whole,
    over: lines.count.over,
    expr: promql`sum by (${per}) (${lines.where(...where)})`,
    cautions: (limit) =>
      limit > 0 && Number.isInteger(limit)
        ? [`${limit} is a whole number of lines of ${lines.name}: say ${limit - 0.5} or ${limit + 0.5}`]
        : [],
    produce: ({ values, labels }) => [
      seriesOf(
        lines,
        labels,
        values.map((value) => (value === null ? null : rounded(value))),
      ),
    ],
  };
}
