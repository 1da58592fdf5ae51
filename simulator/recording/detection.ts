import { limiter } from "../../kit/lab/limiter.ts";
import type { Parts } from "../../kit/lab/parts/obtain.ts";
import { type Notification, replay } from "../../kit/lab/recording/alertmanager-replay.ts";
import type { Episode } from "../../kit/lab/recording/asking.ts";
import type { Course } from "../../kit/lab/recording/course.ts";
import { evaluate } from "../../kit/lab/recording/rule-engine.ts";
import { alarms, type Summary, summaryOf, type Verdict, verdictOf } from "../../kit/lab/recording/verdicts.ts";
import type { Environment } from "../../kit/model/environment.ts";
import { faults } from "../faults.ts";
import { clockChangeDay, deployHour, healthyDay } from "./days.ts";
import { type FalseAlarm, falseAlarms } from "./healthy-day.ts";
import { recordingOf } from "./recording.ts";
import { ourRules, presentRules, type RuleSet } from "./rule-sets.ts";
import { scenarioOf } from "./scenarios.ts";
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
/** In seconds: what lasts longer is replayed faster. */
const longestReplay = 60;
/** Replays mostly wait. */
const replayed = limiter(24);

/** The change of the clocks moves the visitors by an hour and nothing within a minute. In seconds. */
const clockChangeLook = { evaluations: 60, samples: 15 } as const;
/** What takes hours to tell does not turn on seconds. In seconds. */
const longCourse = 4 * 3600;
const longLook = { evaluations: 15, samples: 15 } as const;

function lookAt(course: Course) {
  if (course === clockChangeDay) return clockChangeLook;
  return course.faults !== undefined && course.seconds > longCourse ? longLook : undefined;
}

const quietDays: readonly Course[] = [healthyDay, deployHour, clockChangeDay];

/** Records the healthy days and every fault of the library, and replays them for our rules and for the present ones. */
export async function detection(
  environment: Environment,
  parts: Pick<Parts, "promtool" | "alertmanager">,
  progress: (line: string) => void,
): Promise<Detection[]> {
  const ours = ourRules(environment);
  const sets: readonly RuleSet[] = [ours, presentRules()];
  const scenarios = faults.filter(({ liveOnly }) => liveOnly !== true).map((fault) => scenarioOf(fault, ours.groups));
  const send = (set: RuleSet, course: Course, episodes: readonly Episode[], faster: number): Promise<Notification[]> =>
    replay(episodes, {
      alertmanager: parts.alertmanager,
      config: set.alertmanager,
      externalLabels: { environment: environment.config.environment, platform: "benevoclic" },
      seconds: course.seconds,
      timesFaster: faster,
    });

  // Recording keeps one processor busy: the rules are evaluated beside it.
  const found = sets.map((set) => ({ set, fired: new Map<Course, Promise<Episode[]>>() }));
  for (const course of [...quietDays, ...scenarios.map((scenario) => scenario.course)]) {
    progress(`recording: ${course.name}, ${Math.round(course.seconds / 60)} minutes`);
    const recording = await recordingOf(course, environment);
    const scenario = scenarios.find((one) => one.course === course);
    const atMost = lookAt(course);
    for (const { set, fired } of found) {
      const evaluated = async () => {
        const alongside =
          set === ours && scenario?.comparesDays
            ? await firedAfterWeeks(scenario, environment, set.groups, parts.promtool)
            : [];
        const options = { promtool: parts.promtool, alongside, ...(atMost && { atMost }) };
        const episodes = await evaluate(recording, set.groups, options);
        progress(`evaluated (${set.name}): ${course.name}`);
        return alarms([...alongside, ...episodes]);
      };
      fired.set(course, evaluated());
    }
  }
  const firedIn = async (of: (typeof found)[number], course: Course) => (await of.fired.get(course)) ?? [];
  // The longest of the replays.
  const days = found.map(async (of) => send(of.set, healthyDay, await firedIn(of, healthyDay), timesFaster.day));
  progress("recording: four weeks");
  const weeks = await weeksWithoutFault(environment, ours.groups, parts.promtool);
  await Promise.all(found.flatMap(({ fired }) => [...fired.values()]));

  progress(`sending what fired through Alertmanager: ${sets.length * (scenarios.length + 1)} replays`);
  return Promise.all(
    found.map(async (of, index): Promise<Detection> => {
      const { set } = of;
      const verdicts = scenarios.map((scenario) =>
        replayed(async () => {
          const { course } = scenario;
          const episodes = await firedIn(of, course);
          const faster = Math.max(timesFaster.fault, course.seconds / longestReplay);
          return verdictOf(scenario, episodes, await send(set, course, episodes, faster), { named: set === ours });
        }),
      );
      const quiet = quietDays.map(
        async (course) => [course.name, falseAlarms(course, await firedIn(of, course))] as const,
      );
      const notifications = (await days[index]) ?? [];
      const own = await Promise.all(verdicts);
      return {
        name: set.name,
        verdicts: own,
        summary: summaryOf(own, { episodes: await firedIn(of, healthyDay), notifications }),
        falseAlarms: new Map([
          ...(await Promise.all(quiet)),
          ...(set === ours ? [["four weeks", weeks] as const] : []),
        ]),
        dailyMessages: countBy(notifications),
      };
    }),
  );
}

function countBy(notifications: readonly Notification[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { integration } of notifications) counts[integration] = (counts[integration] ?? 0) + 1;
  return counts;
}
