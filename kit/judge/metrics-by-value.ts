import type { Place } from "../model/place.ts";
import type { Promql } from "../model/promql.ts";
import { readsOf } from "../model/reads.ts";
import { judge } from "./judge.ts";

/** What an expression reads is known from its values: whether its job is there, and which metrics are watched for it. */
export const metricsByValue = judge(
  { "metrics-by-value": "A metric stands in an expression as a value, not as text." },
  (wrong, { signals, alerts, analyse }) => {
    const expressions: { name: string; place: Place; expr: Promql }[] = [
      ...[...signals.values()].flat(),
      ...alerts.flatMap(({ alert: { name, place, onlyWhile } }) =>
        onlyWhile === undefined ? [] : [{ name: `${name} onlyWhile`, place, expr: onlyWhile.expr }],
      ),
    ];
    for (const { name, place, expr } of expressions) {
      const { metrics } = readsOf(expr);
      const { problems, metrics: named } = analyse(expr);
      // What else is said of a faulty expression mostly follows from the fault.
      for (const metric of problems.length > 0 ? [] : named)
        if (!metrics.has(metric))
          wrong(
            "metrics-by-value",
            place,
            `${name} names ${metric.name} of the job "${metric.job}" as text`,
            "interpolate the declared metric instead of its name",
          );
    }
  },
);
