import { type Anomaly, currentEpisode, type Episode, isReal, isRepaired } from "../exporters/anomalies/anomaly.ts";
import { type Severity, severities } from "../kit/model/level.ts";
import type { Month } from "./month.ts";

/** What the records say of a month. Times are in seconds; undefined where there is nothing to take a mean of. */
interface RecordFigures {
  readonly detected: Readonly<Record<Severity, number>>;
  readonly resolved: number;
  readonly open: number;
  /** From the first bad value to the alert. */
  readonly timeToDetect: number | undefined;
  readonly timeToAcknowledge: number | undefined;
  /** Of all anomalies, from record to end. */
  readonly timeToResolve: number | undefined;
  /** MTTR: until service was restored, of the critical ones. */
  readonly timeToRestore: number | undefined;
  /** MTBF: the time of the month that was watched, divided by the critical anomalies. */
  readonly betweenFailures: number | undefined;
  /** Share that the monitoring found before any user told. */
  readonly foundFirst: number | undefined;
  readonly falseAlarms: number | undefined;
  /** Of what was resolved, what nobody was needed for. */
  readonly healed: number;
  /** Critical ones that people were told of. */
  readonly woke: number;
  /** Share of records that an earlier one of the same cause precedes, or that were reopened. */
  readonly returned: number | undefined;
}

/**
 * @param until the end of what is known of the month, for one that goes on
 * @param watched seconds of it in which anything was watched: what has no beginning there is no time without failures
 */
export function recordFigures(
  anomalies: readonly Anomaly[],
  { from, to }: Month,
  { until, watched }: { readonly until: Date; readonly watched: number },
): RecordFigures {
  const within = (at: string | undefined) => at !== undefined && new Date(at) >= from && new Date(at) < to;
  const records = anomalies.filter(({ episodes: [first] }) => within(first?.detectedAt));
  const episodes = anomalies.flatMap(({ severity, episodes }) => episodes.map((episode) => ({ severity, ...episode })));
  const closings = episodes.filter(({ closedAt }) => within(closedAt));
  const fixed = closings.filter(isRepaired);
  const begun = episodes.filter((episode) => within(episode.detectedAt) && isReal(episode));
  const critical = begun.filter(({ severity }) => severity === "critical");
  const real = records.filter((record) => isReal(currentEpisode(record)));
  return {
    detected: Object.fromEntries(
      severities.map((severity) => [severity, records.filter((record) => record.severity === severity).length]),
    ) as Record<Severity, number>,
    resolved: fixed.length,
    open: anomalies.filter(({ episodes }) => openAt(episodes, new Date(Math.min(to.getTime(), until.getTime()))))
      .length,
    timeToDetect: mean(begun.map(({ firstBadAt, detectedAt }) => span(firstBadAt, detectedAt))),
    timeToAcknowledge: mean(begun.map(({ openedAt, acknowledgedAt }) => span(openedAt, acknowledgedAt))),
    timeToResolve: mean(fixed.map(({ openedAt, resolvedAt, closedAt }) => span(openedAt, resolvedAt ?? closedAt))),
    timeToRestore: mean(
      fixed
        .filter(({ severity }) => severity === "critical")
        .map(({ firstBadAt, detectedAt, resolvedAt, closedAt }) =>
          span(firstBadAt ?? detectedAt, resolvedAt ?? closedAt),
        ),
    ),
    betweenFailures: critical.length > 0 ? watched / critical.length : undefined,
    foundFirst: share(
      real.filter(({ detection }) => detection !== "manual"),
      ({ detection }) => detection === "automatic",
    ),
    healed: closings.filter(({ resolution }) => resolution === "remediation").length,
    woke: critical.filter(({ resolution }) => resolution !== "remediation").length,
    falseAlarms: share(closings, ({ resolution }) => resolution === "false_alarm"),
    returned: share(real, ({ earlier, episodes }) => earlier.length > 0 || episodes.length > 1),
  };
}

const openAt = (episodes: readonly Episode[], at: Date): boolean =>
  episodes.some(
    ({ openedAt, closedAt }) => new Date(openedAt) < at && (closedAt === undefined || new Date(closedAt) >= at),
  );

const span = (from: string | undefined, to: string | undefined): number | undefined =>
  from && to ? Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000) : undefined;

function mean(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? known.reduce((sum, value) => sum + value, 0) / known.length : undefined;
}

function share<T>(things: readonly T[], is: (thing: T) => boolean): number | undefined {
  return things.length > 0 ? things.filter(is).length / things.length : undefined;
}
