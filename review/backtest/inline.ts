import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { span } from "../../local/recording/rule-groups.ts";
import type { Rules } from "../read/rules.ts";

/** A subquery of more steps would be a burden on the server at every moment of the replay. */
const mostSteps = 5_000;

/** An expression that cannot be replayed, with the reason. */
export class CannotReplay extends Error {}

/**
 * An expression with the definitions of recorded series in the place of their names, so that history need not hold them:
 * ranges of them become subqueries in the step of their rule.
 * @param stored recorded series that history holds, and that are read as they are
 * @throws CannotReplay when a series is selected by labels, or looked back upon further than a subquery should
 */
export function inlined(expression: string, rules: Rules, stored: ReadonlySet<string>): string {
  const definition = (selector: SyntaxNode, text: string) => {
    const name = selector.getChild("Identifier");
    const recording = name === null ? undefined : rules.recordings.get(text.slice(name.from, name.to));
    if (recording === undefined || stored.has(recording.name)) return undefined;
    if (selector.getChild("LabelMatchers")?.firstChild)
      throw new CannotReplay(`selects among ${recording.name}, which history does not hold`);
    return { ...recording, expression: `(${inlined(recording.expression, rules, stored)})` };
  };
  const written = (node: SyntaxNode, text: string): string => {
    const inner = node.firstChild;
    const after = () => (inner === null ? "" : text.slice(inner.to, node.to));
    if (node.name === "VectorSelector") return definition(node, text)?.expression ?? text.slice(node.from, node.to);
    if (node.name === "MatrixSelector" && inner?.name === "VectorSelector") {
      const recorded = definition(inner, text);
      if (recorded === undefined) return text.slice(node.from, node.to);
      const range = /\[\s*([^\]]+?)\s*\]/.exec(after())?.[1] ?? "";
      const steps = span(range) / recorded.interval;
      if (steps > mostSteps) throw new CannotReplay(`needs ${range} of ${recorded.name}, which history does not hold`);
      return `${recorded.expression}[${range}:${recorded.interval}s]`;
    }
    if (node.name === "OffsetExpr" && inner?.name === "VectorSelector") {
      const recorded = definition(inner, text);
      const step = `${recorded?.interval}s`;
      // Only selectors and subqueries can be shifted: the last value of one step is what the series would have held.
      if (recorded !== undefined) return `last_over_time(${recorded.expression}[${step}:${step}]${after()})`;
    }
    let output = "";
    let at = node.from;
    for (let child = inner; child !== null; child = child.nextSibling) {
      output += text.slice(at, child.from) + written(child, text);
      at = child.to;
    }
    return output + text.slice(at, node.to);
  };
  return written(parser.parse(expression).topNode, expression);
}
