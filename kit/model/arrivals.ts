import { arrivalSpans } from "../kinds/earlier-weeks.ts";
import { seconds } from "./durations.ts";
import { type Example, type ExampleContext, given } from "./example.ts";
import type { Metric } from "./metric.ts";
import { rounded, type Sample, seriesOf, type TestSeries } from "./series.ts";

const hour = 3600;
const day = 24 * hour;

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

/** Three weeks that count wholly, and an afternoon: a moment at which tests of weeks are evaluated. */
const end = 23 * day + 16.5 * hour;
/** Between two evaluations of a test of weeks. */
const step = 5400;

/**
 * For each of the spans that may decide, nobody has come for so long: where so many are usual that this span decides, where
 * they are just too few for it, and where they were not counted. The longer spans still have most of theirs, and are content.
 */
export function throughSpans(
  gauge: Metric,
  labels: Readonly<Record<string, string>>,
  atLeast: number,
): { readonly fires: readonly Example[]; readonly silent: readonly Example[] } {
  const none = (name: string, index: number, usually: number, known = 1) => {
    const over = seconds(arrivalSpans[index]?.over ?? "0s");
    const longer = seconds(arrivalSpans[index + 1]?.over ?? "0s");
    /** What a span looks at; nothing else is counted, which makes the test a quick one. */
    const lookedAt = (at: number) => (end - at) % (7 * day) <= Math.max(over, longer) + step + hour;
    return given(name, (context) =>
      countedToday(gauge, labels, context, {
        days: (end + context.interval) / day,
        perHour: (at) => (at < end - step - over - 600 ? (3600 * usually) / over : 0),
        unknown: (at) => !lookedAt(at) || at > end - (1 - known) * over,
      }),
    );
  };
  // People are whole: of the steps of a span, up to one more than fits in it is counted.
  return {
    fires: arrivalSpans.map(({ over }, index) =>
      none(`none in ${over}, where just enough are usual`, index, 1.05 * atLeast),
    ),
    silent: arrivalSpans.flatMap(({ over }, index) => [
      none(`none in ${over}, where just too few are usual`, index, 0.88 * atLeast),
      none(`none in ${over}, most of which nobody counted`, index, 1.05 * atLeast, 0.4),
    ]),
  };
}
