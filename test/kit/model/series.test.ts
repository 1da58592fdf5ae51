import { expect, it } from "vitest";
import { counted, notation, rounded, type Sample } from "../../../kit/model/series.ts";

/** promtool's own expansion, as its documentation describes it. */
function expanded(text: string): Sample[] {
  return text.split(" ").flatMap((run): Sample[] => {
    const missing = /^_(?:x(\d+))?$/.exec(run);
    if (missing) return Array.from({ length: Number(missing[1] ?? 1) }, () => null);
    const [, first, step = "0", times = "0"] =
      /^(-?[\d.]+(?:e[+-]\d+)?)([+-][\d.]+(?:e[+-]\d+)?)?(?:x(\d+))?$/.exec(run) ?? [];
    if (first === undefined) throw new Error(`"${run}" is not promtool's notation`);
    return Array.from({ length: Number(times) + 1 }, (_, index) => rounded(Number(first) + index * Number(step)));
  });
}

/** The same numbers on every run: https://en.wikipedia.org/wiki/Lehmer_random_number_generator */
function* lehmer(seed: number): Generator<number, never> {
  for (let state = seed; ; ) {
    state = (state * 48_271) % 0x7fffffff;
    yield state / 0x7fffffff;
  }
}

/** Runs of equal, rising, falling, missing and jumping samples, as examples and counters have them. */
function randomSamples(seed: number): Sample[] {
  const source = lehmer(seed);
  const random = () => source.next().value;
  const samples: Sample[] = [];
  let value = 0;
  for (let run = 0; run < 1 + random() * 8; run++) {
    const step = [0, 1, -1, 0.1, -2.5, 1 / 3, 1e6][Math.floor(random() * 7)] ?? 0;
    const missing = random() < 0.2;
    if (random() < 0.5) value = rounded((random() - 0.5) * 10 ** Math.floor(random() * 8));
    for (let index = 0; index < 1 + random() * 6; index++) {
      samples.push(missing ? null : value);
      value = rounded(value + step);
    }
  }
  return samples;
}

it("expands to the samples that it was made of", () => {
  for (let seed = 1; seed <= 2000; seed++) {
    const samples = randomSamples(seed);
    expect(expanded(notation(samples)), `seed ${seed}: ${notation(samples)}`).toEqual(samples);
  }
});

it.each<[string, Sample[]]>([
  ["5", [5]],
  ["1x3", [1, 1, 1, 1]],
  ["0+15x3", [0, 15, 30, 45]],
  ["10-2.5x2", [10, 7.5, 5]],
  ["-3+1x2", [-3, -2, -1]],
  ["_", [null]],
  ["1x1 _x3 1", [1, 1, null, null, null, 1]],
])("writes %s as a reviewer would", (text, samples) => {
  expect(notation(samples)).toBe(text);
});

it("a counter adds its rate times the interval, and goes on through a missed scrape", () => {
  expect(counted([2, 2, null, 2, 0], 15)).toEqual([0, 30, null, 90, 90]);
  expect(counted([0.1, 0.1, 0.1], 5)).toEqual([0, 0.5, 1]);
});

it("rounds as twelve digits say, whichever way is taken", () => {
  const source = lehmer(7);
  const random = () => source.next().value;
  for (let index = 0; index < 20_000; index++) {
    const value = (random() - 0.5) * 10 ** Math.floor(random() * 14 - 3);
    const decimals = 10 ** Math.floor(random() * 6);
    for (const one of [value, Math.round(value * decimals) / decimals, (Math.round(value) * 0.1) / 3 + value])
      expect(rounded(one), String(one)).toBe(Number(one.toPrecision(12)) + 0);
  }
});
