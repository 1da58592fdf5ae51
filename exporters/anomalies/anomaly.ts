import { createHash } from "node:crypto";
import { z } from "zod";
import { categories } from "../../kit/model/category.ts";
import { severities } from "../../kit/model/level.ts";
import { publicSchema } from "./public-text.ts";

const detectionMethods = ["automatic", "manual", "user_report"] as const;
/** What people may say of its end. */
export const peoplesResolutions = ["fixed", "false_alarm", "duplicate"] as const;
/** And `remediation`: it was repaired without anybody. */
export const resolutions = [...peoplesResolutions, "remediation"] as const;

export type Resolution = (typeof resolutions)[number];

/** ISO 8601 in UTC. */
const instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text).toISOString());

/** From the moment when something is wrong to the one when the record is closed. A reopened anomaly has several. */
const episodeSchema = z.object({
  /** When its signal was first beyond the limit; unknown where Prometheus could not be asked. */
  firstBadAt: instant.optional(),
  detectedAt: instant,
  openedAt: instant,
  acknowledgedAt: instant.optional(),
  /** The operator who took it, as they called themselves; never a user of the platform. */
  acknowledgedBy: z.string().max(60).optional(),
  /** When the last of its alerts ended. */
  resolvedAt: instant.optional(),
  closedAt: instant.optional(),
  /** The operator who closed it, likewise; nobody where it ended by itself. */
  closedBy: z.string().max(60).optional(),
  resolution: z.enum(resolutions).optional(),
  /** What repaired it without a person: `restart web`. */
  remediedBy: z.string().max(100).optional(),
  /** As what its closing was counted, where more was known of it only later: counters never fall. */
  countedAs: z.enum(resolutions).optional(),
});
export type Episode = z.output<typeof episodeSchema>;

/** Whether anything was wrong, as far as is known: it was neither a false alarm nor another one's. */
export const isReal = ({ resolution }: Pick<Episode, "resolution">): boolean =>
  resolution !== "false_alarm" && resolution !== "duplicate";
/** Whether it was repaired, by somebody or without anybody. */
export const isRepaired = (episode: Pick<Episode, "resolution">): boolean =>
  episode.resolution !== undefined && isReal(episode);

/**
 * An anomaly's record (benevoclic.md section 7). It is all that the recorder knows of it, and stands in the record itself as
 * one hidden line: there is no other memory.
 */
export const anomalySchema = z.object({
  /** ANOM-YYYY-MM-DD-NNN, the day in Europe/Paris. */
  id: z.string().regex(/^ANOM-\d{4}-\d{2}-\d{2}-\d{3,6}$/),
  /** What makes two alerts the same anomaly: see `keyOf`. Records by hand have one of their own each. */
  key: z.string().regex(/^[0-9a-f]{16}$/),
  severity: z.enum(severities),
  category: z.enum(categories),
  component: z.string(),
  environment: z.string(),
  instance: z.string(),
  detection: z.enum(detectionMethods),
  /** Empty for records by hand. */
  alertname: z.string(),
  title: z.string(),
  description: z.string(),
  /** What users feel. */
  impact: z.string(),
  value: z.string(),
  limit: z.string(),
  /** In what its signal is counted (kit/model/unit.ts). */
  unit: z.string().optional(),
  nextSteps: z.array(z.string()),
  links: z.object({
    dashboard: z.string().optional(),
    graph: z.string().optional(),
    runbook: z.string().optional(),
    report: z.string().optional(),
  }),
  /** What the group's alerts are about: `mountpoint="/data"`. */
  things: z.array(z.string()),
  /** Alerts that this one explains: listed here, not recorded. */
  symptoms: z.array(z.string()),
  /** What people call those alerts, by their names, as far as it was known. */
  called: z.record(z.string(), z.string()).optional(),
  /** Components that the anomaly reaches, its own first. */
  affected: z.array(z.string()),
  /** Fingerprint of an alert -> when its latest occurrence began and, once it is over, ended: seconds since the epoch. */
  alerts: z.record(z.string(), z.tuple([z.number()]).or(z.tuple([z.number(), z.number()]))),
  /** Latest beginning of an occurrence that is no longer remembered, in seconds: what is as old is no news of an anomaly that is over. */
  forgotten: z.number().optional(),
  /** Ids of the earlier anomalies of the same key within 30 days. */
  earlier: z.array(z.string()),
  /** Number of a support ticket; never who wrote it. */
  ticket: z.string().optional(),
  episodes: z.array(episodeSchema).min(1),
  /** What visitors read of it on the status page. */
  public: publicSchema.optional(),
});
export type Anomaly = z.output<typeof anomalySchema>;

/** The alerts that it explains, as people call them. */
export function symptomsOf({ symptoms, called = {} }: Pick<Anomaly, "symptoms" | "called">): string[] {
  // An alert may be called as what every object has, such as "constructor".
  const titles = new Map(Object.entries(called));
  return symptoms.map((name) => titles.get(name) ?? name);
}

/** An anomaly in its place. */
export interface Stored<Ref = unknown> {
  readonly ref: Ref;
  readonly anomaly: Anomaly;
}

/** A record with the time of its latest change, by the store's own clock. */
export interface Written<Ref = unknown> extends Stored<Ref> {
  readonly changedAt: Date;
}

/** Alerts that agree in these labels are one anomaly: kit/model/routing.ts groups them so for the recorder. */
export const identityLabels = ["alertname", "environment", "instance"] as const;

/** Both levels of an alert are the same anomaly, and so are all disks or routes of one host that it fires for. */
export function keyOf(labels: Readonly<Record<string, string>>): string {
  return digest(JSON.stringify(identityLabels.map((name) => labels[name] ?? "")));
}

/** @returns 16 hexadecimal digits */
export const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);

export function currentEpisode({ episodes }: Anomaly): Episode {
  return episodes.at(-1) as Episode;
}

/** When its present episode began: its signal was beyond the limit before its alert told so. */
export function beginningOf(anomaly: Anomaly): Date {
  const { firstBadAt, detectedAt } = currentEpisode(anomaly);
  return new Date(firstBadAt ?? detectedAt);
}

/** The anomaly with changes to its present episode. */
export function withEpisode(anomaly: Anomaly, change: Partial<Episode>): Anomaly {
  return { ...anomaly, episodes: [...anomaly.episodes.slice(0, -1), { ...currentEpisode(anomaly), ...change }] };
}

/** The anomaly with at most so many alerts: those that go on before those that have ended, the latest first. */
export function remembering(anomaly: Anomaly, atMost: number): Anomaly {
  const entries = Object.entries(anomaly.alerts);
  if (entries.length <= atMost) return anomaly;
  const order = entries.sort(([one, [beganA, endedA = Infinity]], [other, [beganB, endedB = Infinity]]) => {
    if (endedA !== endedB) return endedA < endedB ? 1 : -1;
    return beganB - beganA || (one < other ? -1 : 1);
  });
  const dropped = order.slice(atMost).map(([, [began]]) => began);
  return {
    ...anomaly,
    alerts: Object.fromEntries(order.slice(0, atMost)),
    forgotten: Math.max(anomaly.forgotten ?? 0, ...dropped),
  };
}

export const isOpen = (anomaly: Anomaly): boolean => currentEpisode(anomaly).closedAt === undefined;
export const isAcknowledged = (anomaly: Anomaly): boolean => currentEpisode(anomaly).acknowledgedAt !== undefined;

/** By whom it is taken and since when, to see whether that has changed; empty where nobody has it. */
export function takenAs(anomaly: Anomaly): string {
  const { acknowledgedAt = "", acknowledgedBy = "" } = currentEpisode(anomaly);
  return `${acknowledgedAt} ${acknowledgedBy}`.trim();
}

/** benevoclic.md section 7. */
export type Status = "open" | "in_progress" | "resolved" | "closed";
export function statusOf(anomaly: Anomaly): Status {
  const { closedAt, resolvedAt, acknowledgedAt } = currentEpisode(anomaly);
  if (closedAt) return "closed";
  if (resolvedAt) return "resolved";
  return acknowledgedAt ? "in_progress" : "open";
}
