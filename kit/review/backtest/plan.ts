import { createHash } from "node:crypto";
import { spanSeconds } from "../../model/durations.ts";
import { type Crossing, crossingOf, oneLine } from "../read/expression.ts";
import type { AlertRule, Rules } from "../read/rules.ts";
import type { Patience } from "./firing.ts";
import { CannotReplay, inlined } from "./inline.ts";

export const ruleSets = ["present", "proposed"] as const;
export type RuleSetName = (typeof ruleSets)[number];

/** A rule whose firing follows from a query's answer. */
export interface Watched extends Patience {
  readonly set: RuleSetName;
  readonly key: string;
  readonly name: string;
  readonly severity: string;
  /** The values at which its expression holds; without it, all that the query returns. */
  readonly crossing?: Pick<Crossing, "operator" | "limit">;
}

/** One expression to be evaluated over the whole time: for both versions and all levels that differ only in their limits. */
export interface Query {
  readonly id: string;
  readonly expression: string;
  /** Seconds between two moments. */
  readonly step: number;
  readonly watched: readonly Watched[];
}

export interface Plan {
  readonly queries: readonly Query[];
  /** What is not replayed, and why. */
  readonly notes: readonly string[];
}

/** No finer than this, in seconds: the usual scrape interval (design.md section 4). */
const finest = 15;

/**
 * What to ask of history. Rules that look at the same value share a query with the loosest of their limits: its answer holds
 * the values, and whether each rule's own limit was crossed is seen in them.
 * @param stored recorded series that history holds with the same definition
 */
export function planOf(sets: Readonly<Record<RuleSetName, Rules>>, stored: ReadonlySet<string>): Plan {
  const shared = new Map<string, { of: Crossing | undefined; expression: string; step: number; watched: Watched[] }>();
  const notes: string[] = [];
  for (const set of ruleSets) {
    for (const rule of sets[set].alerts.values()) {
      const of = crossingOf(rule.expression);
      const step = Math.max(finest, rule.interval);
      try {
        const value = inlined(of?.value ?? rule.expression, sets[set], stored);
        const conditions = of?.conditions.map((condition) => conditionInlined(condition, sets[set], stored)) ?? [];
        const key = JSON.stringify([oneLine(value), of?.direction, conditions, step]);
        const group = shared.get(key) ?? {
          ...{ of: of && { ...of, value, conditions }, expression: value, step, watched: [] },
        };
        group.watched.push(watchedOf(rule, set, step, of));
        shared.set(key, group);
      } catch (error) {
        if (!(error instanceof CannotReplay)) throw error;
        notes.push(`${rule.key} (${set}) is not replayed: it ${error.message}`);
      }
    }
  }
  const queries = [...shared.values()].map(({ of, expression, step, watched }): Query => {
    const text = of === undefined ? expression : withLimit(of, loosest(of, watched));
    return {
      id: createHash("sha256").update(`${step} ${text}`).digest("hex").slice(0, 16),
      expression: text,
      step,
      watched,
    };
  });
  return { queries, notes };
}

function watchedOf(rule: AlertRule, set: RuleSetName, step: number, of: Crossing | undefined): Watched {
  return {
    ...{ set, key: rule.key, name: rule.name, severity: rule.severity, step },
    for: spanSeconds(rule.for),
    keepFiringFor: spanSeconds(rule.keepFiringFor),
    ...(of && { crossing: { operator: of.operator, limit: of.limit } }),
  };
}

/** A condition is an operator with its modifiers and the expression behind them. */
function conditionInlined(condition: string, rules: Rules, stored: ReadonlySet<string>): string {
  const [, operator = "", expression = ""] =
    /^((?:and|unless)\b(?:\s*(?:on|ignoring)\s*\([^)]*\))?)\s*(.*)$/s.exec(condition) ?? [];
  return `${operator} ${inlined(expression, rules, stored)}`;
}

const withLimit = ({ value, conditions }: Crossing, { operator, limit }: Pick<Crossing, "operator" | "limit">) =>
  [`${value} ${operator} ${limit}`, ...conditions].join("\n");

function loosest({ direction }: Crossing, watched: readonly Watched[]): Pick<Crossing, "operator" | "limit"> {
  const limits = watched.flatMap(({ crossing }) => crossing ?? []);
  const values = limits.map(({ limit }) => limit);
  const limit = direction === "above" ? Math.min(...values) : Math.max(...values);
  const inclusive = limits.some((one) => one.limit === limit && one.operator.endsWith("="));
  return { operator: `${direction === "above" ? ">" : "<"}${inclusive ? "=" : ""}`, limit };
}

/** Whether a value is one at which a rule's expression holds. */
export function crosses(value: number, crossing: Watched["crossing"]): boolean {
  if (crossing === undefined) return true;
  const { operator, limit } = crossing;
  if (operator.endsWith("=") && value === limit) return true;
  return operator.startsWith(">") ? value > limit : value < limit;
}
