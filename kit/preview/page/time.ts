/** A period in seconds since 1970, and the seconds between two points of a graph. */
export interface Period {
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

const units: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** `now`, `now-6h`, or milliseconds since 1970: what Grafana writes into addresses. */
export function momentOf(text: string, now: number): number {
  if (/^\d+$/.test(text)) return Number(text) / 1000;
  const [, amount = "0", unit = "s"] = /^now(?:-(\d+)([smhdw]))?$/.exec(text) ?? [];
  return now - Number(amount) * (units[unit] ?? 1);
}

/** Prometheus scrapes no faster than this: Grafana's smallest step. */
const scrapeInterval = 15;
const steps = [15, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** The period of a graph that is so many pixels wide, aligned to its step as Grafana aligns it. */
export function periodOf({ from, to }: { from: number; to: number }, pixels: number, smallest = "0s"): Period {
  const [, amount = "0", unit = "s"] = /^(\d+)([smhdw])$/.exec(smallest) ?? [];
  const wanted = Math.max((to - from) / Math.max(100, pixels), Number(amount) * (units[unit] ?? 1));
  const step = steps.find((one) => one >= wanted) ?? 86_400;
  return { from: Math.floor(from / step) * step, to: Math.floor(to / step) * step, step };
}

/** https://grafana.com/docs/grafana/latest/datasources/prometheus/template-variables/#use-__rate_interval */
export const rateInterval = (step: number): number => Math.max(step + scrapeInterval, 4 * scrapeInterval);

/** Writes moments in the dashboard's time zone. */
export function clock(timezone: string, span: number): (moment: number) => string {
  const day = { day: "2-digit", month: "2-digit" } as const;
  const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const shown = span > 2 * 86_400 ? (span > 14 * 86_400 ? day : { ...day, ...hour }) : hour;
  const format = new Intl.DateTimeFormat("fr-FR", { ...shown, ...zone(timezone) });
  return (moment) => format.format(moment * 1000);
}

/** The same in full. */
export function fullClock(timezone: string): (moment: number) => string {
  const format = new Intl.DateTimeFormat("fr-FR", { dateStyle: "short", timeStyle: "medium", ...zone(timezone) });
  return (moment) => format.format(moment * 1000);
}

const zone = (timezone: string) => (timezone === "browser" || timezone === "" ? {} : { timeZone: timezone });
