import { isDeepStrictEqual } from "node:util";
import { type Category, categories } from "../../kit/model/category.ts";
import { type Severity, severities, severityRank } from "../../kit/model/level.ts";
import { type Anomaly, currentEpisode, type Episode, isOpen, remembering, withEpisode } from "./anomaly.ts";
import { type Alert, type Notice, unknownStart } from "./notification.ts";

export interface Policy {
  /** Whether a record is closed when its alerts have ended, or waits for a person. */
  readonly closing: "automatic" | "manual";
  /** ms after its end within which an anomaly that returns is the same record. */
  readonly reopenWithin: number;
}

/** What happened to an anomaly, and is told in a comment. */
export type Event = "raised" | "resolved" | "reopened" | "acknowledged" | "closed";

/** What a notice makes of what is known. */
export type Decision =
  | { readonly kind: "nothing" }
  /** A new record, still without an id. */
  | { readonly kind: "open"; readonly draft: Omit<Anomaly, "id"> }
  | { readonly kind: "change"; readonly anomaly: Anomaly; readonly events: readonly Event[] };

/** Alerts of one anomaly that are remembered; beyond, those that ended first are forgotten. A record holds 65,536 characters. */
const rememberedAlerts = 200;
/** How many things are named in the record. */
const namedThings = 30;
/** Characters of one text of an annotation, and how many next steps. */
const longest = 800;
const steps = 10;
/** Occurrences that one record tells; what returns more often goes on in a new one, so that a record never outgrows its place. */
const mostEpisodes = 50;
/** Earlier anomalies that a new one names: "third time in 30 days". */
const recurrence = 30 * 86_400_000;

/**
 * Decides what a notice means. It may come twice, late, in another order, or after anything was lost in between: what an alert
 * says twice changes nothing.
 *
 * @param known every anomaly of the notice's key, oldest first
 * @param now when the notice is taken up
 */
export function decide(known: readonly Anomaly[], notice: Notice, policy: Policy, now: Date): Decision {
  return toldLate(known.at(-1), notice) ?? withRemedy(decideOn(known, notice, policy, now), notice.remediedBy);
}

/** A repair that is told when its alerts have ended already: nothing begins again by it. */
function toldLate(latest: Anomaly | undefined, { alerts, remediedBy }: Notice): Decision | undefined {
  if (latest === undefined || remediedBy === undefined) return undefined;
  const isOf = ({ firstBadAt, detectedAt, resolvedAt = "9999" }: Episode) =>
    alerts.every(({ startsAt, endsAt = startsAt }) => {
      const begun = endsAt >= new Date(firstBadAt ?? detectedAt);
      return begun && startsAt <= new Date(resolvedAt);
    });
  const index = latest.episodes.findLastIndex(isOf);
  const episode = latest.episodes[index];
  if (episode?.resolvedAt === undefined) return undefined;
  const { closedAt, resolution } = episode;
  const counted = closedAt && resolution === "fixed" ? { countedAs: resolution } : {};
  const anomaly = {
    ...latest,
    episodes: latest.episodes.with(index, { ...remedied(episode, remediedBy), ...counted }),
  };
  return isDeepStrictEqual(anomaly, latest) ? { kind: "nothing" } : { kind: "change", anomaly, events: [] };
}

const remedied = (episode: Episode, remediedBy: string): Episode => ({
  ...episode,
  remediedBy,
  ...(episode.resolution === "fixed" && { resolution: "remediation" }),
});

/** What was repaired without a person says so, also when its alerts end later. */
function withRemedy(decision: Decision, remediedBy: string | undefined): Decision {
  if (remediedBy === undefined || decision.kind === "nothing") return decision;
  const lastRemedied = <Record extends Omit<Anomaly, "id">>(anomaly: Record): Record => ({
    ...anomaly,
    episodes: anomaly.episodes.with(-1, remedied(anomaly.episodes.at(-1) as Episode, remediedBy)),
  });
  return decision.kind === "open"
    ? { ...decision, draft: lastRemedied(decision.draft) }
    : { ...decision, anomaly: lastRemedied(decision.anomaly) };
}

function decideOn(known: readonly Anomaly[], { key, alerts }: Notice, policy: Policy, now: Date): Decision {
  const latest = known.at(-1);
  const fresh = alerts.filter((alert) => isFresh(alert, known));
  if (!latest) return fresh.length === 0 ? { kind: "nothing" } : opened(key, fresh, [], now, policy);
  if (isOpen(latest)) return continued(latest, alerts, fresh, policy, now);
  if (fresh.length === 0) return { kind: "nothing" };
  const { resolvedAt, closedAt = resolvedAt } = currentEpisode(latest);
  const since = earliest(fresh).getTime() - Date.parse(closedAt ?? latest.episodes[0]?.openedAt ?? "");
  if (since > policy.reopenWithin || latest.episodes.length >= mostEpisodes)
    return opened(key, fresh, known, now, policy);
  return settled(
    joined({ ...latest, episodes: [...latest.episodes, episode(fresh, now)] }, fresh),
    ["reopened"],
    policy,
    now,
  );
}

/** Whether this occurrence of the alert is news: it began after all that is known of the alert had ended. */
function isFresh({ fingerprint, startsAt }: Alert, known: readonly Anomaly[]): boolean {
  return known.every((anomaly) => {
    const occurrence = anomaly.alerts[fingerprint];
    if (!occurrence) return isGoingOn(anomaly) || secondsOf(startsAt) > (anomaly.forgotten ?? 0);
    const [began, ended] = occurrence;
    if (ended !== undefined) return secondsOf(startsAt) > ended;
    // It has not ended as far as we know: in an open record it goes on; one that was closed meanwhile ended then, at the latest.
    const { closedAt } = currentEpisode(anomaly);
    return closedAt !== undefined && secondsOf(startsAt) > Math.max(began, secondsOf(new Date(closedAt)));
  });
}

const isGoingOn = (anomaly: Anomaly): boolean => isOpen(anomaly) && currentEpisode(anomaly).resolvedAt === undefined;

function continued(
  latest: Anomaly,
  alerts: readonly Alert[],
  fresh: readonly Alert[],
  policy: Policy,
  now: Date,
): Decision {
  const over = currentEpisode(latest).resolvedAt !== undefined;
  const returned = over && fresh.some(({ firing }) => firing);
  const base = returned ? { ...latest, episodes: [...latest.episodes, episode(fresh, now)] } : latest;
  const news = alerts.filter((alert) => fresh.includes(alert) || endsOngoing(latest, alert));
  if (news.length === 0) return { kind: "nothing" };
  const next = joined(base, news);
  // Only of alerts that are more than it remembers.
  if (isDeepStrictEqual(next, latest)) return { kind: "nothing" };
  const raised = severityRank(next.severity) < severityRank(latest.severity);
  return settled(
    next,
    [...(returned ? ["reopened" as const] : []), ...(raised ? ["raised" as const] : [])],
    policy,
    now,
  );
}

/** The end of an occurrence that is known to go on. */
function endsOngoing({ alerts }: Anomaly, { fingerprint, endsAt }: Alert): boolean {
  const [began, ended] = alerts[fingerprint] ?? [];
  return endsAt !== undefined && began !== undefined && ended === undefined && secondsOf(endsAt) >= began;
}

/** Ends the episode when none of its alerts goes on. */
function settled(anomaly: Anomaly, events: readonly Event[], policy: Policy, now: Date): Decision {
  const ongoing = Object.values(anomaly.alerts).some(([, ended]) => ended === undefined);
  if (ongoing || currentEpisode(anomaly).resolvedAt) return { kind: "change", anomaly, events };
  const end = Math.max(...Object.values(anomaly.alerts).map(([, ended = 0]) => ended));
  return {
    kind: "change",
    anomaly: resolvedAt(anomaly, new Date(end * 1000), policy, now),
    events: [...events, "resolved"],
  };
}

function resolvedAt(anomaly: Anomaly, end: Date, { closing }: Policy, now: Date): Anomaly {
  const { detectedAt, remediedBy } = currentEpisode(anomaly);
  // Prometheus' clock and ours may differ: nothing ends before it began.
  const resolved = new Date(Math.max(end.getTime(), Date.parse(detectedAt))).toISOString();
  const resolution = remediedBy === undefined ? "fixed" : "remediation";
  const closed = { closedAt: now.toISOString(), resolution } as const;
  return withEpisode(anomaly, { resolvedAt: resolved, ...(closing === "automatic" && closed) });
}

/**
 * The anomaly whose alerts have ended unseen: the end of an alert that a cause silenced is told by nobody.
 *
 * @param lost fingerprints of alerts that are known to have ended
 */
export function withoutLost(anomaly: Anomaly, lost: ReadonlySet<string>, policy: Policy, now: Date): Decision {
  const ended = Object.entries(anomaly.alerts).filter(([one, [, end]]) => end === undefined && lost.has(one));
  if (!isOpen(anomaly) || currentEpisode(anomaly).resolvedAt) return { kind: "nothing" };
  // An episode that a person began has no alerts: nothing of it ends by itself.
  const latest = Math.max(...Object.values(anomaly.alerts).map(([began]) => began));
  if (ended.length === 0 && latest < secondsOf(new Date(currentEpisode(anomaly).detectedAt)))
    return { kind: "nothing" };
  const alerts = { ...anomaly.alerts };
  for (const [fingerprint, [began]] of ended) alerts[fingerprint] = [began, Math.max(began, secondsOf(now))];
  return settled({ ...anomaly, alerts }, [], policy, now);
}

function opened(key: string, fresh: readonly Alert[], known: readonly Anomaly[], now: Date, policy: Policy): Decision {
  const [first] = [...fresh].sort((a, b) => severityRank(a.labels.severity) - severityRank(b.labels.severity));
  const { labels = {}, annotations = {} } = first ?? {};
  const recent = known.filter(
    (anomaly) => now.getTime() - Date.parse(currentEpisode(anomaly).detectedAt) <= recurrence,
  );
  const component = textOf(labels.component ?? "unknown");
  const draft: Omit<Anomaly, "id"> = {
    ...{ key, component, severity: severityOf(labels.severity), category: categoryOf(labels.category) },
    ...{ environment: textOf(labels.environment), instance: textOf(labels.instance), detection: "automatic" },
    alertname: textOf(labels.alertname),
    title: textOf(annotations.title ?? annotations.summary ?? labels.alertname),
    description: textOf(annotations.summary),
    impact: textOf(annotations.impact),
    ...{ value: textOf(annotations.value), limit: textOf(annotations.limit) },
    ...(annotations.unit && { unit: textOf(annotations.unit) }),
    nextSteps: linesOf(annotations.next_steps)
      .slice(0, steps)
      .map((line) => line.replace(/^\d+\.\s*/, "")),
    links: {
      ...linkOf("dashboard", annotations.dashboard_url),
      ...linkOf("graph", annotations.graph_url),
      ...linkOf("runbook", annotations.runbook_url),
    },
    ...{ things: [], symptoms: linesOf(annotations.symptoms).slice(0, namedThings), affected: [component], alerts: {} },
    earlier: recent.slice(-namedThings).map(({ id }) => id),
    episodes: [episode(fresh, now)],
  };
  // The id is given where the record is made.
  const settledDraft = settled(joined({ ...draft, id: "" }, fresh), [], policy, now);
  return { kind: "open", draft: settledDraft.kind === "change" ? settledDraft.anomaly : draft };
}

const episode = (fresh: readonly Alert[], now: Date): Episode => ({
  detectedAt: (earliest(fresh) > unknownStart ? earliest(fresh) : now).toISOString(),
  openedAt: now.toISOString(),
});

/** Takes the alerts into the anomaly: the worst severity that fires, and the values of the worst. */
function joined(anomaly: Anomaly, news: readonly Alert[]): Anomaly {
  const alerts = { ...anomaly.alerts };
  for (const { fingerprint, startsAt, endsAt } of news)
    alerts[fingerprint] = endsAt
      ? [secondsOf(startsAt), Math.max(secondsOf(startsAt), secondsOf(endsAt))]
      : [secondsOf(startsAt)];
  const [worst] = news
    .filter(({ firing }) => firing)
    .sort((a, b) => severityRank(a.labels.severity) - severityRank(b.labels.severity));
  const raised = worst && severityRank(worst.labels.severity) < severityRank(anomaly.severity);
  const things = [...new Set([...anomaly.things, ...news.map(thingOf).filter((thing) => thing !== "")])];
  const all = {
    ...anomaly,
    ...(raised && {
      severity: severityOf(worst.labels.severity),
      title: textOf(worst.annotations.title ?? worst.annotations.summary ?? anomaly.title),
      description: textOf(worst.annotations.summary ?? anomaly.description),
      ...{ value: textOf(worst.annotations.value), limit: textOf(worst.annotations.limit) },
    }),
    things: things.slice(0, namedThings),
    alerts,
  };
  return remembering(all, rememberedAlerts);
}

/** Labels that every alert of the group has alike, or that say nothing of the thing. */
const ofTheGroup = new Set([
  "alertname",
  "environment",
  "instance",
  "severity",
  "component",
  "category",
  "platform",
  "job",
]);
const thingOf = ({ labels }: Alert): string =>
  Object.entries(labels)
    .filter(([name]) => !ofTheGroup.has(name))
    .map(([name, value]) => `${name}="${value.slice(0, 80)}"`)
    .sort()
    .join(", ")
    .slice(0, 300);

/** A longer address is none that a person could follow. */
const linkOf = (name: string, address = "") => (address !== "" && address.length <= 8000 ? { [name]: address } : {});
const earliest = (alerts: readonly Alert[]): Date =>
  new Date(Math.min(...alerts.map(({ startsAt }) => startsAt.getTime())));
const secondsOf = (instant: Date): number => instant.getTime() / 1000;
const textOf = (text = ""): string => text.slice(0, longest);
const linesOf = (text = ""): string[] =>
  text
    .split("\n")
    .map((line) => textOf(line.trim()))
    .filter((line) => line !== "");
const severityOf = (text = ""): Severity => severities.find((one) => one === text) ?? "info";
const categoryOf = (text = ""): Category => categories.find((one) => one === text) ?? "system";
