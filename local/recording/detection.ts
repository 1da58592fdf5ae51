import type { Environment } from "../../generator/environment.ts";
import { atOnce } from "../at-once.ts";
import { faults } from "../faults.ts";
import type { Parts } from "../parts/obtain.ts";
import { type Notification, replay } from "./alertmanager-replay.ts";
import type { Course } from "./course.ts";
import { clockChangeDay, deployHour, healthyDay } from "./days.ts";
import { type FalseAlarm, falseAlarms } from "./healthy-day.ts";
import { type Recording, recordingOf } from "./recording.ts";
import { type Episode, evaluate } from "./rule-engine.ts";
import { ourRules, presentRules, type RuleSet } from "./rule-sets.ts";
import { type Scenario, scenarioOf } from "./scenarios.ts";
import { alarms, type Summary, summaryOf, type Verdict, verdictOf } from "./verdicts.ts";
import { firedAfterWeeks, weeksWithoutFault } from "./weeks.ts";

/** What one rule set made of everything. */
export interface Detection {
  readonly name: string;
  readonly verdicts: readonly Verdict[];
  readonly summary: Summary;
  /** On the healthy days and weeks, by the name of their course. */
  readonly falseAlarms: ReadonlyMap<string, readonly FalseAlarm[]>;
  /** Messages on the healthy day, by integration. */
  readonly dailyMessages: Readonly<Record<string, number>>;
}

/** Recorded seconds in one of Alertmanager's: an hour with a fault takes a minute, a day five. */
const timesFaster = { fault: 60, day: 288 } as const;

/** Records the healthy days and every fault of the library, and replays them for our rules and for the present ones. */
export async function detection(
  environment: Environment,
  parts: Pick<Parts, "promtool" | "alertmanager">,
  progress: (line: string) => void,
): Promise<Detection[]> {
  const ours = ourRules(environment);
  const sets: readonly RuleSet[] = [ours, presentRules()];
  const scenarios = faults.map((fault) => scenarioOf(fault, ours.groups));
  const courses: readonly Course[] = [healthyDay, deployHour, clockChangeDay, ...scenarios.map(({ course }) => course)];

  const recordings = new Map<Course, Recording>();
  for (const course of courses) {
    progress(`recording: ${course.name}, ${Math.round(course.seconds / 60)} minutes`);
    recordings.set(course, await recordingOf(course, environment));
  }
  const firedIn = new Map<RuleSet, Map<Course, Episode[]>>();
  for (const set of sets) {
    const fired = new Map<Course, Episode[]>();
    for (const [course, recording] of recordings) {
      progress(`evaluating the rules (${set.name}): ${course.name}`);
      // The change of the clocks moves the visitors by an hour and nothing within seconds: the usual interval is enough.
      const atMost = course === clockChangeDay ? { evaluations: 15, samples: 15 } : undefined;
      const episodes = await evaluate(recording, set.groups, { promtool: parts.promtool, ...(atMost && { atMost }) });
      fired.set(course, alarms(episodes));
    }
    for (const scenario of set === ours ? scenarios.filter(({ comparesDays }) => comparesDays) : []) {
      progress(`evaluating the rules (${set.name}): ${scenario.course.name}, after four weeks`);
      const compared = await firedAfterWeeks(scenario, environment, set.groups, parts.promtool);
      fired.set(scenario.course, [...(fired.get(scenario.course) ?? []), ...compared]);
    }
    firedIn.set(set, fired);
  }

  progress(`sending what fired through Alertmanager: ${sets.length * (scenarios.length + 1)} replays`);
  const send = (set: RuleSet, course: Course, faster: number): Promise<Notification[]> =>
    replay(firedIn.get(set)?.get(course) ?? [], {
      alertmanager: parts.alertmanager,
      config: set.alertmanager,
      externalLabels: { environment: environment.config.environment, platform: "benevoclic" },
      seconds: course.seconds,
      timesFaster: faster,
    });
  return Promise.all(
    sets.map(async (set): Promise<Detection> => {
      const verdictOfScenario = async (scenario: Scenario) => {
        const episodes = firedIn.get(set)?.get(scenario.course) ?? [];
        return verdictOf(scenario, episodes, await send(set, scenario.course, timesFaster.fault), {
          named: set === ours,
        });
      };
      const [day, verdicts, weeks] = await Promise.all([
        send(set, healthyDay, timesFaster.day),
        atOnce(6, scenarios, verdictOfScenario),
        set === ours ? weeksWithoutFault(environment, set.groups, parts.promtool) : undefined,
      ]);
      const quiet = [healthyDay, deployHour, clockChangeDay];
      return {
        name: set.name,
        verdicts,
        summary: summaryOf(verdicts, { episodes: firedIn.get(set)?.get(healthyDay) ?? [], notifications: day }),
        falseAlarms: new Map([
          ...quiet.map((course) => [course.name, falseAlarms(course, firedIn.get(set)?.get(course) ?? [])] as const),
          ...(weeks ? [["four weeks", weeks] as const] : []),
        ]),
        dailyMessages: countBy(day),
      };
    }),
  );
}

function countBy(notifications: readonly Notification[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { integration } of notifications) counts[integration] = (counts[integration] ?? 0) + 1;
  return counts;
}
