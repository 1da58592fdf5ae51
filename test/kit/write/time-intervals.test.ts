import { expect, test } from "vitest";
import { type Config, loadConfig } from "../../../config/load.ts";
import { timeIntervals } from "../../../kit/write/time-intervals.ts";

const production = loadConfig("production");
const intervalsWith = (changes: Partial<Config["notifications"]>) =>
  new Map(
    timeIntervals({ ...production, notifications: { ...production.notifications, ...changes } }).map(
      ({ name, time_intervals }) => [name, time_intervals],
    ),
  );
const location = "Europe/Paris";
const span = (start_time: string, end_time: string) => ({ times: [{ start_time, end_time }], location });

test("hours over midnight are two spans, because Alertmanager's end there", () => {
  expect(intervalsWith({ quietHours: { from: "22:00", to: "07:00" } }).get("quiet-hours")).toEqual([
    span("22:00", "24:00"),
    span("00:00", "07:00"),
  ]);
  expect(intervalsWith({ quietHours: { from: "22:00", to: "00:00" } }).get("quiet-hours")).toEqual([
    span("22:00", "24:00"),
  ]);
  expect(intervalsWith({ quietHours: { from: "12:30", to: "13:45" } }).get("quiet-hours")).toEqual([
    span("12:30", "13:45"),
  ]);
});

test("what goes on after midnight goes on the next day, also from Sunday to Monday and over the year's end", () => {
  const intervals = intervalsWith({
    maintenance: {
      weekly: { from: "23:00", to: "01:00", weekdays: ["saturday", "sunday"] },
      once: { from: "23:00", to: "01:00", date: "2026-12-31" },
    },
  });
  expect(intervals.get("maintenance-weekly")).toEqual([
    { ...span("23:00", "24:00"), weekdays: ["saturday", "sunday"] },
    { ...span("00:00", "01:00"), weekdays: ["sunday", "monday"] },
  ]);
  expect(intervals.get("maintenance-once")).toEqual([
    { ...span("23:00", "24:00"), days_of_month: ["31"], months: ["12"], years: ["2026"] },
    { ...span("00:00", "01:00"), days_of_month: ["1"], months: ["1"], years: ["2027"] },
  ]);
});

test("the digest's window is longer than its group interval, also over midnight", () => {
  expect(intervalsWith({ digestAt: "08:00" }).get("digest")).toEqual([span("08:00", "08:40")]);
  expect(intervalsWith({ digestAt: "23:30" }).get("digest")).toEqual([span("23:30", "24:00"), span("00:00", "00:10")]);
});
