import type { Metric } from "../../kit/model/metric.ts";
import { type Promql, promql } from "../../kit/model/promql.ts";
import type { Prose, SignalDefinition } from "../../kit/model/signal.ts";
import { bool } from "../../kit/model/unit.ts";

/** A figure that cannot be right, by itself or beside another one. */
interface Impossible {
  /** What the alert calls it: the label `figure`. */
  readonly figure: string;
  /** Has a value for each instance while it cannot be right. */
  readonly when: Promql;
}

const sum = (metric: Metric, where: readonly string[], by: readonly string[]) =>
  promql`sum by (${["instance", ...by]}) (${metric.where(...where)})`;

/** A part that is more than the whole. */
export const partOf = (
  figure: string,
  part: Metric,
  whole: Metric,
  { where = [], by = [] }: { readonly where?: readonly string[]; readonly by?: readonly string[] } = {},
): Impossible => ({
  figure,
  when: promql`${sum(part, where, by)} > ${sum(whole, [], by)}`,
});

/** Something that is counted all the time, whoever is there, and has not been for ten minutes. */
export const standingStill = (figure: string, counter: Metric, where: readonly string[] = []): Impossible => ({
  figure,
  when: promql`sum by (instance) (increase(${counter.where(...where)}[10m])) == 0`,
});

/** 1 for each figure that cannot be right: whatever an alert says of it, or does not say, is not to be believed. */
export const impossibleAmong = (figures: readonly Impossible[], prose: Prose): SignalDefinition => ({
  ...prose,
  unit: bool,
  per: ["instance", "figure"],
  over: "10m",
  needsAllOfIt: true,
  every: "1m",
  expr: figures
    .map(({ figure, when }) => promql`label_replace(group by (instance) (${when}), "figure", "${figure}", "", "")`)
    .reduce((all, one) => promql`${all}\nor ${one}`),
});
