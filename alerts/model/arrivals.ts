import type { Metric } from "../../signals/model/metric.ts";
import { rounded, type Sample, seriesOf, type TestSeries } from "../../signals/model/series.ts";
import type { ExampleContext } from "./example.ts";

const day = 86_400;

/** Seconds from the start of a test until so many weeks later, and a time of that day. */
export const inWeeks = (weeks: number, timeOfDay = 0): number => weeks * 7 * day + timeOfDay;

/** The hour of the day, 0 to 23; a test starts at midnight. */
export const hourOf = (at: number): number => Math.floor((at % day) / 3600);

interface Arrivals {
  readonly days: number;
  /** Arrivals an hour at a second of the test; negative when more are cancelled than made. */
  readonly perHour: (at: number) => number;
  /** When nobody scraped it. */
  readonly unknown?: (at: number) => boolean;
  /** By how many seconds midnight comes late. */
  readonly midnight?: (at: number) => number;
}

/** A gauge that counts what arrived today, from midnight on. */
export function countedToday(
  gauge: Metric,
  labels: Readonly<Record<string, string>>,
  { instance, interval }: ExampleContext,
  { days, perHour, unknown = () => false, midnight = () => 0 }: Arrivals,
): TestSeries[] {
  const dayAt = (at: number) => Math.floor((at - midnight(at)) / day);
  let today = 0;
  const samples = Array.from({ length: (days * day) / interval }, (_, index): Sample => {
    const at = index * interval;
    if (dayAt(at) !== dayAt(at - interval)) today = 0;
    else today = Math.max(0, today + (perHour(at) * interval) / 3600);
    return unknown(at) ? null : Math.floor(rounded(today));
  });
  return [seriesOf(gauge, { instance, ...labels }, samples)];
}
