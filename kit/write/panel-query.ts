import type { SyntaxNode } from "@lezer/common";
import { parser } from "@prometheus-io/lezer-promql";
import type { Variable } from "../model/dashboard.ts";
import type { Duration } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import { labelsOfSeries } from "../model/metric.ts";
import type { Naming } from "../model/panel.ts";
import { promql } from "../model/promql.ts";
import type { Signal } from "../model/signal.ts";
import { shortened } from "../model/style.ts";
import { directionOf } from "./panel-limits.ts";

/** How a panel reads a signal. */
interface Reading {
  readonly variables: readonly Variable[];
  /** Only the value now. */
  readonly instant: boolean;
  /** The signal of so long ago. */
  readonly ago?: Duration;
  readonly called?: Naming;
}

/**
 * What a panel asks of Prometheus. Of a signal with alerts it draws the worst value of each step, so that a crossed
 * limit is seen however far the reader zooms out; the rates of any other signal are taken over Grafana's step.
 * https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/#use-__rate_interval
 */
export function panelQuery(signal: Signal, environment: Environment, reading: Reading): string {
  const { variables, instant, ago, called } = reading;
  const chosen = [instanceChosen, ...variables.map(({ label, name }) => ({ label, matcher: `${label}=~"$${name}"` }))];
  const matchers = chosen.filter(({ label }) => signal.per.includes(label));
  const direction = directionOf(signal, environment);
  const recorded = environment.recordingRules.has(signal);
  const something = mayBeNothing.test(environment.render(signal.expr)) ? " > -Inf" : "";
  const offset = ago === undefined ? "" : ` offset ${ago}`;
  const short = (query: string) =>
    signal.per
      .filter((label) => shortened[label] !== undefined)
      .reduce(
        (inner, label) => `label_replace(${inner}, "${label}", "$1", "${label}", "${shortened[label]}")`,
        called === undefined ? query : withNames(query, called),
      );
  if (recorded && direction !== undefined && !instant) {
    const series = edited(environment.render(promql`${signal}`), environment, { matchers, offset: "" });
    return short(
      `${direction === "above" ? "max" : "min"}_over_time(${series}[$__rate_interval]${offset})${something}`,
    );
  }
  const text = recorded ? signal.name : environment.render(signal.expr);
  const step = direction === undefined && !recorded && !instant ? signal.over : undefined;
  const query = edited(text, environment, { matchers, offset, ...(step && { step }) });
  return short(something === "" || recorded ? query + something : `(${query})${something}`);
}

/** A series that nothing names is shown as it is. */
function withNames(query: string, { label, by, from, name }: Naming): string {
  const named = `(${query}) * on (instance, ${by}) group_left (${name}) max by (instance, ${by}, ${name}) (${from.name})`;
  return `label_replace(${named}, "${label}", "$1", "${name}", "(.+)") or (${query}) unless on (instance, ${by}) ${from.name}`;
}

/** Nothing divided by nothing is NaN, which Grafana would show as such and name in the legend: it is no value. */
const mayBeNothing = / \/ |histogram_quantile/;

const instanceChosen = { label: "instance", matcher: 'instance="$instance"' };

interface Edits {
  /** Added to the selectors of series that carry the label. */
  readonly matchers: readonly { readonly label: string; readonly matcher: string }[];
  readonly offset: string;
  /** Rates over this long are taken over Grafana's step instead. */
  readonly step?: Duration;
}

/** An expression with changes in each of its selectors, which the grammar finds. */
function edited(text: string, { recordingRules, metrics }: Environment, { matchers, offset, step }: Edits): string {
  const labelsOf = (name: string): string[] => {
    const signal = [...recordingRules].find((one) => one.name === name);
    return signal ? [...signal.per] : metrics.declarationsOf(name).flatMap((metric) => labelsOfSeries(name, metric));
  };
  const insertions: { at: number; remove: number; text: string }[] = [];
  const insert = (at: number, added: string, remove = 0) => insertions.push({ at, remove, text: added });
  parser.parse(text).iterate({
    enter: ({ node }) => {
      if (node.name === "VectorSelector") {
        const identifier = node.getChild("Identifier");
        const carried = identifier === null ? [] : labelsOf(text.slice(identifier.from, identifier.to));
        const added = matchers.filter(({ label }) => carried.includes(label)).map(({ matcher }) => matcher);
        const existing = node.getChild("LabelMatchers");
        if (added.length > 0 && existing === null) insert(node.to, `{${added.join(",")}}`);
        if (added.length > 0 && existing !== null) insert(existing.from + 1, `${added.join(",")},`);
        if (offset !== "" && node.parent?.name !== "MatrixSelector") insert(node.to, offset);
      }
      if (node.name === "MatrixSelector") {
        if (offset !== "") insert(node.to, offset);
        const range = node.getChild("DurationExpr") ?? node.getChild("NumberDurationLiteralInDurationContext");
        if (range !== null && step !== undefined && text.slice(range.from, range.to) === step && isRated(node, text))
          insert(range.from, "$__rate_interval", range.to - range.from);
      }
    },
  });
  return insertions
    .sort((one, other) => one.at - other.at)
    .reduceRight(
      (result, { at, remove, text: added }) => result.slice(0, at) + added + result.slice(at + remove),
      text,
    );
}

/** Whether `rate` reads the range: what is counted "in 30 minutes" must stay so. */
function isRated(range: SyntaxNode, text: string): boolean {
  const call = range.parent?.parent;
  const name = call?.getChild("FunctionIdentifier");
  return name != null && text.slice(name.from, name.to) === "rate";
}
