import type { SyntaxNode, SyntaxNodeRef } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import { spanSeconds } from "./durations.ts";
import { labelsOfSeries, type Metric, type MetricTable } from "./metric.ts";
import { nearest } from "./mistakes.ts";

/** What a rule's expression says of itself. */
export interface Analysis {
  /** What is wrong with it; empty when it may be generated. */
  readonly problems: readonly string[];
  /** The labels of its result; `undefined` when they cannot be told, such as those of a scalar. */
  readonly labels: ReadonlySet<string> | undefined;
  /** The scrape jobs whose series it reads, each with the name of one of them. */
  readonly jobs: ReadonlyMap<string, string>;
  /** The declared metrics that it reads; of recorded signals, only what stands under their name. */
  readonly metrics: ReadonlySet<Metric>;
  /** How many seconds of the past it reads: its longest range, with offsets and the ranges inside. */
  readonly reach: number;
}

/** The labels of the recorded signals, by their name: they may stand in an expression like metrics. */
export type RecordedLabels = ReadonlyMap<string, readonly string[]>;

/** Shorter ranges hold too few samples at the scrape intervals of 5 and 15 seconds (design: shared names). */
const shortestRange = 60;

/** An analysis, and the labels of the recorded signals that it stands on: none for a name that is not recorded. */
interface Known {
  readonly analysis: Analysis;
  readonly asked: ReadonlyMap<string, readonly string[] | undefined>;
}

/** Rules, their tests, panels, checks and all environments ask for the same expressions again and again. */
const known = new WeakMap<MetricTable, Map<string, Known>>();

/** Parses an expression and checks every metric and label name in it against the declarations. */
export function analyse(text: string, recorded: RecordedLabels, declared: MetricTable): Analysis {
  const among = known.get(declared) ?? new Map<string, Known>();
  known.set(declared, among);
  const before = among.get(text);
  if (before !== undefined && [...before.asked].every(([name, labels]) => recorded.get(name) === labels))
    return before.analysis;
  const asked = new Map<string, readonly string[] | undefined>();
  const analysis = analysed(text, recorded, declared, asked);
  // What is wrong may name what there is instead, which differs by environment.
  if (analysis.problems.length === 0) among.set(text, { analysis, asked });
  return analysis;
}

function analysed(
  text: string,
  recorded: RecordedLabels,
  declared: MetricTable,
  asked: Map<string, readonly string[] | undefined>,
): Analysis {
  const problems: string[] = [];
  const jobs = new Map<string, string>();
  const metrics = new Set<Metric>();
  const read = (node: SyntaxNode) => text.slice(node.from, node.to);
  const place = (node: SyntaxNodeRef) => {
    const line = text.slice(0, node.from).split("\n").length;
    const rest = text.slice(node.from, node.from + 40).split("\n")[0] ?? "";
    return `${rest === "" ? "at its end" : `at "${rest}"`} (line ${line} of the expression)`;
  };

  const tree = parser.parse(text);
  tree.iterate({
    enter: (at) => {
      // What follows the first syntax error mostly follows from it.
      if (at.type.isError && problems.length === 0) problems.push(`is not valid PromQL ${place(at)}`);
      if (at.name === "QuotedLabelName") problems.push(`quotes a label's name ${place(at)}: write it without quotes`);
      if (ranged.has(at.name)) {
        const range = at.node.getChild("DurationExpr");
        if (range !== null && spanSeconds(read(range)) < shortestRange)
          problems.push(`has a range under 1m ${place(at)}: too few samples`);
      }
    },
  });
  if (problems.length > 0) return { problems, labels: undefined, jobs, metrics, reach: 0 };

  const selected = (node: SyntaxNode): Set<string> | undefined => {
    const identifier = node.getChild("Identifier");
    if (identifier === null) {
      problems.push(`selects series without a metric's name ${place(node)}`);
      return undefined;
    }
    const name = read(identifier);
    const matchers = node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
    const matcherNames = matchers.flatMap((matcher) => matcher.getChild("LabelName") ?? []);
    const known = labelsOfSelector(name, matchers);
    if (known === undefined) {
      const meant = nearest(name, [...declared.names, ...recorded.keys()]);
      problems.push(
        `names the metric "${name}", which no part declares` +
          (meant === undefined ? "" : `; did you mean "${meant}"?`),
      );
      return undefined;
    }
    for (const label of matcherNames) {
      if (!known.has(read(label)))
        problems.push(`matches the label "${read(label)}", but ${name} has only ${[...known].sort().join(", ")}`);
    }
    return known;
  };

  const labelsOfSelector = (name: string, matchers: SyntaxNode[]): Set<string> | undefined => {
    const per = recorded.get(name);
    asked.set(name, per);
    if (per !== undefined) return new Set(per);
    const job = equalities(matchers).get("job");
    const candidates = declared
      .declarationsOf(name)
      .filter((metric) => job === undefined || metric.job === "every" || metric.job === job);
    if (candidates.length === 0) return undefined;
    for (const metric of candidates) {
      metrics.add(metric);
      const from = metric.job === "every" ? job : metric.job;
      if (from !== undefined) jobs.set(from, name);
    }
    return new Set(candidates.flatMap((metric) => labelsOfSeries(name, metric)));
  };

  /** What the matchers `label="value"` ask for. */
  const equalities = (matchers: SyntaxNode[]): Map<string, string> =>
    new Map(
      matchers
        .filter((matcher) => matcher.getChild("MatchOp")?.getChild("EqlSingle"))
        .flatMap((matcher) => {
          const name = matcher.getChild("LabelName");
          return name === null ? [] : [[read(name), literal(matcher.getChild("StringLiteral"))] as const];
        }),
    );

  const grouping = (node: SyntaxNode | null): string[] =>
    node === null ? [] : node.getChildren("LabelName").map(read);

  /** The labels that a node's result carries; `undefined` for scalars, texts and undeclared metrics. */
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

  const aggregated = (node: SyntaxNode): Set<string> | undefined => {
    const of = argumentsOf(node).map(labelsOf).at(-1);
    const modifier = node.getChild("AggregateModifier");
    const labels = grouping(modifier?.getChild("GroupingLabels") ?? null);
    const operator = read(node.getChild("AggregateOp") ?? node);
    if (modifier?.getChild("Without")) return of && new Set([...of].filter((label) => !labels.includes(label)));
    for (const label of labels) {
      if (of && !of.has(label))
        problems.push(`groups by the label "${label}", which its series do not carry ${place(node)}`);
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
      case "scalar":
        return undefined;
      case "vector":
        return new Set();
      case "absent":
      case "absent_over_time": {
        // The engine gives the missing series the labels that its matchers say for certain.
        let of: SyntaxNode | null | undefined = given[0];
        while (of?.name === "OffsetExpr" || of?.name === "MatrixSelector") of = of.firstChild;
        const matchers = of?.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
        return new Set(equalities(matchers).keys());
      }
      case "histogram_quantile":
        if (found[0] && !found[0].has("le"))
          problems.push(`needs the label "le", which its series do not carry ${place(node)}`);
        return new Set([...(found[0] ?? [])].filter((label) => label !== "le"));
      case "label_replace":
      case "label_join":
        for (const label of (name === "label_join" ? given.slice(3) : given.slice(3, 4)).map(literal)) {
          // No label at all has no value: the usual way to add one.
          if (label !== "" && found[0] && !found[0].has(label))
            problems.push(`copies the label "${label}", which its series do not carry ${place(node)}`);
        }
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
    const clause = node.getChild("MatchingModifierClause");
    const [labels = [], carried = []] = clause?.getChildren("GroupingLabels").map((group) => grouping(group)) ?? [];
    for (const label of labels) {
      if (clause?.getChild("On") && !(left.has(label) && right.has(label)))
        problems.push(`matches on the label "${label}", which one side does not carry ${place(node)}`);
    }
    if (node.getChild("And") || node.getChild("Unless")) return left;
    if (node.getChild("Or")) return new Set([...left, ...right]);
    if (clause === null) return left;
    if (clause.getChild("GroupLeft")) return new Set([...left, ...carried]);
    if (clause.getChild("GroupRight")) return new Set([...right, ...carried]);
    return clause.getChild("On") ? new Set(labels) : new Set([...left].filter((label) => !labels.includes(label)));
  };

  const literal = (node: SyntaxNode | null | undefined) => (node ? read(node).slice(1, -1) : "");

  const reachOf = (node: SyntaxNode): number => {
    let inner = 0;
    for (let child = node.firstChild; child !== null; child = child.nextSibling)
      inner = Math.max(inner, reachOf(child));
    if (node.name !== "OffsetExpr" && !ranged.has(node.name)) return inner;
    const back = node.getChild(node.name === "OffsetExpr" ? "OffsetDurationExpr" : "DurationExpr");
    return inner + (back === null ? 0 : spanSeconds(read(back)));
  };

  const labels = labelsOf(tree.topNode);
  return { problems, labels, jobs, metrics, reach: reachOf(tree.topNode) };
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
const ranged = new Set(["MatrixSelector", "SubqueryExpr"]);
const isExpression = (node: SyntaxNode) => expressions.has(node.name);
