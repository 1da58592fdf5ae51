import type { Alert } from "./alert.ts";
import { type Duration, duration, seconds } from "./durations.ts";
import type { Environment, EnvironmentAlert } from "./environment.ts";
import { type Severity, severityRank } from "./level.ts";
import type { Labels } from "./matchers.ts";
import { oncePer } from "./once.ts";
import { aftermath } from "./routing.ts";

/** A declared cause of an alert of the environment. */
export interface Explanation {
  readonly cause: Alert;
  readonly symptom: Alert;
  readonly explains: Labels;
  readonly only: Labels;
  /**
   * The labels that name the thing both are about: a full disk explains the forecast of the same mount point only. Not those by
   * which one occurrence of the cause is chosen: a failing sign-in explains another journey than its own.
   */
  readonly shared: readonly string[];
  /** The severities of the symptom, grouped by the severities of the cause that may silence them. */
  readonly silences: readonly { readonly by: readonly Severity[]; readonly what: readonly Severity[] }[];
  /** How long each level of the symptom may outlive the cause: its signal still shows the time of the outage, and its alert goes on. */
  readonly settles: ReadonlyMap<Severity, Duration>;
}

/** All declared causes whose alert is enabled. */
export const explanationsOf = oncePer(({ alerts }: Environment): readonly Explanation[] =>
  alerts.flatMap((symptom) =>
    (symptom.alert.causes ?? []).flatMap(({ alert, explains, only }) => {
      const cause = alerts.find((candidate) => candidate.alert === alert);
      if (cause === undefined) return [];
      const shared = alert.on.per.filter((label) => symptom.alert.on.per.includes(label) && !(label in only));
      const settles = settlingTimes(cause, symptom);
      return [
        { cause: alert, symptom: symptom.alert, explains, only, shared, silences: silencing(cause, symptom), settles },
      ];
    }),
  ),
);

/** A cause silences only what is no more urgent than itself: a warning must never swallow what would wake people. */
function silencing(cause: EnvironmentAlert, symptom: EnvironmentAlert): Explanation["silences"] {
  const groups = new Map<string, { by: Severity[]; what: Severity[] }>();
  for (const { severity } of symptom.levels) {
    const by = cause.levels.map((level) => level.severity).filter((one) => severityRank(one) <= severityRank(severity));
    if (by.length === 0) continue;
    const group = groups.get(by.join()) ?? { by, what: [] };
    group.what.push(severity);
    groups.set(by.join(), group);
  }
  return [...groups.values()];
}

/** The alert of the cause goes on for a while itself, and silences meanwhile. */
function settlingTimes(cause: EnvironmentAlert, { alert: { on }, levels }: EnvironmentAlert): Map<Severity, Duration> {
  const remembered = seconds(on.remembers ?? on.over ?? "0s");
  return new Map(
    levels.flatMap(({ severity, keepFiringFor }): [Severity, Duration][] => {
      const silencing = cause.levels.filter((level) => severityRank(level.severity) <= severityRank(severity));
      if (silencing.length === 0) return [];
      const meanwhile = Math.min(...silencing.map((level) => seconds(level.keepFiringFor)));
      const left = Math.max(0, remembered + seconds(keepFiringFor) - meanwhile);
      return [[severity, duration(left + seconds(aftermath.margin))]];
    }),
  );
}
