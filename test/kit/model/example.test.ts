import { describe, expect, it } from "vitest";
import {
  type ExampleContext,
  justBeyond,
  justWithin,
  neverYet,
  oneMissedScrape,
  spike,
  steady,
} from "../../../kit/model/example.ts";
import { justEnough, justTooFew } from "../../../kit/model/guard.ts";
import { type LevelDefinition, levelOf } from "../../../kit/model/level.ts";
import { bool, ratio, seconds, type Unit } from "../../../kit/model/unit.ts";
import { serverErrors } from "../../../signals/api.ts";
import { enoughTraffic } from "../../../signals/metrics/api.ts";

const context = (unit: Unit, definition: LevelDefinition, over = 300): ExampleContext => ({
  level: levelOf("warning", definition),
  unit,
  interval: 15,
  over,
  instance: "vps",
});
const valuesOf = (example: ReturnType<typeof steady>, of: ExampleContext) =>
  "values" in example ? example.values(of) : [];

describe.each([
  // Beyond means above the limit or below it, inside what the unit allows.
  ["a ratio above", context(ratio, { above: 0.8, for: "5m" }), 0.816, 0.784],
  ["a ratio below", context(ratio, { below: 0.5, for: "5m" }), 0.49, 0.51],
  ["a ratio near its end", context(ratio, { above: 0.99, for: "5m" }), 1, 0.9702],
  ["a ratio of nothing", context(ratio, { above: 0, for: "5m" }), 0.02, 0],
  ["a time below", context(seconds, { below: 3600, for: "5m" }), 3528, 3672],
  ["down", context(bool, { below: 1, for: "1m" }), 0, 1],
  ["up", context(bool, { above: 0, for: "0s" }), 1, 0],
])("%s", (_, of, beyond, within) => {
  it("is crossed by a little, and is not by a little", () => {
    expect(justBeyond(of)).toBeCloseTo(beyond, 9);
    expect(justWithin(of)).toBeCloseTo(within, 9);
  });
});

it("a steady example lasts longer than what the signal reads and `for` together", () => {
  const of = context(ratio, { above: 0.8, for: "5m" });
  const values = valuesOf(steady(justBeyond), of);
  expect((values.length - 1) * of.interval).toBeGreaterThan(of.over + 300);
  expect(new Set(values)).toEqual(new Set([justBeyond(of)]));
});

it("a spike is beyond the limit for half of `for`, and well before and after", () => {
  const of = context(ratio, { above: 0.8, for: "5m" });
  const values = valuesOf(spike(justBeyond, { shorterThan: "for" }), of);
  const beyond = values.flatMap((value, index) => (value === justBeyond(of) ? [index] : []));
  expect(beyond).toHaveLength(10);
  expect(Number(beyond.at(-1)) - Number(beyond[0])).toBe(9);
  expect(values[0]).toBe(justWithin(of));
  expect(values.at(-1)).toBe(justWithin(of));
});

it("one scrape is missed, among good ones", () => {
  const of = context(ratio, { above: 0.8, for: "5m" });
  const values = valuesOf(oneMissedScrape, of);
  expect(values.filter((value) => value === null)).toHaveLength(1);
  expect(values.at(-1)).toBe(justWithin(of));
});

const seriesOfExample = (example: ReturnType<typeof steady>, of: ExampleContext) =>
  "series" in example ? example.series(of) : [];

it.each([
  ["just enough", justEnough, 21],
  ["just too few", justTooFew, 19],
])("a guard of twenty requests in three minutes has %s of them, and the same share fails", (_, example, requests) => {
  const of = context(ratio, { above: 0.1, for: "5m" }, 180);
  const series = seriesOfExample(example(serverErrors, enoughTraffic({ atLeast: 20, over: "3m" })), of);
  const window = 180 / of.interval;
  const grown = series.map(({ samples }) => (samples.at(-1) ?? 0) - (samples.at(-1 - window) ?? 0));
  const all = grown.reduce((sum, one) => sum + one);
  expect(all).toBeCloseTo(requests, 0);
  expect((grown[0] ?? 0) / all).toBeCloseTo(justBeyond(of), 9);
});

it("what never went wrong has no series of it", () => {
  const series = seriesOfExample(neverYet(serverErrors), context(ratio, { above: 0.1, for: "5m" }));
  expect(series.map(({ labels }) => labels.status)).toEqual(["200"]);
});
