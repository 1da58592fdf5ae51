import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { nearest } from "../../config/mistakes.ts";
import { seconds } from "../../config/units.ts";
import { declarationsOf, declaredNames, labelsOfSeries, type Metric } from "./metric.ts";

/** What a rule's expression says of itself. */
export interface Analysis {
  /** What is wrong with it; empty when it may be generated. */
  readonly problems: readonly string[];
  /** The labels of its result; `undefined` when they cannot be told, such as those of a scalar. */
  readonly labels: ReadonlySet<string> | undefined;
  readonly metrics: ReadonlySet<Metric>;
}

/** The labels of the recorded signals, by their name: they may stand in an expression like metrics. */
export type RecordedLabels = ReadonlyMap<string, readonly string[]>;

/** Shorter ranges hold too few samples at the scrape intervals of 5 and 15 seconds (design: shared names). */
const shortestRange = 60;

/** Parses an expression and checks every metric and label name in it against the declarations. */
export function analyse(text: string, recorded: RecordedLabels): Analysis {
  const problems: string[] = [];
  const metrics = new Set<Metric>();
  const read = (node: SyntaxNode) => text.slice(node.from, node.to);
  const at = (node: SyntaxNode) => {
    const line = text.slice(0, node.from).split("\n").length;
    const rest = text.slice(node.from, node.from + 40).split("\n")[0] ?? "";
    return `at "${rest}" (line ${line} of the expression)`;
  };

  const tree = parser.parse(text);
  tree.iterate({
    enter: ({ node }) => {
      if (node.type.isError) problems.push(`is not valid PromQL ${at(node)}`);
      if (node.name === "MatrixSelector" || node.name === "SubqueryExpr") {
        const range = node.getChild("DurationExpr");
        if (range !== null && seconds(read(range)) < shortestRange)
          problems.push(`has a range under 1m ${at(node)}: too few samples`);
      }
    },
  });
  if (problems.length > 0) return { problems, labels: undefined, metrics };

  const selected = (node: SyntaxNode): Set<string> => {
    const identifier = node.getChild("Identifier");
    if (identifier === null) {
      problems.push(`selects series without a metric's name ${at(node)}`);
      return new Set();
    }
    const name = read(identifier);
    const matchers = node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
    const matcherNames = matchers.flatMap((matcher) => matcher.getChild("LabelName") ?? []);
    const known = labelsOfSelector(name, matchers);
    if (known === undefined) {
      const meant = nearest(name, [...declaredNames(), ...recorded.keys()]);
      problems.push(
        `names the metric "${name}", which is not declared in signals/metrics/` +
          (meant === undefined ? "" : `; did you mean "${meant}"?`),
      );
      return new Set(matcherNames.map(read));
    }
    for (const label of matcherNames) {
      if (!known.has(read(label)))
        problems.push(`matches the label "${read(label)}", but ${name} has only ${[...known].sort().join(", ")}`);
    }
    return known;
  };

  const labelsOfSelector = (name: string, matchers: SyntaxNode[]): Set<string> | undefined => {
    const per = recorded.get(name);
    if (per !== undefined) return new Set(per);
    const job = matchers
      .map(read)
      .map((matcher) => /^job="(.*)"$/.exec(matcher)?.[1])
      .find((value) => value !== undefined);
    const candidates = declarationsOf(name).filter(
      (metric) => job === undefined || metric.job === "every" || metric.job === job,
    );
    if (candidates.length === 0) return undefined;
    for (const metric of candidates) metrics.add(metric);
    return new Set(candidates.flatMap((metric) => labelsOfSeries(name, metric)));
  };

  const grouping = (node: SyntaxNode | null): string[] =>
    node === null ? [] : node.getChildren("LabelName").map(read);

  /** The labels that a node's result carries. */
  const labelsOf = (node: SyntaxNode): Set<string> | undefined => {
    switch (node.name) {
      case "VectorSelector":
        return selected(node);
      case "NumberDurationLiteral":
      case "StringLiteral":
        return undefined;
      case "AggregateExpr":
        return aggregated(node);
      case "FunctionCall":
        return called(node);
      case "BinaryExpr":
        return combined(node);
      default: {
        // Parentheses, ranges, offsets, signs: whatever expression they hold keeps its labels.
        for (let child = node.firstChild; child !== null; child = child.nextSibling) {
          if (isExpression(child)) return labelsOf(child);
        }
        return undefined;
      }
    }
  };

  const argumentsOf = (node: SyntaxNode): SyntaxNode[] => {
    const body = node.getChild("FunctionCallBody");
    const found: SyntaxNode[] = [];
    for (let child = body?.firstChild ?? null; child !== null; child = child.nextSibling)
      if (isExpression(child)) found.push(child);
    return found;
  };

  const aggregated = (node: SyntaxNode): Set<string> => {
    const of = argumentsOf(node).map(labelsOf).at(-1) ?? new Set<string>();
    const modifier = node.getChild("AggregateModifier");
    const labels = grouping(modifier?.getChild("GroupingLabels") ?? null);
    const operator = read(node.getChild("AggregateOp") ?? node);
    if (modifier?.getChild("Without")) return new Set([...of].filter((label) => !labels.includes(label)));
    for (const label of labels) {
      if (!of.has(label)) problems.push(`groups by the label "${label}", which its series do not carry ${at(node)}`);
    }
    if (operator === "topk" || operator === "bottomk") return of;
    const added = operator === "count_values" ? [literal(argumentsOf(node)[0])] : [];
    return new Set([...labels, ...added]);
  };

  const called = (node: SyntaxNode): Set<string> | undefined => {
    const name = read(node.getChild("FunctionIdentifier") ?? node);
    const given = argumentsOf(node);
    const found = given.map(labelsOf).filter((labels) => labels !== undefined);
    switch (name) {
      case "vector":
      case "absent":
      case "absent_over_time":
        return new Set();
      case "histogram_quantile":
        return new Set([...(found[0] ?? [])].filter((label) => label !== "le"));
      case "label_replace":
      case "label_join":
        return new Set([...(found[0] ?? []), literal(given[1])]);
      default:
        return found[0];
    }
  };

  const combined = (node: SyntaxNode): Set<string> | undefined => {
    const sides: SyntaxNode[] = [];
    for (let child = node.firstChild; child !== null; child = child.nextSibling)
      if (isExpression(child)) sides.push(child);
    const [left, right] = sides.map(labelsOf);
    if (left === undefined) return right;
    if (right === undefined) return left;
    if (node.getChild("And") || node.getChild("Unless")) return left;
    if (node.getChild("Or")) return new Set([...left, ...right]);
    const clause = node.getChild("MatchingModifierClause");
    if (clause === null) return left;
    const [labels = [], carried = []] = clause.getChildren("GroupingLabels").map((group) => grouping(group));
    for (const label of labels) {
      if (clause.getChild("On") && !(left.has(label) && right.has(label)))
        problems.push(`matches on the label "${label}", which one side does not carry ${at(node)}`);
    }
    if (clause.getChild("GroupLeft")) return new Set([...left, ...carried]);
    if (clause.getChild("GroupRight")) return new Set([...right, ...carried]);
    return clause.getChild("On") ? new Set(labels) : new Set([...left].filter((label) => !labels.includes(label)));
  };

  const literal = (node: SyntaxNode | undefined) => (node === undefined ? "" : read(node).slice(1, -1));

  const labels = tree.topNode.firstChild === null ? undefined : labelsOf(tree.topNode.firstChild);
  return { problems, labels, metrics };
}

const expressions = new Set([
  "AggregateExpr",
  "BinaryExpr",
  "FunctionCall",
  "MatrixSelector",
  "NumberDurationLiteral",
  "OffsetExpr",
  "ParenExpr",
  "StepInvariantExpr",
  "StringLiteral",
  "SubqueryExpr",
  "UnaryExpr",
  "VectorSelector",
]);
const isExpression = (node: SyntaxNode) => expressions.has(node.name);
