/** A time span as Prometheus writes it: `30s`, `10m`, `4h`, `100d`. */
export type Duration = `${number}${"s" | "m" | "h" | "d"}`;

export const durationPattern = /^([1-9][0-9]*|0)(s|m|h|d)$/;

const secondsIn: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

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
