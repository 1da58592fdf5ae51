import type { Part } from "../../kit/lab/parts/obtain.ts";
import type { Episode } from "../../kit/lab/recording/asking.ts";
import { comparingWithThePast } from "../../kit/lab/recording/comparing.ts";
import { textOf } from "../../kit/lab/recording/exposition.ts";
import { evaluate } from "../../kit/lab/recording/rule-engine.ts";
import type { RuleGroup } from "../../kit/lab/recording/rule-groups.ts";
import type { Scenario } from "../../kit/lab/recording/scenario.ts";
import { lengthOf } from "../../kit/lab/recording/series-log.ts";
import type { Recording } from "../../kit/lab/recording/target-log.ts";
import type { Environment } from "../../kit/model/environment.ts";
import { oncePer } from "../../kit/model/once.ts";
import { readsOfText } from "../../kit/model/reads-of-text.ts";
import { weeks } from "./days.ts";
import { type FalseAlarm, falseAlarms } from "./healthy-day.ts";
import { recordingOf } from "./recording.ts";
import { ourRules } from "./rule-sets.ts";

/** Weeks are scraped every minute and evaluated every five: what compares days does not turn on seconds. In seconds. */
const coarse = { samples: 60, evaluations: 300 } as const;

/** What rules that compare with the past fire in four healthy weeks. The weeks hold the series that these rules read, and no others. */
export async function weeksWithoutFault(
  environment: Environment,
  groups: readonly RuleGroup[],
  promtool: Part,
): Promise<FalseAlarm[]> {
  const comparing = comparingWithThePast(groups);
  if (comparing.length === 0) return [];
  const recording = await recordingOf(weeks, environment, seriesFor(environment, comparing));
  return falseAlarms(weeks, await evaluate(recording, comparing, { promtool, atMost: coarse }));
}

/**
 * What the rules of the alert that tells a fault, and those of its domain, fire when it comes after the four weeks. Seconds from the start of
 * the fault's own recording.
 */
export async function firedAfterWeeks(
  { course, fault }: Scenario,
  environment: Environment,
  groups: readonly RuleGroup[],
  promtool: Part,
): Promise<Episode[]> {
  const comparing = comparingWithThePast(groups);
  const telling = comparing.find(({ rules }) => rules.some(({ alert }) => alert === fault.tells.alert));
  const ofDomain = comparing.filter(({ name }) => domainOf(name) === domainOf(telling?.name ?? ""));
  const ended = Date.parse(weeks.start) + weeks.seconds * 1000;
  const shift = (Date.parse(course.start) - ended) / 1000;
  const lastDay = {
    ...course,
    name: `${course.name} after four weeks`,
    origin: weeks.start,
    start: new Date(ended).toISOString(),
    seconds: shift + course.seconds,
    faults: (course.faults ?? []).map((one) => ({ ...one, from: one.from + shift, to: one.to + shift })),
  };
  const [before, during] = [
    await recordingOf(weeks, environment, seriesFor(environment, comparing)),
    await recordingOf(lastDay, environment, seriesFor(environment, comparing)),
  ];
  const episodes = await evaluate(joined(before, during), ofDomain, { promtool, atMost: coarse });
  const offset = before.seconds + shift;
  return episodes
    .map((episode) => ({ ...episode, from: episode.from - offset, to: episode.to - offset }))
    .filter(({ to }) => to > 0);
}

/** Groups of a domain are named by it, and by their interval where it is not the usual one. */
const domainOf = (group: string) => group.replace(/-\d+[sm]$/, "");

/** Beside what these rules read all that the environment's own do: one recording serves whoever asks. */
function seriesFor(environment: Environment, groups: readonly RuleGroup[]) {
  return { every: coarse.samples, only: new Set([...readInAll(environment), ...readIn(groups)]) };
}

const readIn = (groups: readonly RuleGroup[]) =>
  groups.flatMap(({ rules }) => rules.flatMap(({ expr }) => [...(readsOfText(expr).names ?? [])]));
const readInAll = oncePer((environment: Environment) => readIn(comparingWithThePast(ourRules(environment).groups)));

/** One recording after the other: between them every process was started again. */
function joined(first: Recording, second: Recording): Recording {
  const places = first.seconds / coarse.samples;
  const series = new Map(first.series.map((one) => [textOf(one), one]));
  for (const one of second.series) {
    const before = series.get(textOf(one))?.values ?? "";
    const missing = places - lengthOf(before);
    const gap = missing > 0 ? [`_x${missing}`] : [];
    series.set(textOf(one), { ...one, values: [before, ...gap, one.values].filter((part) => part !== "").join(" ") });
  }
  return { seconds: first.seconds + second.seconds, series: [...series.values()] };
}
