import type { Course, Span } from "../../kit/lab/recording/course.ts";

/** The recorded time in which nobody must be told anything: benevoclic.md sections 2 and 5 as a normal day has them. */

const hours = 3600;
const minutes = 60;
const day = 24 * hours;
const at = (hour: number, minute = 0) => hour * hours + minute * minutes;
const lasting = (from: number, seconds: number): Span => ({ from, to: from + seconds });

/** PM2 starts the API again within seconds. */
const deploy = (from: number) => lasting(from, 8);

/** A Tuesday in Paris: visitors by the hour, silent from one to six, scanners at any time. */
export const healthyDay: Course = {
  name: "healthy day",
  start: "2026-11-24T00:00:00+01:00",
  seconds: day,
  seed: 11,
  // 25 minutes with the disk 90 % busy and a load of 2.5.
  backups: [lasting(at(2), 25 * minutes)],
  deploys: [deploy(at(10, 30)), deploy(at(17, 12))],
  missed: [
    { job: "node", at: at(4, 7), how: "refused" },
    { job: "benevoclic-api", at: at(9, 41), how: "refused" },
    { job: "blackbox", at: at(13, 2), how: "skipped" },
    { job: "benevoclic-api", at: at(15, 20), how: "skipped" },
    { job: "prometheus", at: at(19, 55), how: "refused" },
    { job: "alertmanager", at: at(22, 10), how: "skipped" },
  ],
};

/** The hour of the first deploy, with a missed scrape a quarter of an hour after it, for what is too short for a coarse look. */
export const deployHour: Course = {
  name: "hour of a deploy",
  start: "2026-11-24T10:00:00+01:00",
  seconds: 1 * hours,
  seed: 12,
  deploys: [deploy(30 * minutes)],
  missed: [
    { job: "benevoclic-api", at: 45 * minutes, how: "refused" },
    { job: "node", at: 45 * minutes, how: "refused" },
    { job: "blackbox", at: 50 * minutes, how: "refused" },
  ],
};

/** The backup of the night, for the same reason. */
export const backupHour: Course = {
  name: "hour of a backup",
  start: "2026-11-24T01:45:00+01:00",
  seconds: 1 * hours,
  seed: 15,
  backups: [lasting(15 * minutes, 25 * minutes)],
  missed: [
    { job: "prometheus", at: 5 * minutes, how: "refused" },
    { job: "alertmanager", at: 10 * minutes, how: "refused" },
  ],
};

/** The Sunday on which the clocks go back: 25 hours, and an hour of the night comes twice. */
export const clockChangeDay: Course = {
  ...healthyDay,
  name: "day of the clock change",
  start: "2026-10-25T00:00:00+02:00",
  seconds: 25 * hours,
  seed: 13,
  deploys: [],
};

/** Four weeks up to the healthy day, with a backup every night and a deploy on Tuesdays and Thursdays. */
export const weeks: Course = {
  name: "four weeks",
  start: "2026-10-27T00:00:00+01:00",
  seconds: 28 * day,
  seed: 14,
  backups: Array.from({ length: 28 }, (_, index) => lasting(index * day + at(2), 25 * minutes)),
  deploys: Array.from({ length: 28 }, (_, index) => index)
    .filter((index) => index % 7 === 0 || index % 7 === 2)
    .map((index) => deploy(index * day + at(10, 30))),
};
