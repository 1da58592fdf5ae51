import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";

/** What of a rule is made wrong. `branch`: one side of an `and`, `or` or `unless` is left out. */
export type MutationKind = "limit" | "for" | "comparison" | "matcher" | "branch";

/** One way in which an expression can be wrong. */
export interface Mutation {
  readonly kind: MutationKind;
  /** For people: `> 0.8 is > 0.88`. */
  readonly what: string;
  readonly expr: string;
}

/** Between yes and no there is nothing: a limit of them is wrong when it lies on the other side of one. */
const yesOrNo: readonly number[] = [0, 1];

const opposite: Readonly<Record<string, string>> = {
  ">": "<",
  "<": ">",
  ">=": "<",
  "<=": ">",
  "==": "!=",
  "!=": "==",
};
const negated: Readonly<Record<string, string>> = { "=": "!=", "!=": "=", "=~": "!~", "!~": "=~" };
const comparisons: ReadonlySet<string> = new Set(["Gtr", "Lss", "Gte", "Lte", "Eql", "EqlC", "Neq"]);

/**
 * Every expression that differs from this one in a single place, found in its syntax tree: each limit of a comparison a
 * tenth lower and higher, each comparison the other way round, each matcher negated, each side of a set operation left out.
 */
export function mutationsOf(expr: string): Mutation[] {
  const mutations: Mutation[] = [];
  const read = ({ from, to }: { from: number; to: number }) => expr.slice(from, to);
  const shown = (node: { from: number; to: number }) => {
    const text = read(node).replace(/\s+/g, " ");
    return text.length > 60 ? `${text.slice(0, 57)}…` : text;
  };
  const replace = (kind: MutationKind, node: SyntaxNode, by: string, what: string) =>
    mutations.push({ kind, what, expr: expr.slice(0, node.from) + by + expr.slice(node.to) });

  const compared = (node: SyntaxNode, operator: SyntaxNode) => {
    const sign = read(operator);
    replace("comparison", operator, opposite[sign] ?? sign, `${shown(node)}: ${sign} is ${opposite[sign]}`);
    for (const side of [node.firstChild, node.lastChild]) {
      if (side === null || !isNumber(side)) continue;
      const limit = Number(read(side));
      const step = yesOrNo.includes(limit) ? 1 : Math.abs(limit) * 0.1;
      for (const wrong of [limit - step, limit + step])
        replace("limit", side, String(Number(wrong.toPrecision(12))), `${shown(node)}: ${limit} is ${wrong}`);
    }
  };
  const combined = (node: SyntaxNode, operator: SyntaxNode) => {
    const [left, right] = [node.firstChild, node.lastChild];
    if (left === null || right === null) return;
    replace("branch", node, `(${read(left)})`, `without "${operator.name.toLowerCase()} ${shown(right)}"`);
    // What is left out of `unless` is never a result.
    if (operator.name !== "Unless")
      replace("branch", node, `(${read(right)})`, `without "${shown(left)} ${operator.name.toLowerCase()}"`);
  };

  parser.parse(expr).iterate({
    enter: ({ node }) => {
      if (node.name === "MatchOp") {
        const sign = read(node);
        replace("matcher", node, negated[sign] ?? sign, `${shown(node.parent ?? node)} is ${negated[sign]}`);
      }
      if (node.name !== "BinaryExpr") return;
      for (let child = node.firstChild; child !== null; child = child.nextSibling) {
        if (comparisons.has(child.name)) compared(node, child);
        if (child.name === "And" || child.name === "Or" || child.name === "Unless") combined(node, child);
      }
    },
  });
  return mutations;
}

function isNumber(node: SyntaxNode): boolean {
  return (
    node.name === "NumberDurationLiteral" ||
    (node.name === "UnaryExpr" && node.lastChild?.name === "NumberDurationLiteral")
  );
}
