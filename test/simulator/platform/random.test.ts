import { expect, test } from "vitest";
import { arrivals, choose, createRandom, logNormal } from "../../../simulator/platform/random.ts";
import { quantile } from "./live.ts";

test("one seed, one sequence, evenly spread over [0, 1)", () => {
  const sequence = (seed: number) => Array.from({ length: 10_000 }, createRandom(seed));
  expect(sequence(5)).toEqual(sequence(5));
  expect(sequence(5)).not.toEqual(sequence(6));
  for (const share of [0.1, 0.5, 0.9]) expect(Math.abs(quantile(sequence(5), share) - share)).toBeLessThan(0.02);
  expect(sequence(5).every((value) => value >= 0 && value < 1)).toBe(true);
});

test("logNormal has the median and the spread it was asked for", () => {
  const random = createRandom(1);
  const values = Array.from({ length: 20_000 }, () => logNormal(random, 40, 0.5));
  expect(Math.abs(quantile(values, 0.5) - 40)).toBeLessThan(1);
  expect(Math.abs(quantile(values, 0.95) - 40 * Math.exp(0.5 * 1.645))).toBeLessThan(3);
});

test("arrivals lie in their window, at the rate asked for; no rate, no arrivals", () => {
  const moments = arrivals(createRandom(1), 3, 5_000, 1_005_000);
  expect(Math.abs(moments.length - 3000)).toBeLessThan(200);
  expect(moments.every((at) => at >= 5_000 && at < 1_005_000)).toBe(true);
  expect(arrivals(createRandom(1), 0, 0, 1e9)).toEqual([]);
});

test("choose keeps to the weights and refuses an empty choice", () => {
  const random = createRandom(1);
  const chosen = Array.from({ length: 4000 }, () => choose(random, [0, 1, 3], (weight) => weight));
  expect(chosen).not.toContain(0);
  expect(Math.abs(chosen.filter((weight) => weight === 3).length - 3000)).toBeLessThan(150);
  expect(() => choose(random, [], () => 1)).toThrow(/at least one/);
});
