import { readsOfText } from "../../model/reads-of-text.ts";
import type { AlertRule, Rules } from "../read/rules.ts";

/** The alerts that read a recorded series, directly or through others. */
export function affectedBy(recorded: string, rules: Rules): AlertRule[] {
  return [...rules.alerts.values()].filter(({ expression }) => recordingsUnder(expression, rules).has(recorded));
}

/** The recorded series that an expression reads, directly or through one another. */
export function recordingsUnder(expression: string, { recordings }: Rules): Set<string> {
  const found = new Set<string>();
  const follow = (text: string) => {
    for (const name of readsOfText(text).names ?? []) {
      const recording = recordings.get(name);
      if (recording === undefined || found.has(name)) continue;
      found.add(name);
      follow(recording.expression);
    }
  };
  follow(expression);
  return found;
}
