import { seconds } from "./durations.ts";
import type { Level } from "./level.ts";
import { rounded, type Sample, type TestSeries } from "./series.ts";
import type { Signal } from "./signal.ts";
import type { Unit } from "./unit.ts";

/** What an example may know of the level it is compiled for. */
export interface ExampleContext {
  readonly level: Level;
  readonly unit: Unit;
  /** Seconds between two samples. */
  readonly interval: number;
  /** Seconds of the past that the signal reads. */
  readonly over: number;
  /** The `instance` label of the environment. */
  readonly instance: string;
}

/** A value stated relative to the level's limit, so that an environment's override keeps the example true. */
export type Value = (context: ExampleContext) => number;

/** How the example behaves, and when the alert must be firing or silent. */
export type Example = (
  | { readonly name: string; readonly values: (context: ExampleContext) => readonly Sample[] }
  | { readonly name: string; readonly series: (context: ExampleContext) => readonly TestSeries[] }
) & {
  /** What a signal says at the end of a silent one, where that matters to those who look at it and no limit tells. */
  readonly says?: { readonly signal: Signal; readonly value: number };
};

/** Two per cent of the limit: less than any change of a limit that matters, more than rounding. */
const margin = 0.02;

const clamped = (value: number, [lowest, highest]: readonly [number, number]) =>
  Math.min(highest, Math.max(lowest, value));

const beside =
  (side: 1 | -1): Value =>
  ({ level, unit }) => {
    const step = unit.name === "bool" ? 1 : Math.abs(level.limit) * margin || margin;
    const outward = level.direction === "above" ? side : -side;
    return clamped(level.limit + outward * step, unit.range);
  };

/** A value that crosses the limit by a little. */
export const justBeyond: Value = beside(1);
/** A value that does not cross the limit, by a little. */
export const justWithin: Value = beside(-1);

/** How many samples an example has: what the signal reads, and until well after the level's `for`. */
function length({ level, interval, over }: ExampleContext): number {
  return Math.ceil((over + seconds(level.for)) / interval) + 8;
}

/** The same value all the time. */
export const steady = (value: Value): Example => ({
  name: `steady ${nameOf(value)}`,
  values: (context) => Array.from({ length: length(context) }, () => value(context)),
});

/** Beyond the limit, but for half the time that the level asks for, and well again. */
export const spike = (value: Value, _: { readonly shorterThan: "for" }): Example => ({
  name: `spike ${nameOf(value)}, shorter than for`,
  values: (context) => {
    const total = length(context) + 4;
    const settled = Math.ceil(context.over / context.interval) + 2;
    const long = Math.floor(seconds(context.level.for) / 2 / context.interval);
    return Array.from({ length: total }, (__, index) =>
      index >= settled && index < settled + long ? value(context) : justWithin(context),
    );
  },
});

/** Well all the time, with one scrape missed in the middle: no sample is not a bad sample. */
export const oneMissedScrape: Example = {
  name: "one missed scrape",
  values: (context) => {
    const total = length(context);
    return Array.from({ length: total }, (_, index) => (index === total - 4 ? null : justWithin(context)));
  },
};

/** Series written out, for what a signal's own values cannot say (a counter reset, a single 5xx at night). */
export const given = (name: string, series: (context: ExampleContext) => readonly TestSeries[]): Example => ({
  name,
  series,
});

/** Nothing ever went wrong, and what counts it does not exist yet: a share is 0, not unknown. */
export const neverYet = (share: Signal): Example => ({
  name: "nothing ever went wrong: its counter does not exist yet",
  series: (context) => {
    const values = Array.from({ length: length(context) }, () => 0);
    const series =
      share.produce?.({ values, interval: context.interval, labels: { instance: context.instance } }) ?? [];
    return series.filter(({ samples }) => samples.some((sample) => sample !== 0));
  },
  says: { signal: share, value: 0 },
});

/** Series that hold a signal at a value for so many minutes, for examples in which several signals matter. */
export const held = (
  signal: Signal,
  value: number,
  minutes: number,
  { interval, instance }: ExampleContext,
): readonly TestSeries[] => {
  const values = Array.from({ length: Math.ceil((60 * minutes) / interval) }, () => value);
  return signal.produce?.({ values, interval, labels: { instance } }) ?? [];
};

/** Counters that go so many times as fast: no share and no mean changes. */
export const paced = (series: readonly TestSeries[], pace: number): TestSeries[] =>
  series.map((one) => ({
    ...one,
    samples: one.samples.map((sample) => (sample === null ? null : rounded(pace * sample))),
  }));

/** So many events at once, in a minute of an example. */
export interface Jump {
  readonly at: number;
  readonly by: number;
}

/** Samples of a counter that jumps, over so many minutes. */
export const jumping = (jumps: readonly Jump[], minutes: number, { interval }: ExampleContext): Sample[] =>
  Array.from({ length: Math.ceil((60 * minutes) / interval) }, (_, index) =>
    jumps.reduce((sum, { at, by }) => sum + (index * interval >= 60 * at ? by : 0), 0),
  );

function nameOf(value: Value): string {
  if (value === justBeyond) return "just beyond the limit";
  return value === justWithin ? "just within the limit" : "at a chosen value";
}
