/** A time span as Prometheus writes it: `30s`, `10m`, `4h`, `100d`. */
export type Duration = `${number}${"s" | "m" | "h" | "d"}`;

export const durationPattern = /^([1-9][0-9]*|0)(s|m|h|d)$/;

const secondsIn: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  y: 31_536_000,
};

/** @returns seconds. @throws when the text is not one number with one unit; zod has refused such text before. */
export function seconds(duration: string): number {
  const match = durationPattern.exec(duration);
  if (match === null) throw new Error(`"${duration}" is not a duration such as 30s, 10m, 4h or 100d`);
  return Number(match[1]) * (secondsIn[match[2] ?? ""] ?? Number.NaN);
}

/** The shortest text of a whole number of seconds: `600` is `10m`. */
export function duration(totalSeconds: number): Duration {
  for (const unit of ["d", "h", "m"] as const) {
    const size = secondsIn[unit] ?? 1;
    if (totalSeconds >= size && totalSeconds % size === 0) return `${totalSeconds / size}${unit}`;
  }
  return `${totalSeconds}s`;
}

/**
 * Seconds of a time span as PromQL and promtool write it: `1h30m`, `500ms`, `1.5s`, or a bare number of seconds.
 * https://prometheus.io/docs/prometheus/latest/querying/basics/#float-literals-and-time-durations
 */
export function spanSeconds(text: string): number {
  if (text.trim() !== "" && Number.isFinite(Number(text))) return Number(text);
  const parts = [...text.matchAll(/([\d.]+)(ms|[smhdwy])/g)];
  return parts.reduce((total, [, amount, unit]) => total + Number(amount) * (secondsIn[unit ?? ""] ?? 0), 0);
}
