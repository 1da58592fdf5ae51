import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { duration, spanSeconds } from "../../model/durations.ts";

/**
 * Functions of PromQL that count from the last sample before the window in MetricsQL, and what leaves it out there as Prometheus does: a
 * process that appears has not restarted. Some take the difference between the samples in the window alone, which Prometheus prolongs to
 * the window's edges: over a window that is longer by the time between two samples it is the same.
 *
 * Not so `rate`: MetricsQL divides by the time between the samples that it takes, which comes out as Prometheus' prolonging does, unless a
 * series is new. `resets` has no other form: it remembers a reset for one scrape longer.
 * https://docs.victoriametrics.com/victoriametrics/metricsql/
 */
const asPrometheus: Readonly<Record<string, { readonly name: string; readonly prolonged?: true }>> = {
  changes: { name: "changes_prometheus" },
  delta: { name: "delta_prometheus", prolonged: true },
  increase: { name: "increase_prometheus", prolonged: true },
};

/** In seconds, how far the samples of a scrape job are apart; of series of no job, those of recordings. */
export type Apart = (job: string | undefined) => number;

/** A PromQL expression as VictoriaMetrics takes it to mean the same. */
export function metricsQl(expression: string, apart: Apart): string {
  const edits: { readonly at: SyntaxNode; readonly text: string }[] = [];
  const read = ({ from, to }: SyntaxNode) => expression.slice(from, to);
  parser.parse(expression).iterate({
    enter: ({ node }) => {
      if (node.name !== "FunctionCall") return;
      const name = node.getChild("FunctionIdentifier");
      const other = name === null ? undefined : asPrometheus[read(name)];
      if (name === null || other === undefined) return;
      edits.push({ at: name, text: other.name });
      const range = rangeIn(node.getChild("FunctionCallBody")?.firstChild);
      const window = range?.getChild("DurationExpr");
      if (other.prolonged && range && window)
        edits.push({ at: window, text: duration(spanSeconds(read(window)) + apart(jobOf(range, read))) });
    },
  });
  return edits
    .sort((one, next) => next.at.from - one.at.from)
    .reduce((text, { at, text: by }) => text.slice(0, at.from) + by + text.slice(at.to), expression);
}

/** The range that a function reads, below what shifts it. */
function rangeIn(argument: SyntaxNode | null | undefined): SyntaxNode | undefined {
  let node = argument;
  while (node?.name === "OffsetExpr" || node?.name === "StepInvariantExpr") node = node.firstChild;
  return node?.name === "MatrixSelector" ? node : undefined;
}

function jobOf(range: SyntaxNode, read: (node: SyntaxNode) => string): string | undefined {
  const matchers = range.getChild("VectorSelector")?.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher");
  for (const matcher of matchers ?? []) {
    const label = matcher.getChild("LabelName");
    const value = matcher.getChild("StringLiteral");
    if (label && value && matcher.getChild("MatchOp")?.getChild("EqlSingle") && read(label) === "job")
      return read(value).slice(1, -1);
  }
  return undefined;
}

/** A template of the rule engine, with the same done to what it asks the store. */
export const templateWithMetricsQl = (template: string, apart: Apart): string =>
  template.replace(action, (text) =>
    /\bquery\b/.test(text.replace(literal, ""))
      ? // Go's text between double quotes is JSON's, as what we write of it is.
        text.replace(literal, (one) => JSON.stringify(metricsQl(JSON.parse(one) as string, apart)))
      : text,
  );

const literal = /"(?:[^"\\]|\\.)*"/g;
const action = /\{\{(?:"(?:[^"\\]|\\.)*"|[^"])*?\}\}/g;
