import type { Alert } from "./alert.ts";
import { slowestScrape } from "./alert-reads.ts";
import { type Duration, duration, seconds } from "./durations.ts";
import type { Environment, EnvironmentAlert } from "./environment.ts";
import { explanationsOf } from "./explanations.ts";
import { usualInterval } from "./job.ts";
import type { Level } from "./level.ts";
import type { Labels } from "./matchers.ts";
import { oncePer } from "./once.ts";
import { type Remedy, remedyName } from "./remedy.ts";
import { remedyDue } from "./routing.ts";

/** An alert of an environment that may be repaired there without a person, or of which it is said that it could be. */
export interface Healing {
  readonly declared: EnvironmentAlert;
  /** At which it is repaired. */
  readonly level: Level;
  /** How long its signal is bad by then. */
  readonly after: Duration;
  readonly steps: readonly HealingStep[];
  /** While these fire, or are about to, the fault lies elsewhere. */
  readonly unless: readonly Unless[];
}

export interface HealingStep {
  readonly remedy: Remedy;
  readonly perDay: number;
  /** Between two actions on the target. */
  readonly coolDown: Duration;
  /** Whether it is done here; else it is only said. */
  readonly acts: boolean;
}

/** Occurrences of an alert: with these labels, and the same values of `shared` as what they explain. */
export interface Unless {
  readonly alertname: string;
  readonly only: Labels;
  readonly shared: readonly string[];
}

/** All that may be repaired in an environment; nothing where nobody repairs. */
export const healingsOf = oncePer((environment: Environment): readonly Healing[] => {
  const { platform, config, alerts } = environment;
  if (platform.remediation === undefined || config.jobs[platform.remediation.part] === undefined) return [];
  const explanations = explanationsOf(environment);
  return alerts.flatMap((declared): Healing[] => {
    const { alert, levels } = declared;
    const level = levels.find(({ severity }) => severity === alert.healsAt) ?? levels.at(-1);
    if (alert.heals === undefined || level === undefined) return [];
    return [
      {
        ...{ declared, level, after: dueAfter(alert, level) },
        steps: alert.heals.map((remedy) => ({
          remedy,
          perDay: remedy.perDay ?? 3 * remedy.atMost,
          coolDown: remedy.coolDown ?? shortestCoolDown(alert, remedy, environment),
          acts: config.remediation.act.includes(remedyName(remedy)),
        })),
        unless: explanations
          .filter(({ symptom }) => symptom === alert)
          .map(({ cause, only, shared }) => ({ alertname: cause.name, only, shared })),
      },
    ];
  });
});

/** Not later than people are told. */
const dueAfter = ({ healsAfter = remedyDue.after }: Alert, level: Level): Duration =>
  seconds(level.for) < seconds(healsAfter) ? level.for : healsAfter;

/** Seconds for which an alert's signal still shows what is over. */
export const remembered = ({ on, onlyWhile }: Alert): number =>
  Math.max(seconds(on.remembers ?? on.over ?? "0s"), seconds(onlyWhile?.over ?? "0s"));

/** Seconds from an action until its signal has shown whether it helped: the target starts, is seen twice, and the signal evaluated. */
export const cureShown = (alert: Alert, { target }: Remedy, environment: Seen): number =>
  seconds(target.startsWithin) +
  remembered(alert) +
  // What any job says of itself, as `up`, is no job's own.
  2 * (slowestScrape(alert, environment) || seconds(usualInterval)) +
  seconds(alert.on.every ?? "0s");

/** An alert goes on for as long as its signal remembers: whoever repairs again before repairs twice. */
export const shortestCoolDown = (alert: Alert, remedy: Remedy, environment: Seen): Duration =>
  duration(cureShown(alert, remedy, environment));

type Seen = Pick<Environment, "jobs">;
