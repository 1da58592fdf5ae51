import type { Place } from "../model/place.ts";
import { type Promql, signalsIn } from "../model/promql.ts";
import { judge } from "./judge.ts";

/** `target="api-health"` or `target=~"api-.*|web-home"`: which probes a selector means. */
const targetMatcher = /\btarget=~?"[^"]*"/g;

interface Named {
  readonly name: string;
  readonly place: Place;
}

/** Of what is told: it would never have a value. */
export const probes = judge(
  { "probe-made": "A probe that an expression means is one that the environment makes." },
  (wrong, { config, alerts, render }) => {
    const made = Object.keys(config.probes);
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
    for (const [expr, { name, place }] of read)
      for (const matcher of new Set(render(expr).match(targetMatcher))) {
        const [, operator, text = ""] = /^target(=~?)"(.*)"$/.exec(matcher) ?? [];
        const meant = operator === "=" ? (probe: string) => probe === text : (probe: string) => matches(probe, text);
        if (!made.some(meant))
          wrong(
            "probe-made",
            place,
            `${name} reads the probe "${text}", which ${config.environment} does not make`,
            `add it under ${config.at(["probes"])}, or read one of ${made.join(", ")}`,
          );
      }
  },
);

/** Prometheus' matchers mean the whole value. */
const matches = (probe: string, pattern: string) => new RegExp(`^(?:${pattern})$`).test(probe);
