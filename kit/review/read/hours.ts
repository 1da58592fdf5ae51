import { z } from "zod";

const texts = z.array(z.coerce.string()).optional();
const span = z.looseObject({
  times: z.array(z.object({ start_time: z.string(), end_time: z.string() })).optional(),
  weekdays: texts,
  days_of_month: texts,
  months: texts,
  years: texts,
  location: z.string().optional(),
});
type Span = z.output<typeof span>;

/**
 * A time interval of Alertmanager in words: `22:00 to 07:00 (America/New_York)`.
 * https://prometheus.io/docs/alerting/latest/configuration/#time_interval
 */
export function hoursText(intervals: readonly unknown[]): string {
  const found = intervals.map((one) => span.parse(one));
  return joinedAtMidnight(found).map(spanText).join(" and ");
}

/** Its spans end at midnight: what begins there on the same days is the rest of the one before. */
function joinedAtMidnight(spans: readonly Span[]): Span[] {
  const [first, second, ...others] = spans;
  if (first === undefined || second === undefined) return [...spans];
  const [evening, morning] = [first.times?.[0], second.times?.[0]];
  const oneEach = first.times?.length === 1 && second.times?.length === 1;
  if (!oneEach || evening?.end_time !== "24:00" || morning?.start_time !== "00:00")
    return [first, ...joinedAtMidnight([second, ...others])];
  // Where it names days, the second half names the day after; the first says when it begins.
  return [
    { ...first, times: [{ start_time: evening.start_time, end_time: morning.end_time }] },
    ...joinedAtMidnight(others),
  ];
}

function spanText({ times = [], weekdays, days_of_month: days, months, years, location }: Span): string {
  const ranges = (values: readonly string[]) => values.map((value) => value.replace(":", " to ")).join(", ");
  const parts = [
    times.map(({ start_time, end_time }) => `${start_time} to ${end_time}`).join(" and ") || "all day",
    ...(weekdays ? [`on ${ranges(weekdays)}`] : []),
    ...(days ? [`on day ${ranges(days)} of the month`] : []),
    ...(months ? [`in month ${ranges(months)}`] : []),
    ...(years ? [`of ${ranges(years)}`] : []),
  ];
  return `${parts.join(" ")}${location === undefined ? "" : ` (${location})`}`;
}
