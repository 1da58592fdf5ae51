import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import type { Promql, Selection } from "../../model/expression.ts";
import { labelsOfSeries, type Metric } from "../../model/metric.ts";
import { selectionsIn, signalsIn } from "../../model/promql.ts";
import { tracesSource } from "../traces-source.ts";
import { type Drawing, dataSource } from "./drawing.ts";

/**
 * Beside the course of a latency, points that lead to a trace which took so long: the exemplars of the histogram behind it, which a recorded signal has
 * not. Nothing is drawn of the query's own values: there are none below 0, and it looks at one moment only.
 * https://prometheus.io/docs/prometheus/latest/querying/api/#querying-exemplars
 */
export function tracesOf({ panel, environment, variables }: Drawing): DataqueryBuilder[] {
  const { platform, config } = environment;
  if (tracesSource(platform, config) === undefined) return [];
  const behind = bucketsIn(panel.signal.expr);
  if (behind.size === 0) return [];
  const chosen = [
    { label: "instance", matcher: 'instance="$instance"' },
    ...variables.map(({ label, name }) => ({ label, matcher: `${label}=~"$${name}"` })),
  ];
  const selectors = [...behind.values()].map(({ metric, matchers, suffix }) => {
    const name = metric.name + suffix;
    const carried = labelsOfSeries(name, metric);
    const asked = chosen.filter(({ label }) => carried.includes(label)).map(({ matcher }) => matcher);
    return `${name}{${[`job="${metric.job}"`, ...asked, ...matchers].join(",")}}`;
  });
  return [
    new DataqueryBuilder()
      .refId("traces")
      .expr(selectors.map((selector) => `${selector} @ end() < 0`).join(" or "))
      .datasource(dataSource)
      .range()
      .exemplar(true),
  ];
}

/** The buckets that may name traces, by their selector, through the signals in an expression. */
function bucketsIn(expression: Promql): ReadonlyMap<string, Selection> {
  const own = selectionsIn(expression).filter(({ metric, suffix }) => metric.exemplars && suffix === "_bucket");
  return new Map([
    ...signalsIn(expression).flatMap(({ expr }) => [...bucketsIn(expr)]),
    ...own.map((selection) => [keyOf(selection), selection] as const),
  ]);
}

const keyOf = ({ metric, matchers }: { readonly metric: Metric; readonly matchers: readonly string[] }) =>
  [metric.job, metric.name, ...matchers].join("\n");
