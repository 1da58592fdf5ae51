import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { rounded, seriesOf } from "../model/series.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import { bool } from "../model/unit.ts";

interface Up extends Prose {
  /** A gauge that is 1 when all is well: `up`, `probe_success`, `pm2_process_up`. */
  readonly gauge: Metric;
  readonly where?: readonly string[];
  readonly example?: Readonly<Record<string, string>>;
  readonly per: readonly string[];
}

/** Whether something answers: a scrape, a probe, a process. */
export function up({ gauge, where = [], example = {}, per, ...rest }: Up): SignalDefinition {
  return {
    ...rest,
    per,
    unit: bool,
    expr: promql`min by (${per}) (${gauge.where(...where)})`,
    produce: ({ values, labels }) => [
      seriesOf(
        gauge,
        { ...example, ...labels },
        values.map((value) => (value === null ? null : rounded(value))),
      ),
    ],
  };
}
