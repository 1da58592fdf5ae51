import { grouped } from "../../model/grouped.ts";
import { readsOfText } from "../../model/reads-of-text.ts";
import { toldToNobody } from "../../model/routing.ts";
import { limiter } from "../limiter.ts";
import type { Part } from "../parts/obtain.ts";
import type { Episode } from "../recording/asking.ts";
import { type Labels, textOf } from "../recording/exposition.ts";
import type { RuleGroup } from "../recording/rule-groups.ts";
import type { RecordedSeries, Recording } from "../recording/target-log.ts";
import {
  type Cell,
  cellsOf,
  damagesOf,
  excuseOf,
  healthy,
  type Slice,
  type Subject,
  subjectName,
  wrongSeries,
} from "./cells.ts";
import type { Damage } from "./damage.ts";
import { type Dependents, firedIn, type Look, type Reading, readingOf } from "./engine.ts";
import { type Inhibition, toldAmong } from "./inhibition.ts";

/** Most of the cells: within an hour, at the intervals of most jobs. */
export const closely: Look = { sampled: 15, evaluated: 45 };
/** What takes hours does not turn on seconds. */
const coarsely: Look = { sampled: 30, evaluated: 150 };
/** What compares with a day ago turns on minutes even less. */
const roughly: Look = { sampled: 60, evaluated: 300 };

/** What becomes of a cell. */
export type Outcome =
  | ToldOutcome
  /** By its metric's declaration. */
  | { readonly is: "harmless"; readonly reason: string }
  /** The damage leaves its healthy day as it is. */
  | { readonly is: "the same" }
  | { readonly is: "silent" };

export interface ToldOutcome {
  readonly is: "told";
  readonly alert: string;
  readonly severity: string;
  readonly component: string;
  /** Of the alert. */
  readonly labels: Labels;
  /** Seconds from the damage to the alert. */
  readonly after: number;
  /** How often the alert that began most often within an hour began then: flapping, when it is more than `flapping`. */
  readonly episodes: number;
}

/** An alert that begins more often than this within an hour makes people look away. */
export const flapping = 3;

export interface JudgedCell {
  readonly cell: Cell;
  readonly outcome: Outcome;
}

/** The healthy day and the rules that are asked about it. */
export interface Ground {
  readonly recording: Recording;
  /** Its start, in seconds since the epoch. */
  readonly start: number;
  /** When things go wrong, in seconds from the start. */
  readonly wrongFrom: number;
  /** All rules of the environment. */
  readonly groups: readonly RuleGroup[];
  readonly inhibitions: readonly Inhibition[];
  readonly promtool: Part;
}

const minute = 60;
const hour = 60 * minute;
/** Full windows before the damage: of some hours, or of all that there is. */
const before = { least: 20 * minute, most: 8 * hour, all: 36 * hour };
/** Time to tell: a drift takes four hours to double what it moves. */
const during = { least: 40 * minute, drift: 5 * hour, most: 6 * hour };

/** A look at a damage with the rules that can tell it in that time. */
export interface Attempt {
  readonly dependents: Dependents;
  readonly look: Look;
  readonly slice: Slice;
}

/** As much of the healthy day as rules need. */
function attempt(dependents: Dependents, look: Look, { recording, start, wrongFrom }: Ground, longer = 0): Attempt {
  const { past, waits } = dependents;
  const aligned = (seconds: number) => Math.ceil(seconds / (5 * minute)) * 5 * minute;
  const most = look === roughly ? before.all : before.most;
  const slice = {
    from: Math.max(-recording.seconds, wrongFrom - aligned(Math.min(most, Math.max(before.least, past)))),
    to: Math.min(
      recording.seconds,
      wrongFrom + aligned(Math.min(during.most, Math.max(during.least, longer, past + waits + 10 * minute))),
    ),
    wrongFrom,
    step: look.sampled,
    start,
    seconds: recording.seconds,
  };
  return { dependents, look, slice };
}

const drifts = (damage: Damage) => damage === "drifts for hours" || damage === "drifts down";

/** The looks at a damage, the cheap one first: who is told then needs no other. */
function attemptsAt(damage: Damage, { near, far, both, days }: Reading, ground: Ground): readonly Attempt[] {
  const longer = drifts(damage) ? during.drift : 0;
  const looks = drifts(damage)
    ? [attempt(both, coarsely, ground, longer)]
    : [attempt(near, closely, ground), attempt(far, coarsely, ground)];
  return [...looks, attempt(days, roughly, ground, longer)];
}

/** The series of a slice, some of them damaged. */
function seriesWith(
  series: readonly RecordedSeries[],
  wrong: readonly (readonly [Subject, Damage])[],
  slice: Slice,
): RecordedSeries[] {
  const replaced = new Set(wrong.flatMap(([subject]) => subject.series));
  return [
    ...series.filter((one) => !replaced.has(one)).map((one) => healthy(one, slice)),
    ...wrong.flatMap(([subject, damage]) => wrongSeries(subject, damage, slice)),
  ];
}

/** Runs of promtool at the same time: as many as the machine of a pull request has processors. */
export const limited = limiter(2);

/**
 * What becomes of each cell of some subjects.
 * @param judged told after each subject how many cells are done
 */
export async function judge(
  subjects: readonly Subject[],
  ground: Ground,
  judged: (count: number, subject: string) => void = () => {},
  wanted: (cell: Cell) => boolean = () => true,
): Promise<JudgedCell[]> {
  let done = 0;
  const results = await Promise.all(
    subjects.map((subject) =>
      limited(async () => {
        const cells = await judgeSubject(subject, cellsOf([subject]).filter(wanted), ground);
        done += cells.length;
        judged(done, subjectName(subject));
        return cells;
      }),
    ),
  );
  return results.flat();
}

/** The mark of what nothing is wrong in. */
const undamaged = "undamaged";

async function judgeSubject(subject: Subject, cells: readonly Cell[], ground: Ground): Promise<JudgedCell[]> {
  const reading = readingOf(new Set(subject.series.map(({ name }) => name)), ground.groups);
  // What is declared harmless is not asked about: it is more than half of all cells.
  const tried = cells
    .filter((cell) => excuseOf(cell) === undefined)
    .flatMap((cell) => damagesOf(cell.way).map((damage) => ({ cell, damage })));
  const changing = tried.filter(({ damage }) =>
    attemptsAt(damage, reading, ground).some(({ slice }) => changes(subject, damage, slice)),
  );
  const told = new Map<Cell, ToldOutcome>();
  for (const round of [0, 1, 2]) {
    const open = changing.filter(({ cell }) => !told.has(cell));
    const attempts = open.flatMap(({ cell, damage }) => {
      const attempt = attemptsAt(damage, reading, ground)[round];
      return attempt === undefined ? [] : [{ cell, damage, attempt }];
    });
    for (const alike of grouped(attempts, ({ attempt }) => JSON.stringify([attempt.look, attempt.slice])).values()) {
      const [{ attempt } = {}] = alike;
      if (attempt === undefined) continue;
      const trials = alike.map(({ damage }) => ({ mark: damage, wrong: [[subject, damage] as const] }));
      const fired = await firedBy([{ mark: undamaged, wrong: [] }, ...trials], attempt, ground);
      const anyway = fired.get(undamaged) ?? [];
      for (const { cell, damage } of alike) {
        const { wrongFrom, from } = attempt.slice;
        const outcome = toldFrom(fired.get(damage) ?? [], { moment: wrongFrom - from, anyway }, ground.inhibitions);
        const known = told.get(cell);
        if (outcome !== undefined && outcome.after < (known?.after ?? Number.POSITIVE_INFINITY))
          told.set(cell, outcome);
      }
    }
  }
  const changed = new Set(changing.map(({ cell }) => cell));
  return cells.map((cell): JudgedCell => {
    const reason = excuseOf(cell);
    if (reason !== undefined) return { cell, outcome: { is: "harmless", reason } };
    return { cell, outcome: told.get(cell) ?? { is: changed.has(cell) ? "silent" : "the same" } };
  });
}

type SomeSeries = Pick<Subject, "series">;
const readingOfAll = (subjects: readonly SomeSeries[], { groups }: Ground) =>
  readingOf(new Set(subjects.flatMap(({ series }) => series.map(({ name }) => name))), groups);

/** The rules over some series that tell within the hour. */
export const closeAttempt = (subjects: readonly SomeSeries[], ground: Ground): Attempt =>
  attempt(readingOfAll(subjects, ground).near, closely, ground);

/** Those that take longer. */
export const wideAttempt = (subjects: readonly SomeSeries[], ground: Ground): Attempt =>
  attempt(readingOfAll(subjects, ground).far, coarsely, ground);

/** One input of a run: what is wrong in it, and series in the place of those of the same name and labels, or beside them. */
export interface Trial {
  readonly mark: string;
  readonly wrong: readonly (readonly [Subject, Damage])[];
  readonly instead?: readonly RecordedSeries[];
}

/** What fires in each trial. */
export function firedBy(
  trials: readonly Trial[],
  { dependents: { rules }, look, slice }: Attempt,
  { recording, promtool }: Pick<Ground, "recording" | "promtool">,
): Promise<Map<string, readonly Episode[]>> {
  const reads = rules.map(({ expr }) => readsOfText(expr).names);
  const read = recording.series.filter(({ name }) => reads.some((names) => names?.has(name) ?? true));
  const questions = trials.map(({ mark, wrong, instead = [] }) => {
    const taken = new Set(instead.map(textOf));
    const others = read.filter((one) => !taken.has(textOf(one)));
    return { mark, seconds: slice.to - slice.from, series: [...seriesWith(others, wrong, slice), ...instead] };
  });
  return firedIn(questions, rules, look, promtool);
}

function changes(subject: Subject, damage: Damage, slice: Slice): boolean {
  const wrong = wrongSeries(subject, damage, slice);
  return subject.series.some((one) => {
    const name = JSON.stringify(one.labels);
    const other = wrong.find((candidate) => candidate.name === one.name && JSON.stringify(candidate.labels) === name);
    return other?.values !== healthy(one, slice).values;
  });
}

/**
 * What is told from a moment on and not on the undamaged day, as the outcome of a cell; nothing when nobody is told anything.
 * @param anyway what fires on the undamaged day
 */
function toldFrom(
  episodes: readonly Episode[],
  { moment, anyway }: { readonly moment: number; readonly anyway: readonly Episode[] },
  inhibitions: readonly Inhibition[],
): ToldOutcome | undefined {
  const firing = new Set(anyway.filter(({ to }) => to >= moment).map(({ labels }) => JSON.stringify(labels)));
  const own = episodes.filter(({ from, labels }) => from >= moment && !firing.has(JSON.stringify(labels)));
  const [first] = toldAmong(own, inhibitions);
  if (first === undefined) return undefined;
  const begun = [
    ...grouped(
      own.filter(({ labels }) => !toldToNobody.includes(labels.alertname)),
      ({ labels }) => JSON.stringify(labels),
    ).values(),
  ].map((same) => mostWithinAnHour(same.map(({ from }) => from)));
  const { alertname = "", severity = "", component = "" } = first.labels;
  return {
    is: "told",
    alert: alertname,
    severity,
    component,
    labels: first.labels,
    after: first.at - moment,
    episodes: Math.max(...begun),
  };
}

const mostWithinAnHour = (moments: readonly number[]) =>
  Math.max(...moments.map((end) => moments.filter((one) => one <= end && one > end - hour).length));
