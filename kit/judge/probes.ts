import type { Environment } from "../model/environment.ts";
import type { Mistake } from "../model/mistakes.ts";
import type { Place } from "../model/place.ts";
import { type Promql, signalsIn } from "../model/promql.ts";

/** `target="api-health"` or `target=~"api-.*|web-home"`: which probes a selector means. */
const targetMatcher = /\btarget=~?"[^"]*"/g;

interface Named {
  readonly name: string;
  readonly place: Place;
}

/** Expressions of what is told that mean a probe which the environment does not make: they would never have a value. */
export function probeMistakes({ config, alerts, render }: Environment): Mistake[] {
  const probes = Object.keys(config.probes);
  const read = new Map<Promql, Named>();
  const take = (expression: Promql, of: Named) => {
    if (read.has(expression)) return;
    read.set(expression, of);
    for (const signal of signalsIn(expression)) take(signal.expr, signal);
  };
  for (const { alert } of alerts) {
    take(alert.on.expr, alert.on);
    if (alert.onlyWhile) take(alert.onlyWhile.expr, alert);
  }
  return [...read].flatMap(([expr, { name, place }]) =>
    [...new Set(render(expr).match(targetMatcher))].flatMap((matcher): Mistake[] => {
      const [, operator, text = ""] = /^target(=~?)"(.*)"$/.exec(matcher) ?? [];
      const meant = operator === "=" ? (probe: string) => probe === text : (probe: string) => matches(probe, text);
      if (probes.some(meant)) return [];
      return [
        {
          where: String(place),
          what: `${name} reads the probe "${text}", which ${config.environment} does not make`,
          remedy: `add it under ${config.at(["probes"])}, or read one of ${probes.join(", ")}`,
        },
      ];
    }),
  );
}

/** Prometheus' matchers mean the whole value. */
const matches = (probe: string, pattern: string) => new RegExp(`^(?:${pattern})$`).test(probe);
