/** A calendar day in Europe/Paris, as the number of days since 1970-01-01. */
export type Day = number;

/** Calendar days in Paris, today included (docs/business-metrics.md). */
export const windows = { "1d": 1, "7d": 7, "30d": 30 } as const;
export type Window = keyof typeof windows;
export const windowNames = Object.keys(windows) as Window[];

const millisecondsPerDay = 86_400_000;
const millisecondsPerHour = 3_600_000;

/** Benevoclic is a French platform: its days begin at midnight in Paris. The form is `2025-08-18`. */
const inParis = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "Europe/Paris",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
});

export const dayOf = (instant: Date): Day => Date.parse(inParis.format(instant)) / millisecondsPerDay;

/** Midnight in Paris, which is 22:00 or 23:00 UTC on the day before. */
export function beginningOf(day: Day): Date {
  const utcMidnight = day * millisecondsPerDay;
  const summer = new Date(utcMidnight - 2 * millisecondsPerHour);
  return dayOf(summer) === day ? summer : new Date(utcMidnight - millisecondsPerHour);
}

/** The windows that a day lies in; none for a day that has not come. */
export const windowsOf = (day: Day, today: Day): Window[] =>
  windowNames.filter((window) => day <= today && day > today - windows[window]);

/**
 * The day of a date given by its parts, if the calendar has it.
 * @param month 1 to 12
 * @param hour of UTC; without it, the parts are already a day in Paris
 */
export function dayOfParts(year: number, month: number, dayOfMonth: number, hour?: number): Day | undefined {
  const utc = new Date(Date.UTC(year, month - 1, dayOfMonth, hour ?? 0));
  const exists = utc.getUTCMonth() === month - 1 && utc.getUTCDate() === dayOfMonth && year >= 1000;
  if (!exists) return undefined;
  return hour === undefined ? utc.getTime() / millisecondsPerDay : dayOf(utc);
}
