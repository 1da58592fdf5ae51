import { duration, seconds } from "../model/durations.ts";
import type { Place } from "../model/place.ts";
import type { Promql } from "../model/promql.ts";
import { judge } from "./judge.ts";

/** Otherwise an expression has a wrong value, or none, and nobody knows. */
export const retention = judge(
  { "retention-long-enough": "Prometheus keeps as much of the past as the expressions read." },
  (wrong, { config, signals, alerts, analyse }) => {
    const { retention: kept } = config.prometheus;
    const read: { name: string; place: Place; expr: Promql }[] = [
      ...[...signals.values()].flat(),
      ...alerts.flatMap(({ alert: { name, place, onlyWhile } }) =>
        onlyWhile === undefined ? [] : [{ name, place, expr: onlyWhile.expr }],
      ),
    ];
    for (const { name, place, expr } of read) {
      const { reach } = analyse(expr);
      if (reach > seconds(kept))
        wrong(
          "retention-long-enough",
          config.at(["prometheus", "retention"]),
          `prometheus.retention: found ${kept}; allowed: at least ${duration(reach)}, which ${name} of ${place} reads`,
          "keep metrics for longer, or let the expression read less of the past",
        );
    }
  },
);
