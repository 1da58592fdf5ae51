import { resetAt } from "./deployment.ts";
import { type Example, type ExampleContext, given } from "./example.ts";
import type { Metric } from "./metric.ts";
import { counted, seriesOf, type TestSeries } from "./series.ts";

/** A moment of an example that lasts weeks: the day counts from 0, the hour from 0 to 24. */
export interface Moment {
  readonly day: number;
  readonly hour: number;
}

/** How much of something there is at a moment: as a factor of the usual. */
type Course = (moment: Moment) => number;

/** How an example of weeks goes. */
export interface Weeks {
  /** Where the example ends; the alert is looked at there. */
  readonly until: Moment;
  /** 1 as usual, 0 for nothing. */
  readonly course?: Course;
  /** By how many hours the last day is shifted, as when clocks change. */
  readonly shiftedBy?: number;
  /** When the process is replaced. */
  readonly deployedAt?: Moment;
}

/** The second evening after three weeks: six of the seven earlier days that count are recorded. */
export const evening: Moment = { day: 22, hour: 22.5 };
export const night: Moment = { day: 22, hour: 4 };

/** As usual until a moment, and a multiple of the usual from then on. */
export const since =
  (from: Moment, factor: number): Course =>
  (moment) =>
    moment.day > from.day || (moment.day === from.day && moment.hour >= from.hour) ? factor : 1;

/** Nothing any more from an hour of the last day on, for three hours. */
export const goneFrom = (hour: number): Weeks => ({
  until: { day: evening.day, hour: hour + 3 },
  course: since({ day: evening.day, hour }, 0),
});

/**
 * A usual day of visitors: nobody at night, most in the evening. Share of the
 * busiest hour by the hour of the day; in blocks of hours, which keeps the committed tests short.
 */
const shareOfPeak = ({ hour }: Moment): number => {
  if (hour < 6) return 0;
  if (hour < 9) return 0.15;
  return hour < 18 ? 0.4 : 1;
};

/** A counter over weeks of such days, and the moments of its samples. */
export function counterOverWeeks(
  { interval, instance }: ExampleContext,
  weeks: Weeks,
  {
    metric,
    labels = {},
    suffix = "",
    peak,
  }: { metric: Metric; labels?: Record<string, string>; suffix?: string; peak: Course },
): TestSeries {
  const { until, course = () => 1, shiftedBy = 0, deployedAt } = weeks;
  const indexOf = ({ day, hour }: Moment) => Math.round((day * 86_400 + hour * 3600) / interval);
  const rates = Array.from({ length: indexOf(until) + 1 }, (_, index) => {
    const seconds = index * interval;
    const moment = { day: Math.floor(seconds / 86_400), hour: (seconds % 86_400) / 3600 };
    const shift = moment.day === until.day ? shiftedBy : 0;
    return shareOfPeak({ ...moment, hour: (moment.hour + shift + 24) % 24 }) * peak(moment) * course(moment);
  });
  const samples = counted(rates, interval);
  return seriesOf(
    metric,
    { instance, ...labels },
    deployedAt === undefined ? samples : resetAt(samples, indexOf(deployedAt)),
    suffix,
  );
}

/** An example over weeks of ordinary days. */
export const overWeeks = (
  name: string,
  weeks: Weeks,
  series: (context: ExampleContext, weeks: Weeks) => readonly TestSeries[],
): Example => given(name, (context) => series(context, weeks));
