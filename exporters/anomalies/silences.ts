import { z } from "zod";
import { oneByOne } from "../../kit/model/one-by-one.ts";
import { silencesSchema } from "../../kit/model/silences.ts";
import { silencesAlert } from "../../signals/metrics/anomalies.ts";
import { type Notice, noticesOf, type Recorded } from "./notification.ts";
import { answerOf, type Peer } from "./peer.ts";

const texts = z.record(z.string(), z.string());
/** https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
const alertSchema = z.object({
  fingerprint: z.string(),
  labels: texts,
  annotations: texts,
  startsAt: z.string(),
  endsAt: z.string(),
  generatorURL: z.string().default(""),
  status: z.object({ silencedBy: z.array(z.string()) }),
});

/** Why a silence is told to people. */
export const risks = ["long", "watchdog", "critical"] as const;
type Risk = (typeof risks)[number];

export interface Silences {
  /** How many there are now. */
  readonly risky: Readonly<Record<Risk, number>>;
  /** News of the alert that tells of them, where they hide it as well: nobody else would hear of it. */
  readonly hidden: readonly Notice[];
}

/** ms */
const longest = 86_400_000;

/** Looks at Alertmanager's silences. @returns undefined when it does not answer */
export async function silencesOf(
  alertmanager: Peer,
  { severities }: Recorded,
  now: Date,
): Promise<Silences | undefined> {
  try {
    const [{ there }, { understood: alerts }] = await Promise.all([
      answerOf(alertmanager, "/api/v2/silences", silencesSchema),
      answerOf(alertmanager, "/api/v2/alerts", oneByOne(alertSchema)),
    ]);
    const hiding = (which: (labels: Readonly<Record<string, string>>) => boolean) => {
      const ids = new Set(alerts.filter(({ labels }) => which(labels)).flatMap(({ status }) => status.silencedBy));
      return there.filter(({ id }) => ids.has(id)).length;
    };
    const hidden = alerts.filter(
      ({ labels, status }) => labels.alertname === silencesAlert && status.silencedBy.length > 0,
    );
    return {
      risky: {
        // Of one that was made longer again and again, only what is left of it is known.
        long: there.filter(({ startsAt, endsAt }) => Date.parse(endsAt) - Date.parse(startsAt) > longest).length,
        watchdog: hiding(({ alertname }) => alertname === "Watchdog"),
        critical: hiding(({ severity }) => severity === "critical"),
      },
      hidden: noticesOf(
        {
          ...{ version: "4", groupKey: "", status: "firing", receiver: "", externalURL: "" },
          ...{ groupLabels: {}, commonLabels: {}, commonAnnotations: {} },
          alerts: hidden.map(({ status: _, ...alert }) => ({ ...alert, status: "firing" as const })),
        },
        { severities },
        now,
      ),
    };
  } catch {
    return undefined;
  }
}
