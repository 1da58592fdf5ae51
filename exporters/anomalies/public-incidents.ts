import { z } from "zod";
import { type Anomaly, currentEpisode } from "./anomaly.ts";
import { publicSchema } from "./public-text.ts";

/** An anomaly as the public reads it: nothing else of it leaves the recorder. */
export const publicIncidentSchema = publicSchema.extend({
  id: z.string(),
  /** When visitors began to feel it. */
  beganAt: z.iso.datetime(),
  /** Unknown while it goes on. */
  endedAt: z.iso.datetime().optional(),
});
export type PublicIncident = z.output<typeof publicIncidentSchema>;

/** Those that people have told the public of, the latest first. */
export function publicIncidents(anomalies: readonly Anomaly[]): PublicIncident[] {
  return anomalies
    .flatMap((anomaly): PublicIncident[] => {
      const { id, episodes, public: told } = anomaly;
      if (!told) return [];
      const [first] = episodes;
      const { resolvedAt, closedAt } = currentEpisode(anomaly);
      const endedAt = resolvedAt ?? closedAt;
      const beganAt = first?.firstBadAt ?? first?.detectedAt ?? "";
      return [{ id, ...told, beganAt, ...(endedAt && { endedAt }) }];
    })
    .sort((a, b) => Date.parse(b.beganAt) - Date.parse(a.beganAt));
}
