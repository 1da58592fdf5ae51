import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { z } from "zod";
import { type Duration, seconds, spanSeconds } from "../../model/durations.ts";
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

/** What an expression reads. */
export interface Reads {
  /** Names of metrics and of recorded series; `undefined` when a selector names none and any series may be meant. */
  readonly names: ReadonlySet<string> | undefined;
  /** The furthest that it looks back, in seconds. */
  readonly past: number;
  /** How far back lies the furthest moment that it compares with, in seconds. */
  readonly offset: number;
}

/** The names that an expression selects, and how far it looks back. */
export function readsOf(expression: string): Reads {
  const names = new Set<string>();
  let unnamed = false;
  let past = 0;
  let offset = 0;
  parser.parse(expression).iterate({
    enter: ({ node }) => {
      if (node.name !== "VectorSelector") return;
      const name = node.getChild("Identifier");
      if (name === null) unnamed = true;
      else names.add(expression.slice(name.from, name.to));
      const around = durationsAround(node, expression);
      past = Math.max(past, around.range + around.offset);
      offset = Math.max(offset, around.offset);
    },
  });
  return { names: unnamed ? undefined : names, past, offset };
}

/**
 * The ranges and the offsets in which a selector stands, in seconds. The grammar lets an offset reach over the whole expression on its left:
 * their sums are never too little.
 */
function durationsAround(selector: SyntaxNode, expression: string): { range: number; offset: number } {
  const sum = (node: SyntaxNode, kind: string) =>
    node.getChildren(kind).reduce((total, { from, to }) => total + spanSeconds(expression.slice(from, to)), 0);
  let range = 0;
  let offset = 0;
  for (let node = selector.parent; node !== null; node = node.parent) {
    range += sum(node, "DurationExpr");
    offset += sum(node, "OffsetDurationExpr");
  }
  return { range, offset };
}

/** Those of the other rules that rules read, directly or through one another. A rule that reads ALERTS wants all alerts. */
export function wantedBy(rules: readonly Rule[], others: readonly Rule[]): ReadonlySet<Rule> {
  const wanted = new Set<Rule>();
  const want = (rule: Rule) => {
    const { names } = readsOf(rule.expr);
    for (const other of others) {
      const read =
        other.record !== undefined
          ? (names?.has(other.record) ?? true)
          : names?.has("ALERTS") || names?.has("ALERTS_FOR_STATE");
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
  return readsOf(expr).names?.has("ALERTS") ?? false;
}

/** A group as it can be evaluated alone: before its rules stand those of the other groups that it reads. */
export function withWhatItReads(group: RuleGroup, all: readonly RuleGroup[]): readonly Rule[] {
  const others = all.filter((other) => other !== group).flatMap(({ rules }) => rules);
  const wanted = wantedBy(group.rules, others);
  // In the order of their files: what a rule reads of its own group is recorded before it.
  return [...others.filter((rule) => wanted.has(rule)), ...group.rules];
}
