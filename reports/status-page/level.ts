import { z } from "zod";

/** How visitors find a service, from what says least to the gravest. */
export const levels = ["unknown", "ok", "degraded", "outage"] as const;
export type Level = (typeof levels)[number];

/** The gravest of them; unknown without any. */
export const worst = (some: readonly Level[]): Level =>
  levels[Math.max(0, ...some.map((level) => levels.indexOf(level)))] ?? "unknown";

/** How many days the bars show, today included. */
export const shownDays = 90;

export const daySchema = z.object({
  day: z.iso.date(),
  level: z.enum(levels),
  /** Share of good events, of the worst of what was promised; absent where nothing was measured. */
  good: z.number().optional(),
});
export type Day = z.output<typeof daySchema>;
