import { z } from "zod";
import { type Duration, seconds } from "../../model/durations.ts";
import { mayReadAlert, readsOfText } from "../../model/reads-of-text.ts";
import { parseYaml } from "../../yaml.ts";

const ruleSchema = z.looseObject({
  record: z.string().optional(),
  alert: z.string().optional(),
  expr: z.coerce.string(),
  for: z.string().optional(),
  keep_firing_for: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
});
const fileSchema = z.object({
  groups: z.array(z.looseObject({ name: z.string(), interval: z.string().optional(), rules: z.array(ruleSchema) })),
});

export type Rule = z.output<typeof ruleSchema>;

/** Rules that are evaluated together, in their order. */
export interface RuleGroup {
  readonly name: string;
  /** Seconds between two evaluations. */
  readonly interval: number;
  readonly rules: readonly Rule[];
}

/** The groups of a rule file. @param usual the interval of groups that name none */
export function ruleGroups(file: string, usual: Duration): RuleGroup[] {
  const { groups } = fileSchema.parse(parseYaml(file));
  return groups.map(({ name, interval = usual, rules }) => ({ name, interval: seconds(interval), rules }));
}

/** Whether an expression may read the alert that a rule tells. */
export function readsAlertOf(expression: string, { alert, labels = {} }: Rule): boolean {
  if (alert === undefined) return false;
  // A template's value is known when it fires.
  const known = Object.entries(labels).filter(([, value]) => !value.includes("{{"));
  return mayReadAlert(expression, { ...Object.fromEntries(known), alertname: alert });
}

/** Those of the other rules that rules read, directly or through one another. */
export function wantedBy(rules: readonly Rule[], others: readonly Rule[]): ReadonlySet<Rule> {
  const wanted = new Set<Rule>();
  const want = (rule: Rule) => {
    const { names } = readsOfText(rule.expr);
    for (const other of others) {
      const read = other.record !== undefined ? (names?.has(other.record) ?? true) : readsAlertOf(rule.expr, other);
      if (!read || wanted.has(other)) continue;
      wanted.add(other);
      want(other);
    }
  };
  for (const rule of rules) want(rule);
  return wanted;
}

/** Whether a rule is made of the alerts of other rules. */
export function readsAlerts({ expr }: Rule): boolean {
  return readsOfText(expr).names?.has("ALERTS") ?? false;
}

/** A group as it can be evaluated alone: before its rules stand those of the other groups that it reads. */
export function withWhatItReads(group: RuleGroup, all: readonly RuleGroup[]): readonly Rule[] {
  const others = all.filter((other) => other !== group).flatMap(({ rules }) => rules);
  const wanted = wantedBy(group.rules, others);
  // In the order of their files: what a rule reads of its own group is recorded before it.
  return [...others.filter((rule) => wanted.has(rule)), ...group.rules];
}
