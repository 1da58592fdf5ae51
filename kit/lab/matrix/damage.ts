import type { Way } from "../../model/ways.ts";

/** What was seen at a scrape; `undefined` where nothing was. */
export type Seen = number | "stale" | undefined;

/** How the values of a metric are to be understood. */
export type Nature = "gauge" | "counter" | "switch" | "moment";

/** Where a series is damaged. */
export interface Spot {
  readonly nature: Nature;
  /** The first damaged scrape. */
  readonly at: number;
  /** Seconds between two scrapes. */
  readonly every: number;
  /** What a moment of 1970 is, in the recording's time. */
  readonly epoch: number;
  /** Nothing of the metric is anything but 0, or counts anything: growing is then to begin. */
  readonly still: boolean;
}

const minute = 60;
/** One cycle of what flaps: half of it high, half of it low. */
const flapSeconds = 6 * minute;
const restartSeconds = 4 * minute;
/** How long what starts anew needs until a switch is back. */
const startSeconds = minute;
const hour = 3600;
/** A drift has doubled, or emptied, what it moves after this long. */
const driftSeconds = 4 * hour;

/** How a way changes a series; drifts go in two directions. */
export type Damage = Way | "drifts down";

/** By how much a way multiplies, so many seconds after its beginning; nothing for ways of another kind. */
export function factorOf(damage: Damage, passed: number): number | undefined {
  if (damage === "doubles") return 2;
  if (damage === "grows tenfold") return 10;
  if (damage === "drifts for hours") return 1 + passed / driftSeconds;
  if (damage === "drifts down") return Math.max(0, 1 - passed / driftSeconds);
  if (damage === "flaps") return passed % flapSeconds < flapSeconds / 2 ? 10 : 0.1;
  return undefined;
}

/** A series that goes wrong in a way from a scrape on. Where it was not seen it stays unseen. */
export function damaged(samples: readonly Seen[], damage: Damage, spot: Spot): Seen[] {
  const { at, every } = spot;
  const healthy = samples.slice(0, at);
  const wrong = samples.slice(at);
  if (damage === "vanishes") return [...healthy, ...wrong.map((_, index) => (index === 0 ? "stale" : undefined))];
  if (damage === "is there every other sample")
    return [...healthy, ...wrong.map((seen, index) => (index % 2 === 0 && seen !== undefined ? "stale" : seen))];
  const values =
    spot.nature === "counter"
      ? counted(samples, damage, spot)
      : wrong.map((seen, index) => {
          if (typeof seen !== "number") return seen;
          return damagedValue(seen, damage, {
            spot,
            passed: index * every,
            before: lastNumber(healthy) ?? seen,
            index: at + index,
          });
        });
  return [...healthy, ...values];
}

/** The last value of a series. */
function lastNumber(samples: readonly Seen[]): number | undefined {
  return samples.findLast((seen): seen is number => typeof seen === "number");
}

interface Moment {
  readonly spot: Spot;
  /** Seconds since the damage began. */
  readonly passed: number;
  /** The last value before it. */
  readonly before: number;
  readonly index: number;
}

/** A damaged value of what is no counter. */
function damagedValue(value: number, damage: Damage, { spot, passed, before, index }: Moment): number {
  const { nature } = spot;
  const now = index * spot.every;
  const restarted = passed - (passed % restartSeconds);
  if (damage === "freezes") return before;
  if (damage === "drops to zero") return nature === "switch" ? 1 - value : nature === "moment" ? spot.epoch : 0;
  if (damage === "starts anew") {
    if (nature === "moment") return now - (passed - restarted);
    if (nature === "switch") return passed - restarted < startSeconds ? 1 - value : value;
    return (value * (passed - restarted)) / restartSeconds;
  }
  if (damage === "steps back") return nature === "moment" ? value - hour : value / 2;
  const factor = factorOf(damage, passed) ?? 1;
  if (nature === "switch") return factor > 1 ? 1 - value : value;
  // Twice as far from now, be it past or future.
  if (nature === "moment") return now + factor * (value - now);
  // Ten times nothing is nothing: what is at 0 takes the factor itself.
  return spot.still ? factor : value * factor;
}

/** What a still counter counts in a second, times the factor: one a minute. */
const leastRate = 1 / minute;

/** A damaged counter, from the first damaged scrape on. */
function counted(samples: readonly Seen[], damage: Damage, { at, every, still }: Spot): Seen[] {
  let last = lastNumber(samples.slice(0, at));
  let now = last ?? 0;
  return samples.slice(at).map((seen, index) => {
    if (typeof seen !== "number") return seen;
    const passed = index * every;
    // Where it is set back in good health as well, it counts from there.
    const grown = still ? leastRate * every : Math.max(0, seen - (last ?? seen));
    last = seen;
    if (damage === "freezes") return now;
    if (damage === "drops to zero") return 0;
    if (damage === "starts anew") now = passed % restartSeconds < every ? 0 : now + (still ? 0 : grown);
    else if (damage === "steps back") now = (index === 0 ? now / 2 : now) + (still ? 0 : grown);
    else now += grown * (factorOf(damage, passed) ?? 1);
    return now;
  });
}

/**
 * The damaged buckets of a histogram that observes more, or less, than it did: each observation times the factor. A bucket then
 * grows as the one did whose bound is the factor smaller; between two bounds, as the smaller one: no answer is made too quick.
 * @param buckets by their bound, all of one label set @param counts how many observations there were
 */
export function shiftedBuckets(
  buckets: ReadonlyMap<number, readonly Seen[]>,
  damage: Damage,
  { at, every }: Spot,
): Map<number, Seen[]> {
  const bounds = [...buckets.keys()].sort((one, other) => one - other);
  const grown = new Map(bounds.map((bound) => [bound, growthOf(buckets.get(bound) ?? [], at)]));
  const result = new Map<number, Seen[]>();
  for (const bound of bounds) {
    const own = buckets.get(bound) ?? [];
    let now = lastNumber(own.slice(0, at)) ?? 0;
    const wrong = own.slice(at).map((seen, index): Seen => {
      if (typeof seen !== "number") return seen;
      const factor = factorOf(damage, index * every) ?? 1;
      const from = bound === Number.POSITIVE_INFINITY ? bound : bounds.findLast((other) => other * factor <= bound);
      now += from === undefined ? 0 : (grown.get(from)?.[index] ?? 0);
      return now;
    });
    result.set(bound, [...own.slice(0, at), ...wrong]);
  }
  return result;
}

/** What a counter counted at each scrape from a place on. */
function growthOf(samples: readonly Seen[], at: number): number[] {
  let last = lastNumber(samples.slice(0, at));
  return samples.slice(at).map((seen) => {
    if (typeof seen !== "number") return 0;
    const grown = Math.max(0, seen - (last ?? seen));
    last = seen;
    return grown;
  });
}
