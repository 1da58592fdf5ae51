import { describe, expect, it } from "vitest";
import { beginningOf, dayOf, dayOfParts, windowsOf } from "../../../exporters/business/days.ts";

const day = (text: string) => Date.parse(text) / 86_400_000;

describe("a day in Paris", () => {
  it.each([
    ["2025-07-01T21:59:59.999Z", "2025-07-01", "summer, a minute before midnight"],
    ["2025-07-01T22:00:00.000Z", "2025-07-02", "summer, midnight"],
    ["2025-01-01T22:59:59.999Z", "2025-01-01", "winter, before midnight"],
    ["2025-01-01T23:00:00.000Z", "2025-01-02", "winter, midnight"],
    ["2025-03-30T01:30:00.000Z", "2025-03-30", "the day of 23 hours"],
    ["2025-10-26T22:30:00.000Z", "2025-10-26", "the day of 25 hours, before midnight"],
    ["2025-10-26T23:00:00.000Z", "2025-10-27", "the day after it"],
  ])("%s lies in %s: %s", (instant, expected) => {
    expect(dayOf(new Date(instant))).toBe(day(expected));
  });

  it.each([
    "2025-07-01",
    "2025-01-01",
    "2025-03-30",
    "2025-03-31",
    "2025-10-26",
    "2025-10-27",
  ])("%s begins with its first millisecond", (text) => {
    const begin = beginningOf(day(text));
    expect(dayOf(begin)).toBe(day(text));
    expect(dayOf(new Date(begin.getTime() - 1))).toBe(day(text) - 1);
  });

  it("is of its parts only when the calendar has it", () => {
    expect(dayOfParts(2024, 2, 29)).toBe(day("2024-02-29"));
    expect(dayOfParts(2025, 2, 29)).toBeUndefined();
    expect(dayOfParts(2025, 13, 1)).toBeUndefined();
    expect(dayOfParts(2025, 0, 1)).toBeUndefined();
    expect(dayOfParts(2025, 7, 1, 22)).toBe(day("2025-07-02"));
    expect(dayOfParts(2025, 1, 1, 22)).toBe(day("2025-01-01"));
  });
});

it("a window is so many days, today included, and no day to come", () => {
  const today = day("2025-08-18");
  expect(windowsOf(today, today)).toEqual(["1d", "7d", "30d"]);
  expect(windowsOf(today - 1, today)).toEqual(["7d", "30d"]);
  expect(windowsOf(today - 6, today)).toEqual(["7d", "30d"]);
  expect(windowsOf(today - 7, today)).toEqual(["30d"]);
  expect(windowsOf(today - 29, today)).toEqual(["30d"]);
  expect(windowsOf(today - 30, today)).toEqual([]);
  expect(windowsOf(today + 1, today)).toEqual([]);
});
