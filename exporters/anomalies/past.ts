import { z } from "zod";
import { severities } from "../../kit/model/level.ts";
import { type Anomaly, isReal } from "./anomaly.ts";

/** When an anomaly was felt, and of what: all that reports over the past need of it. */
export const anomalyPastSchema = z.object({
  id: z.string(),
  title: z.string(),
  severity: z.enum(severities),
  /** Components, its own first. */
  affected: z.array(z.string()),
  times: z.array(
    z.object({ from: z.iso.datetime(), /** Unknown while it goes on. */ to: z.iso.datetime().optional() }),
  ),
});
export type AnomalyPast = z.output<typeof anomalyPastSchema>;

/** Those that went on at some time since then, false alarms and duplicates left out. */
export function anomaliesSince(anomalies: readonly Anomaly[], since: Date): AnomalyPast[] {
  return anomalies.flatMap(({ id, title, severity, affected, episodes }): AnomalyPast[] => {
    const times = episodes.filter(isReal).map(({ firstBadAt, detectedAt, resolvedAt, closedAt }) => {
      const to = resolvedAt ?? closedAt;
      return { from: firstBadAt ?? detectedAt, ...(to && { to }) };
    });
    const recent = times.filter(({ to }) => to === undefined || Date.parse(to) >= since.getTime());
    return recent.length === 0 ? [] : [{ id, title, severity, affected, times: recent }];
  });
}
