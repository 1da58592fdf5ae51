/** Days and times of day as people of a time zone read them; days are written 2026-11-28, times 18:00. */

/** What a clock of the zone shows, as if it were UTC. */
function shown(instant: Date, zone: string): number {
  const text = instant.toLocaleString("sv-SE", { timeZone: zone });
  return Date.parse(`${text.replace(" ", "T")}Z`);
}

/** The day of an instant. */
export const dayIn = (instant: Date, zone: string): string => new Date(shown(instant, zone)).toISOString().slice(0, 10);

/** The day so many days later; before, with a negative number. */
export const daysLater = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** 0 for Monday to 6 for Sunday. */
export const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;

/**
 * The instant at which clocks of the zone show a time of a day. A time that is skipped in spring is an hour later; one that
 * comes twice in autumn is the first.
 */
export function instantIn(day: string, time: string, zone: string): Date {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  // The offsets of the day before and of the day after, the larger one being the earlier instant.
  const offsets = [wanted - 86_400_000, wanted + 86_400_000].map((at) => shown(new Date(at), zone) - at);
  const candidates = offsets.map((offset) => new Date(wanted - offset)).sort((a, b) => a.getTime() - b.getTime());
  return candidates.find((one) => shown(one, zone) === wanted) ?? (candidates.at(-1) as Date);
}
