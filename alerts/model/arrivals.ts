import { seconds } from "../../config/units.ts";
import { arrivalSpans } from "../../signals/kinds/earlier-weeks.ts";
import type { Metric } from "../../signals/model/metric.ts";
import { rounded, type Sample, seriesOf, type TestSeries } from "../../signals/model/series.ts";
import { type Example, type ExampleContext, given } from "./example.ts";

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

/** Three weeks that count wholly, and an afternoon: a moment at which tests of weeks are evaluated. */
const end = 23 * day + 16.5 * 3600;
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
  const none = (name: string, over: number, usually: number, known = 1) =>
    given(name, (context) =>
      countedToday(gauge, labels, context, {
        days: end / day + context.interval / day,
        perHour: (at) => (at < end - step - over - 600 ? (3600 * usually) / over : 0),
        unknown: (at) => at > end - (1 - known) * over,
      }),
    );
  // People are whole: of the steps of a span, up to one more than fits in it is counted.
  return {
    fires: arrivalSpans.map(({ over }) =>
      none(`none in ${over}, where just enough are usual`, seconds(over), 1.05 * atLeast),
    ),
    silent: arrivalSpans.flatMap(({ over }) => [
      none(`none in ${over}, where just too few are usual`, seconds(over), 0.88 * atLeast),
      none(`none in ${over}, most of which nobody counted`, seconds(over), 1.05 * atLeast, 0.4),
    ]),
  };
}
