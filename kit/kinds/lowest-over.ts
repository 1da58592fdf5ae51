import type { Duration } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { promql } from "../model/promql.ts";
import { rounded, seriesOf } from "../model/series.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import type { Unit } from "../model/unit.ts";

interface LowestOver extends Prose {
  readonly gauge: Metric;
  readonly unit: Unit;
  readonly where?: readonly string[];
  /** Values that satisfy `where`, for tests. */
  readonly example?: Readonly<Record<string, string>>;
  readonly over: Duration;
  readonly per: readonly string[];
}

/**
 * The least that a gauge was in a time: how much of it has been there all along. Unlike a long `for`, a restart of
 * Prometheus or a gap in the series does not begin it anew. No value for what did not exist so long ago.
 */
export function lowestOver({ gauge, where = [], example = {}, over, per, ...rest }: LowestOver): SignalDefinition {
  const selected = gauge.where(...where);
  return {
    ...rest,
    per,
    over,
    needsAllOfIt: true,
    expr: promql`min by (${per}) (min_over_time(${selected}[${over}]) and ${selected} offset ${over})`,
    produce: ({ values, labels }) => [
      seriesOf(
        gauge,
        { ...example, ...labels },
        values.map((value) => (value === null ? null : rounded(value))),
      ),
    ],
  };
}
