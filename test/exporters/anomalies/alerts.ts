import { keyOf } from "../../../exporters/anomalies/anomaly.ts";
import type { Alert, Notice } from "../../../exporters/anomalies/notification.ts";

/** One alert as Alertmanager tells it. */
export interface Told {
  readonly name?: string;
  /** Which of the things that the alert may be about. */
  readonly thing?: string;
  readonly severity?: string;
  readonly component?: string;
  readonly startsAt: Date;
  readonly endsAt?: Date;
  readonly annotations?: Readonly<Record<string, string>>;
}

export function alertOf({
  name = "ApiDown",
  thing = "",
  severity = "critical",
  component = "api",
  startsAt,
  endsAt,
  annotations,
}: Told): Alert {
  const labels = {
    ...{ alertname: name, environment: "production", instance: "vps-production", severity, component },
    ...{ category: "functionality", ...(thing && { thing }) },
  };
  return {
    fingerprint: Buffer.from(`${name}${thing}${severity}`).toString("hex").slice(0, 32).padStart(16, "0"),
    firing: endsAt === undefined,
    labels,
    annotations: { summary: `${name} sur vps-production`, impact: "Personne ne peut se connecter.", ...annotations },
    startsAt,
    ...(endsAt && { endsAt }),
  };
}

/** A group's news. */
export function noticeOf(...alerts: readonly Told[]): Notice {
  const told = alerts.map(alertOf);
  return { key: keyOf(told[0]?.labels ?? {}), alerts: told };
}
