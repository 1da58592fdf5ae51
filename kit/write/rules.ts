import { componentOf } from "../model/alert.ts";
import { type Duration, seconds } from "../model/durations.ts";
import type { Environment, EnvironmentAlert } from "../model/environment.ts";
import { usualInterval } from "../model/job.ts";
import type { Level } from "../model/level.ts";
import { oncePer } from "../model/once.ts";
import { type Promql, promql, signalsIn } from "../model/promql.ts";
import type { Signal } from "../model/signal.ts";
import { generatedNotice, yaml } from "../yaml.ts";
import { annotationsOf } from "./annotations.ts";

/** What Prometheus evaluates together, one rule after the other: first what the alerts need, then the alerts. */
export interface RuleGroup {
  readonly name: string;
  readonly domain: string;
  readonly interval: Duration;
  readonly recordings: readonly Signal[];
  readonly alerts: readonly EnvironmentAlert[];
}

/** A group as the rule engine reads it. */
export interface WrittenGroup {
  readonly name: string;
  readonly interval: Duration;
  readonly rules: readonly object[];
}

/** The rule file of one domain. */
export const ruleFile = (environment: Environment, domain: string): string =>
  generatedNotice + yaml({ groups: writtenGroups(environment, domain) });

function writtenGroups(environment: Environment, domain: string): WrittenGroup[] {
  return ruleGroups(environment, domain).map(({ name, interval, recordings, alerts }) => ({
    name,
    interval,
    rules: [
      ...recordings.map((signal) => ({ record: signal.name, expr: environment.render(signal.expr) })),
      ...alerts.flatMap((declared) => declared.levels.map((level) => alertRule(environment, declared, level))),
    ],
  }));
}

/** The groups of a domain, the most frequent first: signals that ask for an interval, and the alerts on them, are apart. */
export function ruleGroups(environment: Environment, domain: string): readonly RuleGroup[] {
  return allGroups(environment).filter((group) => group.domain === domain);
}

/** A domain may have signals that are drawn and nothing more. */
export const domainsWithRules = (environment: Environment): readonly string[] =>
  environment.domains.filter((domain) => ruleGroups(environment, domain).length > 0);

const allGroups = oncePer((environment: Environment): readonly RuleGroup[] =>
  environment.domains.flatMap((domain) => groupsOf(environment, domain)),
);

function groupsOf(environment: Environment, domain: string): RuleGroup[] {
  const recorded = inOrderOfUse(environment.signals.get(domain) ?? []).filter((one) =>
    environment.recordingRules.has(one),
  );
  const alerts = alertsOf(environment, domain);
  const asked = new Set([...recorded, ...alerts.map(({ alert }) => alert.on)].map(({ every }) => every));
  return [...asked]
    .map((every) => ({
      name: every === undefined ? domain : `${domain}-${every}`,
      domain,
      interval: every ?? evaluationInterval(environment, domain),
      recordings: recorded.filter((signal) => signal.every === every),
      alerts: alerts.filter(({ alert }) => alert.on.every === every),
    }))
    .sort((one, other) => seconds(one.interval) - seconds(other.interval));
}

/** The groups that a domain's alerts need, each after those that record what it uses. */
export function groupsNeededBy(environment: Environment, domain: string): RuleGroup[] {
  const all = allGroups(environment);
  const ordered = new Set<RuleGroup>();
  const seen = new Set<RuleGroup>();
  const place = (group: RuleGroup) => {
    if (seen.has(group)) return;
    seen.add(group);
    const used = signalsOf(group);
    for (const other of all) if (other.recordings.some((signal) => used.has(signal))) place(other);
    ordered.add(group);
  };
  for (const group of all.filter((one) => one.domain === domain)) place(group);
  return [...ordered];
}

/** The signals that a group reads, through others as well. */
const signalsOf = oncePer(({ recordings, alerts }: RuleGroup): ReadonlySet<Signal> => {
  const used = new Set<Signal>();
  const use = (expression: Promql) => {
    for (const signal of signalsIn(expression)) {
      if (used.has(signal)) continue;
      used.add(signal);
      use(signal.expr);
    }
  };
  for (const { expr } of recordings) use(expr);
  for (const { alert } of alerts) use(promql`${alert.on} ${alert.onlyWhile?.expr ?? promql``}`);
  return used;
});

/** Rules of a group run one after the other: what a signal uses is recorded before it. */
function inOrderOfUse(signals: readonly Signal[]): Signal[] {
  const ordered = new Set<Signal>();
  const place = (signal: Signal) => {
    for (const used of signalsIn(signal.expr)) if (signals.includes(used)) place(used);
    ordered.add(signal);
  };
  for (const signal of signals) place(signal);
  return [...ordered];
}

/** The alerts that one domain's file declares. */
export function alertsOf(environment: Environment, domain: string): EnvironmentAlert[] {
  return environment.alerts.filter((declared) => declared.domain === domain);
}

/** Rules are evaluated as often as the fastest job they read is scraped, where the signal does not say otherwise. */
export function evaluationInterval(environment: Environment, domain: string): Duration {
  const signals = [
    ...(environment.signals.get(domain) ?? []),
    ...alertsOf(environment, domain).map(({ alert }) => alert.on),
  ].filter(({ every }) => every === undefined);
  const intervals = signals.flatMap((signal) =>
    [...environment.analyse(signal.expr).jobs.keys()].map((job) => environment.jobs[job]?.interval ?? usualInterval),
  );
  return intervals.reduce((fastest, one) => (seconds(one) < seconds(fastest) ? one : fastest), usualInterval);
}

function alertRule(environment: Environment, declared: EnvironmentAlert, level: Level): object {
  const { alert } = declared;
  return {
    alert: alert.name,
    expr: alertExpression(environment, declared, level),
    ...(seconds(level.for) > 0 && { for: level.for }),
    ...(seconds(level.keepFiringFor) > 0 && { keep_firing_for: level.keepFiringFor }),
    labels: {
      severity: level.severity,
      component: componentOf(environment.platform.components, alert),
      category: alert.category,
      ...(alert.escalation && { escalation: alert.escalation }),
    },
    annotations: annotationsOf(environment, declared, level),
  };
}

/** What must hold for a level to fire. */
export function alertExpression(environment: Environment, { alert }: EnvironmentAlert, level: Level): string {
  const crossed = environment.render(promql`${alert.on} ${level.direction === "above" ? ">" : "<"} ${level.limit}`);
  if (alert.onlyWhile === undefined) return crossed;
  const on = [...(environment.analyse(alert.onlyWhile.expr).labels ?? [])].join(", ");
  return `${crossed}\nand on (${on}) (\n  ${environment.render(alert.onlyWhile.expr)}\n)`;
}
