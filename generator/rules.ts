import { componentOf } from "../alerts/model/alert.ts";
import type { Level } from "../alerts/model/level.ts";
import type { JobName } from "../config/schema.ts";
import { type Duration, seconds } from "../config/units.ts";
import type { Domain } from "../signals/catalogue.ts";
import { jobs, usualInterval } from "../signals/jobs.ts";
import { promql, signalsIn } from "../signals/model/promql.ts";
import type { Signal } from "../signals/model/signal.ts";
import { annotationsOf } from "./annotations.ts";
import type { Environment, EnvironmentAlert } from "./environment.ts";
import { generatedNotice, yaml } from "./yaml.ts";

/** The rule file of one domain: its recording rules, then its alerts. */
export function ruleFile(environment: Environment, domain: Domain): string {
  const recordings = inOrderOfUse(environment.signals.get(domain) ?? [])
    .filter((signal) => environment.recorded.has(signal))
    .map((signal) => ({ record: signal.name, expr: environment.render(signal.expr) }));
  const alerts = alertsOf(environment, domain).flatMap((declared) =>
    declared.levels.map((level) => alertRule(environment, declared, level)),
  );
  const interval = evaluationInterval(environment, domain);
  return generatedNotice + yaml({ groups: [{ name: domain, interval, rules: [...recordings, ...alerts] }] });
}

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
export function alertsOf(environment: Environment, domain: Domain): EnvironmentAlert[] {
  return environment.alerts.filter((declared) => declared.domain === domain);
}

/** Rules are evaluated as often as the fastest job they read is scraped. */
export function evaluationInterval(environment: Environment, domain: Domain): Duration {
  const signals = [
    ...(environment.signals.get(domain) ?? []),
    ...alertsOf(environment, domain).map(({ alert }) => alert.on),
  ];
  const intervals = signals.flatMap((signal) =>
    [...environment.analyse(signal.expr).jobs.keys()].map((job) => jobs[job as JobName].interval),
  );
  return intervals.reduce((fastest, one) => (seconds(one) < seconds(fastest) ? one : fastest), usualInterval);
}

function alertRule(environment: Environment, declared: EnvironmentAlert, level: Level): object {
  const { alert } = declared;
  return {
    alert: alert.name,
    expr: alertExpression(environment, declared, level),
    ...(seconds(level.for) > 0 && { for: level.for }),
    ...(level.keepFiringFor && { keep_firing_for: level.keepFiringFor }),
    labels: {
      severity: level.severity,
      component: componentOf(alert),
      category: alert.category,
      ...(alert.escalation && { escalation: alert.escalation }),
    },
    annotations: annotationsOf(environment, declared, level),
  };
}

function alertExpression(environment: Environment, { alert }: EnvironmentAlert, level: Level): string {
  const crossed = environment.render(promql`${alert.on} ${level.direction === "above" ? ">" : "<"} ${level.limit}`);
  if (alert.onlyWhile === undefined) return crossed;
  const on = [...(environment.analyse(alert.onlyWhile.expr).labels ?? [])].join(", ");
  return `${crossed}\nand on (${on}) (\n  ${environment.render(alert.onlyWhile.expr)}\n)`;
}
