import type { Locale } from "../kit/model/text.ts";

/** A month in Paris, such as 2026-11. */
export interface Month {
  readonly name: string;
  readonly from: Date;
  /** The beginning of the next one. */
  readonly to: Date;
}

/** @param text `2026-11`; @returns undefined for anything else */
export function monthOf(text: string): Month | undefined {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === undefined || month === undefined) return undefined;
  return { name: text, from: midnight(Number(year), Number(month)), to: midnight(Number(year), Number(month) + 1) };
}

/** Whether it has begun: nothing can be told of one that has not. */
export const hasBegun = ({ from }: Month, now: Date): boolean => from <= now;

export function monthBefore({ from }: Month): Month {
  const day = new Date(from.getTime() - 12 * 3_600_000);
  return monthAt(day);
}

export const monthAt = (instant: Date): Month => monthOf(monthIn(instant)) as Month;

/** The month in which an instant lies, in Paris. */
export const monthIn = (instant: Date): string =>
  instant.toLocaleDateString("sv-SE", { timeZone: "Europe/Paris" }).slice(0, 7);

/** As people call it: `octobre 2026`. */
export const monthText = ({ from }: Month, locale: Locale): string =>
  new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "Europe/Paris" }).format(from);

/** The day of an instant in Paris: `2026-11-23`. */
export const dayIn = (instant: Date): string => instant.toLocaleDateString("sv-SE", { timeZone: "Europe/Paris" });

/** The first midnight of a month in Paris: 22:00 or 23:00 UTC on the day before. */
function midnight(year: number, month: number): Date {
  const summer = new Date(Date.UTC(year, month - 1, 1) - 2 * 3_600_000);
  const hour = summer.toLocaleTimeString("sv-SE", { timeZone: "Europe/Paris" }).slice(0, 2);
  return hour === "00" ? summer : new Date(summer.getTime() + 3_600_000);
}
