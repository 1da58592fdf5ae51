import { crossingOf, oneLine } from "../read/expression.ts";
import type { AlertRule } from "../read/rules.ts";
import { pairs } from "./pairs.ts";

/** How the alerting rules of one version continue in the other. */
export interface Matching {
  readonly removed: readonly AlertRule[];
  readonly added: readonly AlertRule[];
  readonly kept: readonly Continued[];
}

export interface Continued {
  readonly before: AlertRule;
  readonly after: AlertRule;
}

type Alerts = ReadonlyMap<string, AlertRule>;

/**
 * Pairs rules by their name and level; what is left over by what it observes: an alert that observes the same at the
 * same level under another name was renamed, one of the same name at another level has another severity.
 */
export function matchingOf(before: Alerts, after: Alerts): Matching {
  const { removed, added, kept } = pairs(before, after);
  const goneNames = new Set(removed.map(({ name }) => name));
  const keptNames = new Set([...after.values()].map(({ name }) => name));
  const left = [...added];
  const continued: Continued[] = [...kept];
  const rest = removed.filter((rule) => {
    const heir =
      left.find((other) => other.name === rule.name && observes(other) === observes(rule)) ??
      left.find(
        (other) =>
          other.severity === rule.severity &&
          observes(other) === observes(rule) &&
          goneNames.has(rule.name) &&
          !keptNames.has(rule.name),
      );
    if (heir === undefined) return true;
    left.splice(left.indexOf(heir), 1);
    continued.push({ before: rule, after: heir });
    return false;
  });
  return { removed: rest, added: left, kept: continued };
}

/** What a rule looks at, without its limit. */
function observes({ expression }: AlertRule): string {
  const crossing = crossingOf(expression);
  return crossing === undefined ? oneLine(expression) : `${crossing.value} ${crossing.direction}`;
}
