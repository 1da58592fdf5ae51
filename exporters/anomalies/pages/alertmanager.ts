import { z } from "zod";
import { severityRank } from "../../../kit/model/level.ts";
import type { Anomaly } from "../anomaly.ts";
import { answerOf, answerWithin, type Peer } from "../peer.ts";
import { Failed } from "../store.ts";

/** https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
const alertsSchema = z.array(
  z.object({
    fingerprint: z.string(),
    annotations: z.record(z.string(), z.string()),
    labels: z.record(z.string(), z.string()),
    status: z.object({ silencedBy: z.array(z.string()) }),
  }),
);

/** What an alert says at this moment: its value is the one of the last evaluation. */
export interface Now {
  readonly value: string;
  readonly nextSteps: readonly string[];
  readonly silenced: boolean;
}

/** What pages ask of Alertmanager. */
export interface Alerts {
  /** The worst of the anomaly's alerts; undefined when none fires or nobody answers. */
  now(anomaly: Anomaly): Promise<Now | undefined>;
  /** Keeps all of the anomaly's alerts silent. @throws Failed */
  silence(anomaly: Anomaly, until: Date, by: string, now: Date): Promise<void>;
}

export function alertsOf(alertmanager: Peer): Alerts {
  return {
    now: async ({ alerts }) => {
      try {
        const all = await answerOf(alertmanager, "/api/v2/alerts", alertsSchema);
        const firing = all.filter(({ fingerprint }) => fingerprint in alerts);
        const rank = ({ labels }: (typeof firing)[number]) => severityRank(labels.severity);
        const [worst] = firing.sort((a, b) => rank(a) - rank(b));
        if (!worst) return undefined;
        const { value = "", next_steps = "" } = worst.annotations;
        const nextSteps = next_steps.split("\n").flatMap((line) => line.replace(/^\d+\.\s*/, "").trim() || []);
        return { value, nextSteps, silenced: firing.every(({ status }) => status.silencedBy.length > 0) };
      } catch {
        return undefined;
      }
    },

    silence: ({ alertname, environment, instance, id }, until, by, now) =>
      silence(alertmanager, { alertname, environment, instance }, { until, by, now, comment: id }),
  };
}

interface Silence {
  readonly now: Date;
  readonly until: Date;
  readonly by: string;
  readonly comment: string;
}

/** Keeps alerts with these labels silent. @throws Failed */
export async function silence(
  alertmanager: Peer,
  labels: Readonly<Record<string, string>>,
  { now, until, by, comment }: Silence,
): Promise<void> {
  const matchers = Object.entries(labels).map(([name, value]) => ({ name, value, isRegex: false, isEqual: true }));
  const body = { matchers, startsAt: now.toISOString(), endsAt: until.toISOString(), createdBy: by, comment };
  const response = await alertmanager("/api/v2/silences", {
    ...{ method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) },
    signal: AbortSignal.timeout(answerWithin),
  }).catch(() => undefined);
  if (!response?.ok)
    throw new Failed("update", `Alertmanager does not take the silence (${response?.status ?? "no answer"})`, {
      ...{ certain: response !== undefined, remedy: "try again; see whether Alertmanager runs" },
    });
}
