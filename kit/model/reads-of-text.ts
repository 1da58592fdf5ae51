import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { anchored } from "./anchored.ts";
import { spanSeconds } from "./durations.ts";
import type { Labels } from "./matchers.ts";

/** What an expression reads that is there as text, as rule files have it. */
interface TextReads {
  /** Names of metrics and of recorded series; `undefined` when a selector names none and any series may be meant. */
  readonly names: ReadonlySet<string> | undefined;
  /** The furthest that it looks back, in seconds. */
  readonly past: number;
  /** How far back lies the furthest moment that it compares with, in seconds. */
  readonly offset: number;
}

/** The names that an expression selects, and how far it looks back. */
export function readsOfText(expression: string): TextReads {
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

const seriesOfAlerts = new Set(["ALERTS", "ALERTS_FOR_STATE"]);

/**
 * Whether an expression may select the series of an alert.
 * @param known labels that the alert always has with these values; of others nothing is known
 */
export function mayReadAlert(expression: string, known: Labels): boolean {
  let may = false;
  parser.parse(expression).iterate({
    enter: ({ node }) => {
      if (node.name !== "VectorSelector") return;
      const name = node.getChild("Identifier");
      if (name !== null && !seriesOfAlerts.has(expression.slice(name.from, name.to))) return;
      const matchers = node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
      may ||= matchers.every((matcher) => mayMatch(expression.slice(matcher.from, matcher.to), known));
    },
  });
  return may;
}

function mayMatch(matcher: string, known: Labels): boolean {
  const [, label = "", operator = "", text = ""] = /^(\w+)\s*(=~|!~|!=|=)\s*["'`](.*)["'`]$/s.exec(matcher) ?? [];
  const value = known[label];
  if (value === undefined) return true;
  return (operator.endsWith("~") ? anchored(text).test(value) : text === value) !== operator.startsWith("!");
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
