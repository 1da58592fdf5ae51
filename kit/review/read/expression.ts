import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** An alert's expression taken apart: a value, the limit that it must cross, and what must hold as well. */
export interface Crossing {
  readonly value: string;
  /** `above` fires on greater values. */
  readonly direction: "above" | "below";
  readonly limit: number;
  /** The comparison as it is written: `>`, `>=`, `<` or `<=`. */
  readonly operator: string;
  /** What is joined to it by `and` or `unless`: each can only make it fire less. */
  readonly conditions: readonly string[];
}

const comparisons = { Gtr: ">", Gte: ">=", Lss: "<", Lte: "<=" } as const;
const narrowing = ["And", "Unless"] as const;

/** Takes `value > limit [and|unless …]` apart; `undefined` for expressions of another shape. */
export function crossingOf(expression: string): Crossing | undefined {
  const read = (from: number, to: number) => oneLine(expression.slice(from, to));
  const conditions: string[] = [];
  let node = parser.parse(expression).topNode.firstChild;
  while (node?.name === "BinaryExpr" && narrowing.some((operator) => node?.getChild(operator))) {
    const left: SyntaxNode | null = node.firstChild;
    if (left === null) return undefined;
    conditions.unshift(read(left.to, node.to));
    node = left;
  }
  if (node?.name !== "BinaryExpr" || node.getChild("BoolModifier") || node.getChild("MatchingModifierClause"))
    return undefined;
  for (const [name, operator] of Object.entries(comparisons)) {
    const [found, left, right] = [node.getChild(name), node.firstChild, node.lastChild];
    const limit = right === null ? Number.NaN : Number(read(right.from, right.to).replaceAll(" ", ""));
    if (found === null || left === null || Number.isNaN(limit)) continue;
    const direction = operator.startsWith(">") ? "above" : "below";
    return { value: read(left.from, left.to), direction, limit, operator, conditions };
  }
  return undefined;
}

/** An expression without its line breaks: how it is laid out says nothing. */
export const oneLine = (text: string): string => text.replaceAll(/\s+/g, " ").trim();
