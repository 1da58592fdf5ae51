import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { spanSeconds } from "../../model/durations.ts";
import type { RecordingRule, Rules } from "../read/rules.ts";

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
  const replaced: { readonly from: number; readonly to: number; readonly by: string }[] = [];
  parser.parse(expression).iterate({
    enter: ({ node }) => {
      if (node.name !== "VectorSelector") return;
      const name = node.getChild("Identifier");
      const recording = name === null ? undefined : rules.recordings.get(expression.slice(name.from, name.to));
      if (recording === undefined || stored.has(recording.name)) return;
      if (node.getChild("LabelMatchers")?.firstChild)
        throw new CannotReplay(`selects among ${recording.name}, which history does not hold`);
      const definition = `(${inlined(recording.expression, rules, stored)})`;
      replaced.push(replacementOf(node, expression, recording, definition));
    },
  });
  let output = "";
  let at = 0;
  for (const { from, to, by } of replaced) {
    output += expression.slice(at, from) + by;
    at = to;
  }
  return output + expression.slice(at);
}

/** What shifts a selector. The grammar gives it to the whole expression before it, Prometheus to the selector alone. */
const shift = /^(\s*(offset\s+-?[\w.]+|@\s*([\d.]+|start\(\)|end\(\))))+/i;

function replacementOf(selector: SyntaxNode, text: string, { name, interval }: RecordingRule, definition: string) {
  const { parent, from } = selector;
  if (parent?.name === "MatrixSelector") {
    const range = /\[\s*([^\]]+?)\s*\]/.exec(text.slice(selector.to, parent.to))?.[1] ?? "";
    if (spanSeconds(range) / interval > mostSteps)
      throw new CannotReplay(`needs ${range} of ${name}, which history does not hold`);
    return { from, to: parent.to, by: `${definition}[${range}:${interval}s]` };
  }
  const [shifted = ""] = shift.exec(text.slice(selector.to)) ?? [];
  if (shifted === "") return { from, to: selector.to, by: definition };
  // Only selectors and subqueries can be shifted: the last value of one step is what the series would have held.
  return {
    from,
    to: selector.to + shifted.length,
    by: `last_over_time(${definition}[${interval}s:${interval}s]${shifted})`,
  };
}
