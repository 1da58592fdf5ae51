import { z } from "zod";
import { anchored } from "../../kit/model/anchored.ts";
import { oneByOne } from "../../kit/model/one-by-one.ts";
import { remedyDue } from "../../kit/model/routing.ts";
import { type SilenceMatcher, silencesSchema } from "../../kit/model/silences.ts";
import { answerOf, type Peer } from "../anomalies/peer.ts";

type Labels = Readonly<Record<string, string>>;

/** https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
const alertSchema = z.object({
  fingerprint: z.string(),
  status: z.object({
    silencedBy: z.array(z.string()),
    inhibitedBy: z.array(z.string()),
    mutedBy: z.array(z.string()).nullish(),
  }),
});

/** Whether people allow it: they forbid by a silence, over all repairs, over one, or over the alert that it would repair. */
export interface Permission {
  /** Why not now; undefined when nothing is against it. @throws when Alertmanager cannot be asked */
  against(fault: {
    readonly fingerprint: string;
    readonly alert: string;
    readonly level: string;
    readonly labels: Labels;
  }): Promise<string | undefined>;
  /** Whether nobody has forbidden everything. @throws when Alertmanager cannot be asked */
  allowed(): Promise<boolean>;
}

export function permissionOf(alertmanager: Peer): Permission {
  const silences = async () => {
    const { there, unreadable } = await answerOf(alertmanager, "/api/v2/silences", silencesSchema);
    return { active: there.filter(({ status }) => status.state === "active"), unreadable };
  };
  return {
    against: async ({ fingerprint, alert, level, labels }) => {
      const filter = encodeURIComponent(`alertname="${remedyDue.alertname}"`);
      const [{ understood: alerts }, { active, unreadable }] = await Promise.all([
        answerOf(alertmanager, `/api/v2/alerts?filter=${filter}`, oneByOne(alertSchema)),
        silences(),
      ]);
      const status = alerts.find((one) => one.fingerprint === fingerprint)?.status;
      if (status === undefined) return "Alertmanager does not know of it";
      if (status.silencedBy.length > 0) return "a person has forbidden it";
      if (status.inhibitedBy.length > 0) return "another alert explains it";
      if ((status.mutedBy ?? []).length > 0) return "it is maintenance";
      const { heals: _, level: __, ...thing } = labels;
      const told: Labels = { ...thing, alertname: alert, severity: level };
      const silence = active.find(({ matchers }) => matchers.every((matcher) => matches(matcher, told)));
      if (silence) return `${silence.createdBy || "somebody"} has silenced ${alert}`;
      return unreadable.length > 0
        ? `a silence of Alertmanager cannot be read here and may be about it: ${unreadable.join(", ")}`
        : undefined;
    },
    allowed: async () => {
      const { active, unreadable } = await silences();
      const forbids = ({ matchers }: (typeof active)[number]) =>
        matchers.length === 1 && matchers.every((one) => matches(one, { alertname: remedyDue.alertname }));
      return unreadable.length === 0 && !active.some(forbids);
    },
  };
}

function matches({ name, value, isRegex, isEqual }: SilenceMatcher, labels: Labels): boolean {
  const found = labels[name] ?? "";
  return (isRegex ? mayMatch(value, found) : found === value) === isEqual;
}

/** What JavaScript cannot read may match anything: who silences something is left alone rather than surprised. */
function mayMatch(expression: string, value: string): boolean {
  try {
    return anchored(expression).test(value);
  } catch {
    return true;
  }
}
