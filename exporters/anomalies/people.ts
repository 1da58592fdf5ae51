import {
  type Anomaly,
  currentEpisode,
  digest,
  isAcknowledged,
  isOpen,
  type Resolution,
  takenAs,
  withEpisode,
} from "./anomaly.ts";
import type { Decision, Event } from "./decide.ts";
import { type Announcement, withAnnouncement } from "./public-text.ts";
import type { Command, Report, Seen } from "./store.ts";

/** What people did to a record, as the anomaly must know it. */
export function withPeople(
  seen: Pick<Seen, "anomaly" | "acknowledged" | "changedAt"> & Partial<Pick<Seen, "closed" | "resolution">>,
): { readonly anomaly: Anomaly; readonly events: readonly Event[]; readonly decision: Decision } {
  const { closed = !isOpen(seen.anomaly), resolution, changedAt } = seen;
  let { anomaly } = seen;
  const events: Event[] = [];
  if (!closed && !isOpen(anomaly)) {
    // Reopened by a person: nothing of it ends by itself.
    const at = changedAt.toISOString();
    anomaly = { ...anomaly, episodes: [...anomaly.episodes, { detectedAt: at, openedAt: at }] };
    events.push("reopened");
  }
  if (seen.acknowledged && isOpen(anomaly) && !isAcknowledged(anomaly)) {
    anomaly = withEpisode(anomaly, { acknowledgedAt: notBefore(currentEpisode(anomaly).openedAt, changedAt) });
    events.push("acknowledged");
  }
  if (closed && isOpen(anomaly)) {
    anomaly = closedWith(anomaly, resolution ?? "fixed", changedAt);
    events.push("closed");
  }
  return { anomaly, events, decision: events.length > 0 ? { kind: "change", anomaly, events } : { kind: "nothing" } };
}

/** A manual "all clear". */
function closedByPeople(anomaly: Anomaly, resolution: Resolution, at: Date, by: string | undefined): Decision {
  if (!isOpen(anomaly)) return { kind: "nothing" };
  const closed = withEpisode(closedWith(anomaly, resolution, at), by === undefined ? {} : { closedBy: by });
  return { kind: "change", anomaly: closed, events: ["closed"] };
}

/** What a person wants of an anomaly; records on GitHub and in files take commands only. */
export type Says =
  | Command["says"]
  | { readonly kind: "publish"; readonly announcement: Announcement }
  | { readonly kind: "unpublish" };

/** Why nothing is done of a wish: its record is gone, the anomaly is over, or somebody has taken it; and who that was, where it is known. */
export interface TooLate {
  readonly is: "gone" | "over" | "taken";
  readonly by?: string | undefined;
}

/**
 * Whether somebody was quicker than a wish.
 * @param seen `takenAs` of what its person was shown; undefined where nobody was shown anything
 */
export function tooLate(says: Says, anomaly: Anomaly, seen?: string, by?: string): TooLate | undefined {
  const { acknowledgedBy, closedBy } = currentEpisode(anomaly);
  if (says.kind !== "acknowledge" && says.kind !== "close") return undefined;
  if (!isOpen(anomaly)) return { is: "over", by: closedBy };
  const unseen = seen !== undefined && seen !== takenAs(anomaly) && acknowledgedBy !== by;
  return says.kind === "acknowledge" && unseen ? { is: "taken", by: acknowledgedBy } : undefined;
}

/** What a wish makes of the anomaly. @param by the name that its operator gave */
export function obeyed(says: Says, anomaly: Anomaly, at: Date, by?: string): Decision {
  if (says.kind === "publish") {
    const told = withAnnouncement(anomaly.public, says.announcement, at);
    return { kind: "change", anomaly: { ...anomaly, public: told }, events: [] };
  }
  if (says.kind === "unpublish") {
    const { public: _, ...secret } = anomaly;
    return { kind: "change", anomaly: secret, events: [] };
  }
  if (says.kind === "close") return closedByPeople(anomaly, says.resolution, at, by);
  if (!isOpen(anomaly)) return { kind: "nothing" };
  const taken = withPeople({ anomaly, acknowledged: true, changedAt: at });
  if (by === undefined || by === currentEpisode(anomaly).acknowledgedBy) return taken.decision;
  return { kind: "change", anomaly: withEpisode(taken.anomaly, { acknowledgedBy: by }), events: taken.events };
}

function closedWith(anomaly: Anomaly, resolution: Resolution, at: Date): Anomaly {
  const { openedAt, resolvedAt } = currentEpisode(anomaly);
  const closedAt = notBefore(openedAt, at);
  return withEpisode(anomaly, { resolvedAt: resolvedAt ?? closedAt, closedAt, resolution });
}

const notBefore = (begin: string, at: Date): string =>
  new Date(Math.max(Date.parse(begin), at.getTime())).toISOString();

/** ms */
const longestUnnoticed = 366 * 86_400_000;

/** The record of what a person reported. */
export function openedByReport(report: Report, now: Date): Omit<Anomaly, "id"> {
  const { at, detection, title, description, severity, category, component, environment, impact, ticket } = report;
  // What people mistype is no time of this year.
  const sane =
    report.noticedAt && report.noticedAt < at && at.getTime() - report.noticedAt.getTime() < longestUnnoticed;
  const noticed = sane && report.noticedAt ? report.noticedAt : at;
  return {
    ...{ severity, category, component, environment, detection },
    ...{ title: title.slice(0, 300), description: description.slice(0, 2000) },
    impact: impact.slice(0, 800),
    ...(ticket && { ticket }),
    key: digest(`report ${String(report.ref)}`),
    ...{ alertname: "", instance: "", value: "", limit: "", links: report.url ? { report: report.url } : {} },
    ...{ nextSteps: [], things: [], symptoms: [], affected: [component], alerts: {}, earlier: [] },
    episodes: [{ detectedAt: noticed.toISOString(), openedAt: now.toISOString() }],
  };
}
