import { type RuleGroup, withWhatItReads } from "../../lab/recording/rule-groups.ts";
import { readsOfText } from "../../model/reads-of-text.ts";
import { recordingsUnder } from "../compare/affected.ts";
import type { Alerting } from "../compare/alerts.ts";
import { matchingOf } from "../compare/matching.ts";
import type { AlertRule } from "../read/rules.ts";

/** An alert that may fire at other moments than before, or only then or now. */
export interface Changed {
  readonly key: string;
  readonly before: AlertRule | undefined;
  readonly after: AlertRule | undefined;
}

/** The alerts whose rule, or what it reads, is not the same. What reads ALERTS tells of other alerts, and is left out. */
export function changedAlerts(before: Alerting, after: Alerting): Changed[] {
  const { removed, added, kept } = matchingOf(before.rules.alerts, after.rules.alerts);
  const other = kept.filter((pair) => behaviourOf(pair.before, before) !== behaviourOf(pair.after, after));
  return [
    ...removed.map((rule): Changed => ({ key: rule.key, before: rule, after: undefined })),
    ...added.map((rule): Changed => ({ key: rule.key, before: undefined, after: rule })),
    ...other.map((pair): Changed => ({ key: pair.after.key, ...pair })),
  ].filter((one) => !tellsOfAlerts(one.before ?? one.after));
}

const tellsOfAlerts = (rule: AlertRule | undefined) =>
  readsOfText(rule?.expression ?? "").names?.has("ALERTS") === true;

/** Everything that decides when a rule fires, and at which level. */
export function behaviourOf(rule: AlertRule | undefined, { rules }: Alerting): string {
  if (rule === undefined) return "";
  const recorded = [...recordingsUnder(rule.expression, rules)].sort();
  const expressions = recorded.map((name) => [name, rules.recordings.get(name)?.expression]);
  return JSON.stringify([rule.expression, rule.for, rule.keepFiringFor, rule.interval, rule.severity, expressions]);
}

/** An alert's rule and those that can silence it, each after what it reads. */
export function groupsFor(rule: AlertRule, { rules, notifications }: Alerting): RuleGroup[] {
  const silencers = new Set(notifications.silencedBy(rule.labels).map((source) => source.split(" ")[0] ?? ""));
  return rules.groups
    .map((group) => ({
      ...group,
      rules: group.rules.filter(
        ({ alert, labels }) =>
          alert !== undefined &&
          (silencers.has(alert) || (alert === rule.name && (labels?.severity ?? "") === rule.severity)),
      ),
    }))
    .map((group) => ({ ...group, rules: group.rules.filter((one) => !readsOfText(one.expr).names?.has("ALERTS")) }))
    .filter((group) => group.rules.length > 0)
    .map((group) => ({ ...group, rules: withWhatItReads(group, rules.groups) }));
}
