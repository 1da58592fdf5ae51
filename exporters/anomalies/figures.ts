import { Histogram, Registry } from "prom-client";
import { severities, severityRank } from "../../kit/model/level.ts";
import type { Metric } from "../../kit/model/metric.ts";
import { anomalies as metrics } from "../../signals/metrics/anomalies.ts";
import { exposition, type Sample, sample } from "../program/exposition.ts";
import {
  type Anomaly,
  currentEpisode,
  type Episode,
  isAcknowledged,
  isOpen,
  isRepaired,
  resolutions,
} from "./anomaly.ts";
import type { Recorder } from "./recorder.ts";
import { risks, type Silences } from "./silences.ts";
import type { Operation } from "./store.ts";

/** In the place of an alert's name. */
const manual = "manual";
/** In the place of the name of whoever took it. */
const nobody = "nobody";

const operations: readonly Operation[] = ["create", "update", "reopen", "close", "list"];

/**
 * The recorder's metrics in the exposition format. They are computed from the records, so that counters go on where they were
 * after a restart.
 */
export async function figuresOf(
  recorder: Pick<Recorder, "anomalies" | "pending" | "failures">,
  silences?: Silences,
): Promise<string> {
  const { anomalies, pending, failures } = recorder;
  const gauges = [
    ...[metrics.open, metrics.opened, metrics.info, metrics.symptom, metrics.recorded, metrics.closed],
    ...[metrics.pending, metrics.failures, metrics.silences],
  ];
  const samples = [
    ...openSamples(anomalies),
    ...describedSamples(anomalies),
    ...recordedSamples(anomalies),
    ...closedSamples(anomalies),
    sample(metrics.pending, pending),
    ...(silences ? risks.map((risk) => sample(metrics.silences, silences.risky[risk], { risk })) : []),
    ...operations.map((operation) => sample(metrics.failures, failures.get(operation) ?? 0, { operation })),
  ];
  return (await exposition(gauges, samples)) + (await histograms(anomalies));
}

function openSamples(anomalies: readonly Anomaly[]): Sample[] {
  const open = anomalies.filter(isOpen);
  const state = (anomaly: Anomaly) => ({
    severity: anomaly.severity,
    component: anomaly.component,
    acknowledged: String(isAcknowledged(anomaly)),
  });
  const groups = counted(open, (anomaly) => ({ ...state(anomaly), category: anomaly.category }));
  return [
    ...groups.map(({ labels, count }) => sample(metrics.open, count, labels)),
    ...open.map((anomaly) => {
      const labels = { ...state(anomaly), anomaly: anomaly.id, alertname: anomaly.alertname || manual };
      return sample(metrics.opened, Date.parse(currentEpisode(anomaly).openedAt) / 1000, labels);
    }),
  ];
}

/** Open anomalies that are described, and symptoms of each: what lists hold, and no more series than that. */
const described = { anomalies: 50, symptoms: 20 };
/** Characters of a text in a label. */
const longestLabel = 80;

/** What people wrote, as a label: short, on one line, and without anybody's address. */
const asLabel = (text: string): string =>
  text
    .replace(/\S+@\S+/g, "…")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, longestLabel);

/** The words of the open anomalies, the gravest first: each alert is described once, by its own record where it has one. */
function describedSamples(anomalies: readonly Anomaly[]): Sample[] {
  const open = anomalies
    .filter(isOpen)
    .sort((one, other) => severityRank(one.severity) - severityRank(other.severity))
    .slice(0, described.anomalies);
  const records = open.filter(
    ({ alertname }, index) => alertname === "" || open.findIndex((one) => one.alertname === alertname) === index,
  );
  const told = new Set(records.map(({ alertname }) => alertname));
  // Of several that explain it, the one that nothing explains.
  const isExplained = (record: Anomaly) => Number(causeOf(record, records) !== "");
  const causesFirst = [...records].sort((one, other) => isExplained(one) - isExplained(other));
  const symptoms = causesFirst.flatMap(({ id, alertname, symptoms: explained }) =>
    explained.slice(0, described.symptoms).flatMap((symptom) => {
      if (told.has(symptom)) return [];
      told.add(symptom);
      return [sample(metrics.symptom, 1, { anomaly: id, alertname: symptom, cause: alertname })];
    }),
  );
  return [...records.map((record) => infoOf(record, causeOf(record, records))), ...symptoms];
}

/** The alert that explains one that fired before it, hence has a record of its own; empty where they explain each other. */
function causeOf({ alertname, symptoms }: Anomaly, records: readonly Anomaly[]): string {
  if (alertname === "") return "";
  const cause = records.find((one) => one.symptoms.includes(alertname) && !symptoms.includes(one.alertname));
  return cause?.alertname ?? "";
}

function infoOf(anomaly: Anomaly, cause: string): Sample {
  const { id, alertname, severity, component, title, value } = anomaly;
  const { acknowledgedAt, acknowledgedBy = "?" } = currentEpisode(anomaly);
  return sample(metrics.info, 1, {
    ...{ anomaly: id, alertname: alertname || manual, severity, component, measured: asLabel(value) },
    title: asLabel(title),
    taken_by: acknowledgedAt === undefined ? nobody : asLabel(acknowledgedBy),
    cause,
  });
}

const recordedSamples = (anomalies: readonly Anomaly[]): Sample[] =>
  counted(anomalies, ({ severity, category, component, detection }) => ({
    ...{ severity, category, component, detection_method: detection },
  })).map(({ labels, count }) => sample(metrics.recorded, count, labels));

/** A reopened record was closed as well: counters never fall. All of them exist from the start, so that the first one is an increase. */
function closedSamples(anomalies: readonly Anomaly[]): Sample[] {
  const closings = anomalies.flatMap(({ severity, episodes }) =>
    episodes
      .filter(({ closedAt }) => closedAt)
      .map(({ resolution = "fixed", countedAs = resolution }) => ({ severity, resolution: countedAs })),
  );
  return severities.flatMap((severity) =>
    resolutions.map((resolution) => {
      const count = closings.filter((one) => one.severity === severity && one.resolution === resolution).length;
      return sample(metrics.closed, count, { severity, resolution });
    }),
  );
}

function counted<T>(things: readonly T[], labelsOf: (thing: T) => Readonly<Record<string, string>>) {
  const groups = new Map<string, { labels: Readonly<Record<string, string>>; count: number }>();
  for (const labels of things.map(labelsOf)) {
    const key = JSON.stringify(Object.entries(labels).sort());
    groups.set(key, { labels, count: (groups.get(key)?.count ?? 0) + 1 });
  }
  return [...groups.values()];
}

/** From where to where each time is measured; undefined where one end is unknown. What was observed once stays: counters never fall. */
const times: readonly {
  readonly metric: Metric;
  readonly of: (episode: Episode) => readonly [string | undefined, string | undefined];
}[] = [
  { metric: metrics.detection, of: ({ firstBadAt, detectedAt }) => [firstBadAt, detectedAt] },
  { metric: metrics.acknowledgement, of: ({ openedAt, acknowledgedAt }) => [openedAt, acknowledgedAt] },
  {
    metric: metrics.resolution,
    // Only at the closing it is known whether there was anything to resolve.
    of: (episode) => {
      const { openedAt, resolvedAt, closedAt } = episode;
      return [openedAt, closedAt && isRepaired(episode) ? (resolvedAt ?? closedAt) : undefined];
    },
  },
];

async function histograms(anomalies: readonly Anomaly[]): Promise<string> {
  const registry = new Registry();
  for (const { metric, of } of times) {
    const { name, about: help, buckets = [] } = metric;
    const histogram = new Histogram({
      name,
      help,
      buckets: [...buckets],
      labelNames: ["severity"],
      registers: [registry],
    });
    for (const severity of severities) histogram.zero({ severity });
    for (const { severity, episodes } of anomalies)
      for (const episode of episodes) {
        const [from, to] = of(episode);
        if (from && to) histogram.observe({ severity }, Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000));
      }
  }
  return registry.metrics();
}
