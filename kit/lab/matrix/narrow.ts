import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { readsOfText } from "../../model/reads-of-text.ts";
import type { Rule } from "../recording/rule-groups.ts";

/**
 * Of the choices in a rule, `a or b or c`, also in `(a or b) unless (c or d)`, only those that read one of these series: nothing else of it
 * can change by their going wrong. A choice of what the rule itself recorded before stays.
 */
export function narrowed(rule: Rule, names: ReadonlySet<string>): Rule {
  const concerns = (expression: string): boolean => {
    const { names: read } = readsOfText(expression);
    if (read === undefined) return true;
    return (
      [...read].every((name) => name === rule.record) ||
      [...read].some((name) => name !== rule.record && names.has(name))
    );
  };
  const text = ({ from, to }: SyntaxNode) => rule.expr.slice(from, to);
  const choicesOf = (node: SyntaxNode): SyntaxNode[] => {
    const [left, right] = [node.firstChild, node.lastChild];
    return left !== null && right !== null && isPlain(node, "Or") ? [...choicesOf(left), ...choicesOf(right)] : [node];
  };
  const narrow = (node: SyntaxNode): string => {
    const [left, right] = [node.firstChild, node.lastChild];
    if (left === null || right === null) return text(node);
    if (node.name === "ParenExpr") return `(${narrow(left)})`;
    if (isPlain(node, "Unless")) return `${narrow(left)}${rule.expr.slice(left.to, right.from)}${narrow(right)}`;
    const choices = choicesOf(node);
    if (choices.length === 1) return text(node);
    const kept = choices.filter((choice) => concerns(text(choice)));
    return (kept.length === 0 ? choices : kept).map(narrow).join("\nor ");
  };
  const top = parser.parse(rule.expr).topNode.firstChild;
  return top === null ? rule : { ...rule, expr: narrow(top) };
}

/** Whether a node is this operation, without labels to match on. */
const isPlain = (node: SyntaxNode, operation: "Or" | "Unless") =>
  node.name === "BinaryExpr" && node.getChild(operation) !== null && node.getChild("MatchingModifierClause") === null;
