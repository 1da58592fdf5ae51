import type { Config } from "../config/load.ts";
import type { MaintenanceWindow, Weekday } from "../config/schema.ts";
import { digest } from "../model/routing.ts";

/** A span of time by name, as routes refer to it. https://prometheus.io/docs/alerting/latest/configuration/#time_interval */
export interface TimeInterval {
  readonly name: string;
  readonly time_intervals: readonly object[];
}

export const quietHours = "quiet-hours";
export const digestHour = "digest";
export const maintenance = (window: string): string => `maintenance-${window}`;

/** The time intervals that config/ asks for, in the operators' time zone. */
export function timeIntervals({ notifications, timezone }: Config): TimeInterval[] {
  const { quietHours: quiet, digestAt, maintenance: windows } = notifications;
  return [
    { name: digestHour, time_intervals: spans({ from: digestAt, to: later(digestAt, digest.minutes) }, timezone) },
    ...(quiet ? [{ name: quietHours, time_intervals: spans(quiet, timezone) }] : []),
    ...Object.entries(windows).map(([name, window]) => ({
      name: maintenance(name),
      time_intervals: spans(window, timezone),
    })),
  ];
}

type Window = Pick<MaintenanceWindow, "from" | "to"> & Partial<MaintenanceWindow>;

/** Alertmanager's spans end at midnight: what goes on after it is a second one on the next day. */
function spans({ from, to, weekdays, date }: Window, location: string): object[] {
  const span = (start_time: string, end_time: string, days: object) => ({
    times: [{ start_time, end_time }],
    ...days,
    location,
  });
  if (from < to) return [span(from, to, daysOf(weekdays, date))];
  const next = daysOf(weekdays?.map(dayAfter), date === undefined ? undefined : dateAfter(date));
  return [span(from, "24:00", daysOf(weekdays, date)), ...(to === "00:00" ? [] : [span("00:00", to, next)])];
}

function daysOf(weekdays: readonly Weekday[] | undefined, date: string | undefined): object {
  if (date !== undefined) {
    const [year, month, day] = date.split("-").map(Number);
    return { days_of_month: [String(day)], months: [String(month)], years: [String(year)] };
  }
  return weekdays === undefined ? {} : { weekdays };
}

const week: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const dayAfter = (day: Weekday): Weekday => week[(week.indexOf(day) + 1) % week.length] as Weekday;

const dateAfter = (date: string) => new Date(Date.parse(`${date}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

function later(clock: string, minutes: number): string {
  const [hour = 0, minute = 0] = clock.split(":").map(Number);
  const total = (hour * 60 + minute + minutes) % 1440;
  return [Math.floor(total / 60), total % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
