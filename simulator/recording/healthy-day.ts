import type { Part } from "../../kit/lab/parts/obtain.ts";
import type { Episode } from "../../kit/lab/recording/asking.ts";
import type { Course } from "../../kit/lab/recording/course.ts";
import { type Labels, textOf } from "../../kit/lab/recording/exposition.ts";
import { evaluate } from "../../kit/lab/recording/rule-engine.ts";
import type { Environment } from "../../kit/model/environment.ts";
import { toldToNobody } from "../../kit/model/routing.ts";
import { notificationGroup } from "../../kit/write/rules-of-alerts.ts";
import { backupHour, healthyDay as day, deployHour } from "./days.ts";
import { recordingOf } from "./recording.ts";
import { ourRules } from "./rule-sets.ts";

/** An alert that fired although all was well. */
export interface FalseAlarm {
  readonly labels: Labels;
  /** When, in Paris, and for how many minutes. */
  readonly at: string;
  readonly minutes: number;
}

/**
 * The day every four minutes: what is over sooner happens in the two hours with their deploy,
 * backup and missed scrapes, at the intervals that the rules really have. The whole day at those takes minutes
 * (`npm run bench:detection` does it).
 */
const looks: readonly { readonly course: Course; readonly atMost?: { evaluations: number; samples: number } }[] = [
  { course: day, atMost: { evaluations: 240, samples: 30 } },
  { course: deployHour },
  { course: backupHour },
];

/** The alerts of an environment that fire on the healthy day and are told to somebody. There must be none. */
export async function healthyDay(environment: Environment, promtool: Part): Promise<FalseAlarm[]> {
  // What is made of other alerts says nothing as long as these are silent.
  const groups = ourRules(environment).groups.filter(({ name }) => name !== notificationGroup);
  const alarms = [];
  for (const { course, atMost } of looks) {
    const recording = await recordingOf(course, environment, atMost && { every: atMost.samples });
    const episodes = await evaluate(recording, groups, { promtool, ...(atMost && { atMost }) });
    alarms.push(...falseAlarms(course, episodes));
  }
  return alarms;
}

/** What fired in a course without faults. */
export function falseAlarms(course: Course, episodes: readonly Episode[]): FalseAlarm[] {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Paris", hour: "2-digit", minute: "2-digit" });
  return episodes
    .filter(({ labels }) => !toldToNobody.includes(labels.alertname))
    .map(({ labels, from, to }) => ({
      labels,
      at: clock.format(Date.parse(course.start) + from * 1000),
      minutes: Math.ceil((Math.min(to, course.seconds) - from) / 60),
    }));
}

/** `HostCpuBusy critical at 10:31 for 4 min {…}` */
export function describeFalseAlarm({ labels, at, minutes }: FalseAlarm): string {
  const { alertname = "", severity = "", component: _, category: __, ...others } = labels;
  return `${alertname} ${severity} at ${at} for ${minutes} min ${textOf({ name: "", labels: others })}`;
}
