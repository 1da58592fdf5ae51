/** A source of numbers in [0, 1): the same seed gives the same sequence. */
export type Random = () => number;

/**
 * The random source of a model. Mulberry32: 32 bits of state, equally distributed, and fast enough for weeks of
 * virtual time (https://github.com/bryc/code/blob/master/jshash/PRNGs.md#mulberry32).
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A duration as services have them: never below zero, a long tail. `spread` is the deviation of its logarithm. */
export function logNormal(random: Random, median: number, spread: number): number {
  // Box-Muller; 1 - random() because the logarithm of 0 is not a number one can wait for.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(spread * normal);
}

/** The moments, in ascending order within [from, to) milliseconds, of events that happen `perSecond` on average, independently. */
export function arrivals(random: Random, perSecond: number, from: number, to: number): number[] {
  const moments: number[] = [];
  if (perSecond <= 0) return moments;
  const gap = () => (-Math.log(1 - random()) / perSecond) * 1000;
  for (let at = from + gap(); at < to; at += gap()) moments.push(at);
  return moments;
}

/** One of `items`, each with the probability of its weight. Throws when there is none to choose from. */
export function choose<T>(random: Random, items: readonly T[], weight: (item: T) => number): T {
  const total = items.reduce((sum, item) => sum + weight(item), 0);
  let left = random() * total;
  for (const item of items) {
    left -= weight(item);
    if (left < 0) return item;
  }
  throw new Error("choose: nothing to choose from; give at least one item of positive weight");
}

/** `length` characters of `alphabet`. */
export function text(random: Random, alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet.charAt(Math.floor(random() * alphabet.length))).join("");
}
