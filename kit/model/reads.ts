import { type Analysis, analyse } from "./analyse.ts";
import type { MetricTable } from "./metric.ts";
import { type Promql, renderPromql, signalsIn } from "./promql.ts";

/** What must be scraped for an expression to have a value. */
export type Reads = Pick<Analysis, "jobs" | "metrics">;

const readings = new WeakMap<MetricTable, WeakMap<Promql, Reads>>();

/** What an expression reads in the end, through all the signals in it: each of them is analysed once, under its name. */
export function readsOf(expression: Promql, declared: MetricTable): Reads {
  const known = readings.get(declared) ?? new WeakMap<Promql, Reads>();
  readings.set(declared, known);
  const signals = new Set(signalsIn(expression));
  const labels = new Map([...signals].map(({ name, per }) => [name, per]));
  const all =
    known.get(expression) ??
    [
      analyse(renderPromql(expression, signals), labels, declared),
      ...[...signals].map(({ expr }) => readsOf(expr, declared)),
    ].reduce<Reads>(
      (one, other) => ({
        jobs: new Map([...one.jobs, ...other.jobs]),
        metrics: new Set([...one.metrics, ...other.metrics]),
      }),
      { jobs: new Map(), metrics: new Set() },
    );
  known.set(expression, all);
  return all;
}
