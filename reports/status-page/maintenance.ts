import type { MaintenanceWindow, Weekday } from "../../kit/config/schema.ts";
import type { Text } from "../../kit/model/text.ts";
import { dayIn, daysLater, instantIn, weekdayOf } from "../../kit/model/zoned.ts";

/** Work of which visitors are told. */
export interface Planned {
  readonly from: Date;
  readonly to: Date;
  readonly says: Text;
}

/** Days for which work is announced ahead. */
const ahead = 14;
const week: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** Planned work that goes on or comes, of which config/ has words for visitors; the first first, once each. */
export function plannedWork(
  windows: Readonly<Record<string, MaintenanceWindow>>,
  zone: string,
  now: Date,
): readonly Planned[] {
  const today = dayIn(now, zone);
  // One that began yesterday may go on.
  const days = Array.from({ length: ahead + 2 }, (_, index) => daysLater(today, index - 1));
  return Object.values(windows)
    .flatMap(({ from, to, date, weekdays, public: says }): Planned[] => {
      if (says === undefined) return [];
      const on = days.filter((day) =>
        date === undefined ? (weekdays?.includes(week[weekdayOf(day)] as Weekday) ?? true) : day === date,
      );
      const times = on.map((day) => ({
        from: instantIn(day, from, zone),
        to: instantIn(from < to ? day : daysLater(day, 1), to, zone),
        says,
      }));
      return times.filter((one) => one.to > now).slice(0, 1);
    })
    .sort((a, b) => a.from.getTime() - b.from.getTime());
}
