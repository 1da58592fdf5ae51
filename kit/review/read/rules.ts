import { z } from "zod";
import { type Rule, type RuleGroup, ruleGroups } from "../../lab/recording/rule-groups.ts";
import { usualInterval } from "../../model/job.ts";
import type { Files } from "../version.ts";

/** An alerting rule: one level of an alert. */
export interface AlertRule {
  /** What names it among the others: its alert, its severity, and labels that only some of its rules carry. */
  readonly key: string;
  readonly name: string;
  readonly severity: string;
  readonly expression: string;
  /** As Prometheus writes it; `0s` when it waits for nothing. */
  readonly for: string;
  readonly keepFiringFor: string;
  /** Its name as `alertname` among them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Seconds between two evaluations. */
  readonly interval: number;
}

export interface RecordingRule {
  readonly name: string;
  readonly expression: string;
  readonly interval: number;
}

/** All rules of an environment. */
export interface Rules {
  readonly groups: readonly RuleGroup[];
  /** By their key. */
  readonly alerts: ReadonlyMap<string, AlertRule>;
  /** By the series that they record. */
  readonly recordings: ReadonlyMap<string, RecordingRule>;
}

/** Labels that every alert carries, or that may change without making it another one. */
const commonLabels = new Set(["severity", "component", "category"]);
const texts = z.record(z.string(), z.string()).default({});

export function rulesOf(files: Files): Rules {
  const groups = [...files]
    .filter(([file]) => /^prometheus\/rules\/[^/]+\.yml$/.test(file))
    .flatMap(([, text]) => ruleGroups(text, usualInterval));
  return rulesIn(groups);
}

/** The same, of groups wherever they come from. */
export function rulesIn(groups: readonly RuleGroup[]): Rules {
  const alerts = new Map<string, AlertRule>();
  const recordings = new Map<string, RecordingRule>();
  for (const { interval, rules } of groups) {
    for (const rule of rules) {
      if (rule.record !== undefined)
        recordings.set(rule.record, { name: rule.record, expression: rule.expr.trim(), interval });
      if (rule.alert === undefined) continue;
      const alert = alertOf(rule, rule.alert, interval);
      // A second rule of the same name and level is told apart by its place.
      let key = alert.key;
      for (let place = 2; alerts.has(key); place++) key = `${alert.key} #${place}`;
      alerts.set(key, { ...alert, key });
    }
  }
  return { groups, alerts, recordings };
}

function alertOf(rule: Rule, name: string, interval: number): AlertRule {
  const labels = rule.labels ?? {};
  const own = Object.entries(labels).filter(([label]) => !commonLabels.has(label));
  const severity = labels.severity ?? "";
  return {
    key: [name, severity, ...own.map(([label, value]) => `${label}=${value}`)].filter(Boolean).join(" "),
    ...{ name, severity, interval },
    labels: { alertname: name, ...labels },
    expression: rule.expr.trim(),
    for: rule.for ?? "0s",
    keepFiringFor: rule.keep_firing_for ?? "0s",
    annotations: texts.parse(rule.annotations),
  };
}
