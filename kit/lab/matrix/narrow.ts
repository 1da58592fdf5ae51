import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { type Rule, readsOf } from "../recording/rule-groups.ts";

/**
 * Of a rule that is a choice of many, `a or b or c`, only what reads one of these series: nothing else of it can change by their going
 * wrong. What a rule reads of its own record does not count.
 */
export function narrowed(rule: Rule, names: ReadonlySet<string>): Rule {
  const reads = (expression: string) => {
    const { names: read } = readsOf(expression);
    return read === undefined || [...read].some((name) => name !== rule.record && names.has(name));
  };
  const choices = choicesOf(rule.expr);
  const kept = choices.filter(reads);
  return kept.length === 0 || kept.length === choices.length ? rule : { ...rule, expr: kept.join("\nor ") };
}

/** The operands of a chain of `or`, without labels to match on; the expression itself where it is none. */
function choicesOf(expression: string): string[] {
  const text = ({ from, to }: SyntaxNode) => expression.slice(from, to);
  const of = (node: SyntaxNode | null): string[] => {
    if (node === null) return [];
    if (node.name !== "BinaryExpr" || node.getChild("Or") === null || node.getChild("MatchingModifierClause") !== null)
      return [text(node)];
    return [...of(node.firstChild), ...of(node.lastChild)];
  };
  const top = parser.parse(expression).topNode.firstChild;
  return top === null ? [expression] : of(top);
}
