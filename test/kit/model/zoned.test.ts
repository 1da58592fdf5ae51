import { expect, it } from "vitest";
import { dayIn, daysLater, instantIn, weekdayOf } from "../../../kit/model/zoned.ts";

const paris = "Europe/Paris";

it.each([
  ["winter", "2026-11-28", "18:00", "2026-11-28T17:00:00.000Z"],
  ["summer", "2026-07-01", "18:00", "2026-07-01T16:00:00.000Z"],
  ["midnight before the clocks change", "2026-10-25", "00:00", "2026-10-24T22:00:00.000Z"],
  ["an hour that comes twice", "2026-10-25", "02:30", "2026-10-25T00:30:00.000Z"],
  ["after it", "2026-10-25", "03:30", "2026-10-25T02:30:00.000Z"],
  ["an hour that is skipped", "2026-03-29", "02:30", "2026-03-29T01:30:00.000Z"],
  ["just after it", "2026-03-29", "03:00", "2026-03-29T01:00:00.000Z"],
])("knows when clocks show a time: %s", (_, day, time, expected) => {
  expect(instantIn(day, time, paris).toISOString()).toBe(expected);
});

it("counts days over months, years and changes of the clock", () => {
  expect(daysLater("2026-10-24", 2)).toBe("2026-10-26");
  expect(daysLater("2027-01-01", -1)).toBe("2026-12-31");
  expect(dayIn(new Date("2026-11-28T23:30:00Z"), paris)).toBe("2026-11-29");
  expect([weekdayOf("2026-11-23"), weekdayOf("2026-11-29")]).toEqual([0, 6]);
});
