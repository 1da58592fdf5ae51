import { seconds } from "../../model/durations.ts";
import { type Job, usualInterval } from "../../model/job.ts";
import { readsOfText } from "../../model/reads-of-text.ts";
import { type Apart, metricsQl, templateWithMetricsQl } from "./metrics-ql.ts";

/** As an environment scrapes. */
export const samplesApart =
  (jobs: Readonly<Record<string, Job>>): Apart =>
  (job) =>
    seconds(jobs[job ?? ""]?.interval ?? usualInterval);

/** What is read and written of a rule; whatever else it has stays. */
export interface RuleText {
  readonly record?: string | undefined;
  readonly expr: string;
  readonly annotations?: Readonly<Record<string, string>> | undefined;
}

interface Group<Rule extends RuleText> {
  readonly name: string;
  readonly rules: readonly Rule[];
}

/** Of a group, what is evaluated at one moment. */
export interface Part<Rule extends RuleText> extends Group<Rule> {
  /** How many parts of its group come before it. */
  readonly after: number;
}

/**
 * A group of Prometheus' as VictoriaMetrics' rule engine evaluates it to mean the same: in parts. What a rule reads of its own group has been
 * recorded by a part before; within one evaluation that engine shows a rule nothing of what others record.
 */
export function partsOf<Rule extends RuleText>({ name, rules }: Group<Rule>, apart: Apart): Part<Rule>[] {
  const depths = depthsOf(rules);
  return Array.from({ length: Math.max(...depths) + 1 }, (_, after) => ({
    name: after === 0 ? name : `${name}-after-${after}`,
    after,
    rules: rules.filter((__, index) => depths[index] === after).map((rule) => written(rule, apart)),
  }));
}

/** How many recordings of the same group have to be made, one after the other, before each rule. */
function depthsOf(rules: readonly RuleText[]): number[] {
  const recorded = new Map<string, number>();
  // A rule may read what it recorded before; of others, only what stands above it is from the same evaluation in Prometheus.
  return rules.map(({ record, expr }) => {
    const { names } = readsOfText(expr);
    const read = [...recorded].filter(([name]) => name !== record && (names?.has(name) ?? true));
    const depth = Math.max(-1, ...read.map(([, before]) => before)) + 1;
    if (record !== undefined) recorded.set(record, Math.max(depth, recorded.get(record) ?? 0));
    return depth;
  });
}

const written = <Rule extends RuleText>(rule: Rule, apart: Apart): Rule => ({
  ...rule,
  expr: metricsQl(rule.expr, apart),
  ...(rule.annotations && {
    annotations: Object.fromEntries(
      Object.entries(rule.annotations).map(([name, text]) => [name, templateWithMetricsQl(text, apart)]),
    ),
  }),
});
