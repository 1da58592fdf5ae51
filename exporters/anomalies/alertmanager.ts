import { z } from "zod";
import { oneByOne } from "../../kit/model/one-by-one.ts";
import { answerOf, type Peer } from "./peer.ts";

/** https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
const alertSchema = z.object({
  fingerprint: z.string(),
  labels: z.record(z.string(), z.string()),
  status: z.object({ inhibitedBy: z.array(z.string()), state: z.string() }),
});
const statusSchema = z.object({ uptime: z.iso.datetime({ offset: true }) });

/** What Alertmanager knows of now. */
export interface Active {
  /** Fingerprints of all that fires, silenced and inhibited alerts included. */
  readonly fingerprints: ReadonlySet<string>;
  /** Whether what is missing there has ended, for certain. */
  readonly complete: boolean;
  /** What an alert explains and silences: names, and their components. */
  symptomsOf(fingerprints: readonly string[]): { readonly names: string[]; readonly components: string[] };
}

/** ms after its start in which Alertmanager may not have been told everything yet: Prometheus repeats all alerts every 10 seconds. */
const toldAllWithin = 120_000;

/**
 * Asks Alertmanager's API.
 * @returns undefined when it does not answer
 */
export async function askActive(alertmanager: Peer, now: Date): Promise<Active | undefined> {
  try {
    const [{ understood: alerts, odd }, { uptime }] = await Promise.all([
      answerOf(alertmanager, "/api/v2/alerts", oneByOne(alertSchema)),
      answerOf(alertmanager, "/api/v2/status", statusSchema),
    ]);
    const settled = now.getTime() - Date.parse(uptime) > toldAllWithin;
    return {
      fingerprints: new Set(alerts.map(({ fingerprint }) => fingerprint)),
      // The sign of life always fires: where it is missing, Prometheus does not reach Alertmanager. What is not understood
      // may be any alert.
      complete: settled && odd.length === 0 && alerts.some(({ labels }) => labels.alertname === "Watchdog"),
      symptomsOf: (fingerprints) => {
        const explained = alerts.filter(({ status }) =>
          status.inhibitedBy.some((cause) => fingerprints.includes(cause)),
        );
        return {
          names: [...new Set(explained.map(({ labels }) => labels.alertname ?? ""))]
            .filter((name) => name !== "")
            .sort(),
          components: [...new Set(explained.map(({ labels }) => labels.component ?? ""))]
            .filter((name) => name !== "")
            .sort(),
        };
      },
    };
  } catch {
    return undefined;
  }
}
