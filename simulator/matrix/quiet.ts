import type { Course, Span } from "../../kit/lab/recording/course.ts";
import { backupHour, deployHour } from "../recording/days.ts";

/** What happens on a healthy platform now and then, and must wake nobody. */
export type QuietVariation = { readonly name: string } & (
  | { readonly course: Course }
  /** A gauge takes another value at noon of the healthy day; seconds from noon where it tells a moment. */
  | { readonly steps: readonly Step[] }
);

/** A gauge before and after noon. */
export interface Step {
  readonly metric: string;
  /** Only the series with these labels, or one like the first that has them instead, where there is none. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly before: number;
  readonly after: number;
}

const minute = 60;
const day = 86_400;

/** An hour of the evening, with faults that are over before anybody could open a laptop. */
function evening(
  name: string,
  faults: readonly (Span & { readonly name: string })[],
): { name: string; course: Course } {
  return {
    name,
    course: { name: `quiet ${name}`, start: "2026-11-24T19:00:00+01:00", seconds: 60 * minute, seed: 31, faults },
  };
}
const lasting = (name: string, seconds: number) => ({ name, from: 30 * minute, to: 30 * minute + seconds });
const allTheTime = { from: 0, to: 60 * minute };

/** Lifetimes in days: of today, and of Let's Encrypt's certificates from 2027 and 2028, and its short-lived ones. */
const lifetimes = [397, 90, 64, 45, 6] as const;

const megabyte = 2 ** 20;
const boot = { device: "/dev/sda15", mountpoint: "/boot" };

export const quietVariations: readonly QuietVariation[] = [
  { name: "a deploy", course: deployHour },
  { name: "a backup", course: backupHour },
  evening("a restart of 25 s", [lasting("api-down", 25)]),
  evening("a blip of the network of 40 s", [lasting("api-unreachable", 40), lasting("web-down", 40)]),
  evening("an election of the database", [lasting("mongodb-down", 12), lasting("database-errors", 12)]),
  evening("a restart of the database in 30 s", [lasting("mongodb-down", 30)]),
  evening("40 s of errors after a deploy", [lasting("api-errors", 40), lasting("api-slow", 40)]),
  evening("a visit of the press", [lasting("traffic-surge", 30 * minute)]),
  {
    name: "a Sunday without anybody",
    course: {
      name: "quiet Sunday",
      start: "2026-11-22T14:00:00+01:00",
      seconds: 60 * minute,
      seed: 32,
      faults: [{ name: "traffic-lost", ...allTheTime }],
    },
  },
  {
    name: "a kernel upgrade",
    steps: [
      { metric: "node_filesystem_size_bytes", labels: boot, before: 880 * megabyte, after: 880 * megabyte },
      { metric: "node_filesystem_avail_bytes", labels: boot, before: 640 * megabyte, after: 500 * megabyte },
    ],
  },
  // Renewed when a third of its life is left.
  ...lifetimes.map((days) => ({
    name: `a renewed certificate of ${days} days`,
    steps: [{ metric: "probe_ssl_earliest_cert_expiry", before: (days * day) / 3, after: days * day }],
  })),
];
