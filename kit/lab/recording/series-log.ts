/**
 * The samples of one series on a grid of scrapes, written as they come in promtool's notation: `1+2x10 _x3 stale 5`.
 * https://prometheus.io/docs/prometheus/latest/configuration/unit_testing_rules/#series
 */
export interface SeriesLog {
  /** @param index the scrape, counted from 0; later than any before. `stale` is Prometheus' mark of a series that ended. */
  append(index: number, value: number | "stale"): void;
  /** What was written so far. */
  notation(): string;
}

/** Whether a value is whole, and small enough to be reached in steps without rounding. */
const isExact = (value: number) => Number.isInteger(value) && Math.abs(value) < 2 ** 50;

export function createSeriesLog(): SeriesLog {
  const runs: string[] = [];
  /** The next scrape that has no sample yet. */
  let next = 0;
  /** The run that is still growing: `length` samples from `first` on, each `step` above the one before. */
  let first = 0;
  let step = 0;
  let length = 0;

  const close = () => {
    if (length > 0) runs.push(written(first, step, length));
    length = 0;
  };
  const joins = (value: number): boolean => {
    if (length === 1) {
      const wanted = value - first;
      // promtool adds the step again and again: only whole numbers stay what they were.
      if (wanted !== 0 && !(isExact(first) && isExact(value))) return false;
      step = wanted;
      return true;
    }
    return value === first + step * length;
  };

  return {
    append(index, value) {
      if (index < next) throw new Error(`scrape ${index} comes after scrape ${next - 1}: record in the order of time`);
      if (index > next) {
        close();
        runs.push(blank(index - next));
      }
      next = index + 1;
      if (value === "stale") {
        close();
        runs.push("stale");
      } else if (length > 0 && joins(value)) {
        length++;
      } else {
        close();
        first = value;
        step = 0;
        length = 1;
      }
    },
    notation: () => [...runs, ...(length > 0 ? [written(first, step, length)] : [])].join(" "),
  };
}

function written(first: number, step: number, length: number): string {
  if (length === 1) return number(first);
  if (step === 0) return `${number(first)}x${length - 1}`;
  return `${number(first)}${step < 0 ? "-" : "+"}${Math.abs(step)}x${length - 1}`;
}

function blank(length: number): string {
  return length === 1 ? "_" : `_x${length}`;
}

function number(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Inf" : "-Inf";
}

/** A sample of a notation: its scrape, counted from 0, and what was seen then. */
export type LoggedSample = readonly [index: number, value: number | "stale"];

const token = /^(?:(_)|(stale)|([+-]?(?:NaN|Inf|[\d.]+(?:e[+-]?\d+)?)))(?:([+-][\d.]+(?:e[+-]?\d+)?)?x(\d+))?$/;

/** One part of a notation: `count` places without a sample, one mark of an end, or `count` samples from `first` on. */
type Run = {
  readonly kind: "blank" | "stale" | "values";
  readonly count: number;
  readonly first: number;
  readonly step: number;
};

/** Throws on what `SeriesLog` does not write. */
function* runsOf(notation: string): Generator<Run> {
  for (const text of notation.split(" ")) {
    if (text === "") continue;
    const match = token.exec(text);
    if (match === null) throw new Error(`"${text}" is not of promtool's notation; record again`);
    const [, isBlank, isStale, start = "", step = "0", times] = match;
    const further = times === undefined ? 0 : Number(times);
    if (isBlank !== undefined) yield { kind: "blank", count: further || 1, first: 0, step: 0 };
    else if (isStale !== undefined) yield { kind: "stale", count: 1, first: 0, step: 0 };
    else
      yield { kind: "values", count: further + 1, first: Number(start.replace("Inf", "Infinity")), step: Number(step) };
  }
}

/** The samples of a notation, in order. */
export function* samplesOf(notation: string): Generator<LoggedSample> {
  let index = 0;
  for (const { kind, count, first, step } of runsOf(notation)) {
    if (kind === "blank") index += count;
    else if (kind === "stale") yield [index++, "stale"];
    else for (let place = 0; place < count; place++) yield [index++, first + step * place];
  }
}

/** How many scrapes a notation spans. */
export function lengthOf(notation: string): number {
  let length = 0;
  for (const { count } of runsOf(notation)) length += count;
  return length;
}

/**
 * The same samples on another grid: `from` and `to` are seconds between two scrapes, one of them a multiple of the other.
 * On a coarser grid the samples between are left out; a mark of an end is kept, at the next scrape that has no sample.
 */
export function onGrid(notation: string, { from, to }: { from: number; to: number }): string {
  if (from === to) return notation;
  const log = createSeriesLog();
  let ended: number | undefined;
  const settle = (before: number) => {
    if (ended !== undefined && ended < before) log.append(ended, "stale");
    if (ended !== undefined && ended <= before) ended = undefined;
  };
  for (const [index, value] of samplesOf(notation)) {
    const place = (index * from) / to;
    if (value === "stale") {
      ended = Math.ceil(place);
    } else if (Number.isInteger(place)) {
      settle(place);
      log.append(place, value);
    }
  }
  settle(Number.POSITIVE_INFINITY);
  return log.notation();
}
