import { duration, seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import type { Mistake } from "../model/mistakes.ts";
import type { Place } from "../model/place.ts";
import type { Promql } from "../model/promql.ts";

/** Expressions that read more of the past than Prometheus keeps: they would have a wrong value, or none, and nobody would know. */
export function retentionMistakes(environment: Environment): Mistake[] {
  const { retention } = environment.config.prometheus;
  const read: { name: string; place: Place; expr: Promql }[] = [
    ...[...environment.signals.values()].flat(),
    ...environment.alerts.flatMap(({ alert: { name, place, onlyWhile } }) =>
      onlyWhile === undefined ? [] : [{ name, place, expr: onlyWhile.expr }],
    ),
  ];
  return read.flatMap(({ name, place, expr }) => {
    const { reach } = environment.analyse(expr);
    if (reach <= seconds(retention)) return [];
    return [
      {
        where: environment.config.at(["prometheus", "retention"]),
        what: `prometheus.retention: found ${retention}; allowed: at least ${duration(reach)}, which ${name} of ${place} reads`,
        remedy: "keep metrics for longer, or let the expression read less of the past",
      },
    ];
  });
}
