import { describe, expect, test } from "vitest";
import { type Damage, damaged, type Nature, type Seen, shiftedBuckets } from "../../../../kit/lab/matrix/damage.ts";

/** Damaged from the third scrape on, one a minute. */
const wrong = (samples: readonly Seen[], damage: Damage, nature: Nature, still = false) =>
  damaged(samples, damage, { nature, at: 2, every: 60, epoch: -1e9, still }).slice(2);

describe("what becomes of a gauge", () => {
  const gauge = [4, 4, 4, 6, 8, 8, 8, 8];
  test.each<[Damage, Seen[]]>([
    ["vanishes", ["stale", undefined, undefined, undefined, undefined, undefined]],
    ["freezes", [4, 4, 4, 4, 4, 4]],
    ["drops to zero", [0, 0, 0, 0, 0, 0]],
    ["doubles", [8, 12, 16, 16, 16, 16]],
    ["grows tenfold", [40, 60, 80, 80, 80, 80]],
    ["flaps", [40, 60, 80, 0.8, 0.8, 0.8]],
    ["is there every other sample", ["stale", 6, "stale", 8, "stale", 8]],
    ["starts anew", [0, 1.5, 4, 6, 0, 2]],
    ["steps back", [2, 3, 4, 4, 4, 4]],
  ])("that %s", (damage, expected) => {
    expect(wrong(gauge, damage, "gauge")).toEqual(expected);
  });

  test("that is at 0 and grows: it takes the factor itself", () => {
    expect(wrong([0, 0, 0, 0], "grows tenfold", "gauge", true)).toEqual([10, 10]);
    expect(wrong([0, 0, 0, 0], "grows tenfold", "gauge")).toEqual([0, 0]);
  });

  test("that drifts, up and down, for four hours", () => {
    const hours = Array.from({ length: 2 + 4 * 60 + 1 }, () => 4);
    expect(wrong(hours, "drifts for hours", "gauge").at(-1)).toBeCloseTo(8);
    expect(wrong(hours, "drifts down", "gauge").at(-1)).toBeCloseTo(0);
  });
});

describe("what becomes of a counter", () => {
  const counter = [10, 11, 12, 13, 14, 15, 16];
  test.each<[Damage, Seen[]]>([
    ["freezes", [11, 11, 11, 11, 11]],
    ["doubles", [13, 15, 17, 19, 21]],
    ["starts anew", [0, 1, 2, 3, 0]],
    ["steps back", [6.5, 7.5, 8.5, 9.5, 10.5]],
  ])("that %s", (damage, expected) => {
    expect(wrong(counter, damage, "counter")).toEqual(expected);
  });

  test("that counted nothing and begins to: once a minute, times the factor", () => {
    expect(wrong([5, 5, 5, 5], "doubles", "counter", true)).toEqual([7, 9]);
  });
});

test("a switch turns to its other side", () => {
  expect(wrong([1, 1, 1, 1], "drops to zero", "switch")).toEqual([0, 0]);
  expect(wrong([0, 0, 0, 0], "drops to zero", "switch")).toEqual([1, 1]);
});

test("a moment is told by its distance from now", () => {
  // At 120 s and 180 s; the moment was at 0.
  expect(wrong([0, 0, 0, 0], "doubles", "moment")).toEqual([-120, -180]);
  expect(wrong([0, 0, 0, 0], "drops to zero", "moment")).toEqual([-1e9, -1e9]);
  expect(wrong([0, 0, 0, 0], "starts anew", "moment")).toEqual([120, 120]);
});

test("a histogram that observes twice as much fills the buckets of twice the bound", () => {
  const buckets = new Map<number, Seen[]>([
    [1, [0, 0, 2]],
    [2, [0, 0, 5]],
    [4, [0, 0, 6]],
    [Number.POSITIVE_INFINITY, [0, 0, 7]],
  ]);
  const shifted = shiftedBuckets(buckets, "doubles", { nature: "counter", at: 2, every: 60, epoch: 0, still: false });
  expect([...shifted].map(([bound, samples]) => [bound, samples.at(-1)])).toEqual([
    [1, 0],
    [2, 2],
    [4, 5],
    [Number.POSITIVE_INFINITY, 7],
  ]);
});
