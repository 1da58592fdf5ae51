import { limiter } from "../../lab/limiter.ts";
import { obtainParts, type Parts } from "../../lab/parts/obtain.ts";
import { replay } from "../../lab/recording/alertmanager-replay.ts";
import type { Episode } from "../../lab/recording/asking.ts";
import { comparingWithThePast } from "../../lab/recording/comparing.ts";
import type { Course } from "../../lab/recording/course.ts";
import { evaluate } from "../../lab/recording/rule-engine.ts";
import type { Scenario } from "../../lab/recording/scenario.ts";
import type { Recording } from "../../lab/recording/target-log.ts";
import { verdictOf } from "../../lab/recording/verdicts.ts";
import type { Rehearsal } from "../../lab/rehearsal.ts";
import type { Environment } from "../../model/environment.ts";
import { merged } from "../change.ts";
import type { Alerting } from "../compare/alerts.ts";
import { alertingOf } from "../diff.ts";
import type { AlertRule } from "../read/rules.ts";
import type { Effect, EffectRow, Outcome } from "../report.ts";
import type { Files, Version } from "../version.ts";
import { behaviourOf, type Changed, changedAlerts, groupsFor } from "./changed.ts";
import { effectChanges } from "./changes.ts";

type Progress = (line: string) => void;

/** What Alertmanager is given of the machine's time for a course, in seconds: its clock is hastened accordingly. */
const replayed = 30;
const timesFasterAtLeast = 60;
/** Alerts that are replayed at the same time: they mostly wait for Alertmanager. */
const alertsAtOnce = 10;
/** Alerts of an environment that are replayed at all, those that were there before come first: a quarter of an hour. */
const alertsAtMost = 40;

/** A version of an environment as it is replayed. */
interface Side {
  readonly alerting: Alerting;
  /** Alertmanager's configuration. */
  readonly config: string;
}

/**
 * Replays both versions of each changed alert, with what can silence it, over the healthy day, the hour of a deploy, four
 * weeks where it compares days, and the faults that the library wants it to tell. Recorded with the scrape configuration of
 * the working tree. A further environment is replayed only where its rules are others.
 * @param rehearsal the platform's days and faults
 */
export async function effectOf(
  before: Version,
  after: Version,
  progress: Progress,
  rehearsal: Rehearsal,
): Promise<Effect> {
  const rows = new Map<string, EffectRow[]>();
  const notes: string[] = [];
  for (const [name, files] of after.environments) {
    const sides = { before: sideOf(before.environments.get(name) ?? new Map()), after: sideOf(files) };
    const changed = changedAlerts(sides.before.alerting, sides.after.alerting);
    const all = changed
      .filter((one) => !rows.has(pairOf(one, sides)))
      .sort((one, other) => Number(one.before === undefined) - Number(other.before === undefined));
    const fresh = all.slice(0, alertsAtMost);
    if (all.length > fresh.length)
      notes.push(
        `of the changed alerts of ${name}, ${all.length - fresh.length} were not replayed: ${alertsAtMost} at most are`,
      );
    for (const one of changed) for (const row of rows.get(pairOf(one, sides)) ?? []) row.environments.push(name);
    if (fresh.length === 0) continue;
    const environment = rehearsal.environment(name);
    if (environment === undefined) {
      notes.push(`${name} is of another platform: its alerts were not replayed`);
      continue;
    }
    const parts = await obtainParts({ names: ["promtool", "alertmanager"], progress });
    const stage = { environment, parts, rehearsal, recorded: recorder(environment, rehearsal, progress) };
    const limited = limiter(alertsAtOnce);
    progress(`replaying ${fresh.length} alerts of ${name}, before and after`);
    const comparing = fresh.filter((one) => comparesDays(one, sides));
    if (comparing.length > 0)
      progress(
        `${comparing.length} of them compare with earlier days: four weeks are recorded, minutes if never before`,
      );
    let done = 0;
    const replayOne = async (one: Changed) => {
      rows.set(pairOf(one, sides), await effectOn(one, sides, stage));
      done++;
      progress(`${done} of ${fresh.length} replayed: ${one.key} (${name})`);
    };
    await Promise.all(fresh.map((one) => limited(() => replayOne(one))));
  }
  const found = [...rows.values()].flat();
  return { rows: found, changes: merged(effectChanges(found)), notes };
}

const sideOf = (files: Files): Side => ({
  alerting: alertingOf(files),
  config: files.get("alertmanager/alertmanager.yml") ?? "",
});

const comparesDays = ({ before, after }: Changed, sides: Readonly<Record<"before" | "after", Side>>) =>
  [before && groupsFor(before, sides.before.alerting), after && groupsFor(after, sides.after.alerting)].some(
    (groups) => groups !== undefined && comparingWithThePast(groups).length > 0,
  );

const pairOf = (one: Changed, sides: Readonly<Record<"before" | "after", Side>>) =>
  JSON.stringify([
    one.key,
    behaviourOf(one.before, sides.before.alerting),
    behaviourOf(one.after, sides.after.alerting),
  ]);

interface Stage {
  readonly environment: Environment;
  readonly parts: Pick<Parts, "promtool" | "alertmanager">;
  readonly rehearsal: Rehearsal;
  readonly recorded: (course: Course) => Promise<Recording>;
}

/**
 * Records each course once, however many ask for it, one after the other: what is recorded is evaluated and sent by other
 * programs while the next one is recorded.
 */
function recorder(environment: Environment, rehearsal: Rehearsal, progress: Progress): Stage["recorded"] {
  const made = new Map<string, Promise<Recording>>();
  const inTurn = limiter(1);
  let done = 0;
  const record = async (course: Course) => {
    const recording = await rehearsal.record(course, environment);
    done++;
    progress(`${done} of ${made.size} recordings are there: ${course.name}`);
    return recording;
  };
  return (course) => {
    const key = JSON.stringify(course);
    const recording = made.get(key) ?? inTurn(() => record(course));
    made.set(key, recording);
    return recording;
  };
}

async function effectOn(one: Changed, sides: Readonly<Record<"before" | "after", Side>>, stage: Stage) {
  const named = () => ({ alert: one.key, environments: [stage.environment.config.environment] });
  const both = async (play: (rule: AlertRule, side: Side) => Promise<Outcome>, absent: Outcome) => {
    const [before, after] = await Promise.all([
      one.before ? play(one.before, sides.before) : absent,
      one.after ? play(one.after, sides.after) : absent,
    ]);
    return { ...named(), before, after };
  };
  const silent = { falseAlarms: 0, messages: 0 };
  const rules = [one.before, one.after].flatMap((rule) => rule ?? []);
  const told = stage.rehearsal.faults.filter(
    ({ tells, liveOnly }) =>
      liveOnly !== true && rules.some(({ name, severity }) => name === tells.alert && severity === tells.severity),
  );
  return Promise.all([
    both((rule, side) => whenHealthy(rule, side, stage), silent).then((row) => ({ ...row, course: "healthy day" })),
    ...told.map(async (fault): Promise<EffectRow> => {
      const row = await both((rule, side) => duringFault(rule, side, stage, fault), {});
      return { ...row, course: fault.name };
    }),
  ]);
}

const fires = (rule: AlertRule, { labels }: Pick<Episode, "labels">) =>
  labels.alertname === rule.name && (labels.severity ?? "") === rule.severity;

async function whenHealthy(rule: AlertRule, side: Side, stage: Stage): Promise<Outcome> {
  const { environment, parts, recorded, rehearsal } = stage;
  const { healthyDay, deployHour } = rehearsal;
  const groups = groupsFor(rule, side.alerting);
  const look = async (course: Course, atMost?: { evaluations: number; samples: number }) =>
    evaluate(await recorded(course), groups, { promtool: parts.promtool, ...(atMost && { atMost }) });
  // The day last: it takes longest to record, and whatever came before is replayed meanwhile.
  const deploy = await look(deployHour);
  const day = await look(healthyDay, { evaluations: 15, samples: 15 });
  const weeks = await rehearsal.weeksWithoutFault(environment, groups, parts.promtool);
  const own = [...day, ...deploy].filter((episode) => fires(rule, episode));
  const messages = own.length === 0 ? [] : await sent(day, side, environment, parts, healthyDay);
  return {
    falseAlarms: own.length + weeks.filter(({ labels }) => fires(rule, { labels })).length,
    messages: messages.filter(({ alerts }) => alerts.some((alert) => fires(rule, alert))).length,
  };
}

async function duringFault(
  rule: AlertRule,
  side: Side,
  { environment, parts, recorded, rehearsal }: Stage,
  fault: Scenario["fault"],
): Promise<Outcome> {
  const groups = groupsFor(rule, side.alerting);
  // The course lasts as long as this alert may take, and asks for this alert.
  const severity = rule.severity as Scenario["fault"]["tells"]["severity"];
  const scenario = rehearsal.scenarioOf(
    { ...fault, tells: { ...fault.tells, alert: rule.name, severity } },
    side.alerting.rules.groups,
  );
  const episodes = [
    ...(await evaluate(await recorded(scenario.course), groups, { promtool: parts.promtool })),
    ...(scenario.comparesDays && comparingWithThePast(groups).length > 0
      ? await rehearsal.firedAfterWeeks(scenario, environment, groups, parts.promtool)
      : []),
  ];
  const first = episodes.filter((episode) => fires(rule, episode) && episode.from >= scenario.from).at(0);
  if (first === undefined) return {};
  const messages = await sent(episodes, side, environment, parts, scenario.course);
  const { told } = verdictOf(scenario, episodes, messages, { named: true });
  return {
    after: first.from - scenario.from,
    ...(told && { toldAfter: told.after }),
    messages: messages.filter(({ at, alerts }) => at >= scenario.from && alerts.some((alert) => fires(rule, alert)))
      .length,
  };
}

function sent(
  episodes: readonly Episode[],
  { config }: Side,
  { platform, config: { environment } }: Environment,
  { alertmanager }: Pick<Parts, "alertmanager">,
  { seconds }: Course,
) {
  const externalLabels = { environment, platform: platform.name };
  return replay(episodes, {
    alertmanager,
    config,
    externalLabels,
    seconds,
    timesFaster: Math.max(timesFasterAtLeast, seconds / replayed),
  });
}
