import { describe, expect, test } from "vitest";
import { createSeriesLog, lengthOf, onGrid, samplesOf } from "../../../../kit/lab/recording/series-log.ts";

/** `null` is a scrape without a sample. */
function logged(...values: readonly (number | "stale" | null)[]): string {
  const log = createSeriesLog();
  for (const [index, value] of values.entries()) if (value !== null) log.append(index, value);
  return log.notation();
}

describe("the notation is short", () => {
  test.each([
    ["a gauge that stands still", [5, 5, 5, 5], "5x3"],
    ["a counter that counts evenly", [0, 5, 10, 15], "0+5x3"],
    ["a level that falls", [9, 7, 5], "9-2x2"],
    ["missed scrapes", [null, 1, null, null, 2], "_ 1 _x2 2"],
    ["a process that ended and came back", [3, "stale", null, 0, 1], "3 stale _ 0+1x1"],
    ["a change of pace", [0, 1, 2, 2, 2], "0+1x2 2x1"],
    ["numbers that are none", [Number.NaN, Number.POSITIVE_INFINITY, -1], "NaN Inf -1"],
  ] as const)("%s", (_, values, notation) => {
    expect(logged(...values)).toBe(notation);
  });

  test("fractions are not counted in steps: promtool would add their rounding up", () => {
    expect(logged(0.1, 0.2, 0.3)).toBe("0.1 0.2 0.3");
  });
});

test("what was written is read again", () => {
  const values = [1, 1, null, 2.5, "stale", null, 1e21, 7, 9, 11, 1e-7] as const;
  const read = [...samplesOf(logged(...values))];
  expect(read).toEqual(values.flatMap((value, index) => (value === null ? [] : [[index, value]])));
  expect(lengthOf(logged(...values))).toBe(values.length);
});

test("a scrape that comes late is refused", () => {
  const log = createSeriesLog();
  log.append(3, 1);
  expect(() => log.append(3, 2)).toThrow("record in the order of time");
});

describe("on another grid", () => {
  test("a finer one has places without samples between", () => {
    expect(onGrid("1 2", { from: 15, to: 5 })).toBe("1 _x2 2");
  });

  test("a coarser one takes the samples that fall on it", () => {
    expect(onGrid("0+1x6", { from: 5, to: 15 })).toBe("0+3x2");
  });

  test("a coarser one still says that a series ended, and when it came back", () => {
    expect(onGrid("5x3 stale 7x8", { from: 5, to: 15 })).toBe("5x1 7x2");
    expect(onGrid("5x3 stale _x5 7x8", { from: 5, to: 15 })).toBe("5x1 stale _ 7x2");
    expect(onGrid("5x3 stale", { from: 5, to: 15 })).toBe("5x1 stale");
  });
});
