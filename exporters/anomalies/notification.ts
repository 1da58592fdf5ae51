import { z } from "zod";
import { oneByOne } from "../../kit/model/one-by-one.ts";
import { identityLabels, keyOf } from "./anomaly.ts";

const instant = z.iso.datetime({ offset: true });
const texts = z.record(z.string(), z.string());

const alertSchema = z.object({
  status: z.enum(["firing", "resolved"]),
  labels: texts.refine((labels) => identityLabels.every((name) => labels[name]), {
    error: `labels ${identityLabels.join(", ")}`,
  }),
  annotations: texts.nullish().transform((annotations) => annotations ?? {}),
  startsAt: instant,
  endsAt: instant.optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().regex(/^[0-9a-f]{1,32}$/),
});

/** What Alertmanager posts to a webhook, version 4. https://prometheus.io/docs/alerting/latest/configuration/#webhook_config */
export const notificationSchema = z.object({
  version: z.literal("4"),
  groupKey: z.string(),
  truncatedAlerts: z.int().min(0).optional(),
  status: z.enum(["firing", "resolved"]),
  receiver: z.string(),
  groupLabels: texts,
  commonLabels: texts,
  commonAnnotations: texts,
  externalURL: z.string(),
  alerts: z.array(alertSchema),
});
type Notification = z.output<typeof notificationSchema>;
const anyAlerts = notificationSchema.extend({ alerts: oneByOne(alertSchema) });

/** A notification as far as it is understood. */
interface ReadNotification {
  readonly notification: Notification;
  /** What is wrong with alerts that are left out, as `alerts[3].labels: …`; without their values. */
  readonly wrong: readonly string[];
  /** How many alerts are not in it: those, and what Alertmanager itself left out (`max_alerts`). */
  readonly missing: number;
}

/**
 * Reads what Alertmanager posted. One alert that is not understood keeps no other from being recorded: Alertmanager does not
 * come again with what was refused.
 * @throws ZodError when it is no notification
 */
export function readNotification(sent: unknown): ReadNotification {
  const { alerts, ...envelope } = anyAlerts.parse(sent);
  const { understood, odd } = alerts;
  const wrong = odd.flatMap(({ place, error }) =>
    error.issues.map(
      ({ path, message }) => `alerts[${place}]${path.map((key) => `.${String(key)}`).join("")}: ${message}`,
    ),
  );
  const missing = odd.length + (envelope.truncatedAlerts ?? 0);
  return { notification: { ...envelope, alerts: [...understood] }, wrong, missing };
}

/** The fields of a notification that nobody here knows: a newer Alertmanager's. They are told, and the rest is recorded. */
export function unknownFields(notification: object): string[] {
  const unknown = (found: object, shape: object) => Object.keys(found).filter((name) => !(name in shape));
  const sent = (notification as { alerts: unknown[] }).alerts.filter((alert) => alert instanceof Object);
  return [
    ...unknown(notification, notificationSchema.shape),
    ...new Set(sent.flatMap((alert) => unknown(alert, alertSchema.shape)).map((name) => `alerts.${name}`)),
  ];
}

/** One alert as the recorder sees it. */
export interface Alert {
  readonly fingerprint: string;
  readonly firing: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: Date;
  /** Of an alert that is over. */
  readonly endsAt?: Date;
}

/** In the place of a beginning that cannot be (the year 1 or 9999): the same whenever it is told. */
export const unknownStart = new Date("2000-01-01T00:00:00Z");
/** ms by which a clock may be ahead of ours. */
const ahead = 86_400_000;
const isPossible = (at: Date, now: Date): boolean => at > unknownStart && at.getTime() <= now.getTime() + ahead;

/** News of one anomaly. */
export interface Notice {
  readonly key: string;
  readonly alerts: readonly Alert[];
  /** What repaired it without a person: `restart web`. */
  readonly remediedBy?: string;
}

export interface Recorded {
  /** Which severities become anomalies. */
  readonly severities: readonly string[];
}

/**
 * The news in a notification, one a key. Never of the recorder's own alerts, which would record themselves without end, nor
 * of the sign of life.
 */
export function noticesOf({ alerts }: Notification, { severities }: Recorded, now: Date = new Date()): Notice[] {
  const notices = new Map<string, Alert[]>();
  for (const { labels, annotations, fingerprint, status, startsAt, endsAt } of alerts) {
    if (labels.component === "anomalies" || labels.alertname === "Watchdog") continue;
    if (!severities.includes(labels.severity ?? "")) continue;
    const key = keyOf(labels);
    const firing = status === "firing";
    const [began, ended] = [new Date(startsAt), new Date(endsAt ?? now)];
    const alert = {
      ...{ fingerprint, firing, labels, annotations, startsAt: isPossible(began, now) ? began : unknownStart },
      ...(!firing && { endsAt: isPossible(ended, now) ? ended : now }),
    };
    notices.set(key, [...(notices.get(key) ?? []), alert]);
  }
  return [...notices].map(([key, alerts]) => ({ key, alerts }));
}
