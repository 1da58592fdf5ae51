import { seconds } from "../kit/model/durations.ts";
import type { Environment } from "../kit/model/environment.ts";
import { prometheusAt } from "../kit/model/prometheus.ts";
import type { Dashboard } from "../kit/preview/page/model.ts";
import { ruleGroups } from "../kit/write/rules.ts";
import { deploy } from "../signals/metrics/deploy.ts";
import { everyPanel } from "./asked.ts";
import type { Filling } from "./filled-prometheus.ts";

/**
 * What a year adds to the series of one moment: a deployment and an anomaly a day, an app that PM2 knows by a new id each week, and a new host, on which
 * everything begins again. Paths do not grow: those of no route are dropped when they are scraped.
 */
const aYear = { deployments: 365, anomalies: 365, ids: 52 };
const otherHost = "vps-before";

const day = 86_400;
/** Of what is neither recorded nor scraped, such as ALERTS: seconds. */
const usual = 15;
/** Series that no panel reads, and those of the past: they stand in the index of each block of the last day. */
const asideEvery = 7_200;

/** The series of a year, named like those that a running system has now, and as dense as far back as its dashboards look. */
export async function seriesOfAYear(
  prometheus: string,
  dashboards: readonly Dashboard[],
  environment: Environment,
): Promise<Filling[]> {
  const now = (await prometheusAt(prometheus).query('{__name__=~".+"}')).map(({ labels }) => labels);
  const instance = now.find(({ job }) => job === "node")?.instance ?? "";
  const depths = depthsOf(dashboards);
  const intervals = intervalsOf(environment);
  const present = now.map((labels) => fillingOf(labels, depths.get(labels.__name__ ?? ""), intervals));
  const past = [
    ...now.filter((labels) => labels.instance === instance).map((labels) => ({ ...labels, instance: otherHost })),
    ...times(aYear.deployments, (index) => ({
      __name__: deploy.timestamp.name,
      ...{ instance, job: "node", version: `1.${index}.0`, commit: index.toString(16).padStart(7, "0") },
    })),
    ...times(aYear.anomalies, (index) => ({
      __name__: "anomaly_opened_timestamp_seconds",
      ...{ instance, job: "anomalies", anomaly: `2026-01-01-${index}`, alertname: `Alert${index % 128}` },
      ...{ severity: "critical", component: "api", acknowledged: "true" },
    })),
    ...now
      .filter(({ job, id }) => job === "pm2" && id !== undefined)
      .flatMap((labels) => times(aYear.ids, (index) => ({ ...labels, id: String(100 + index) }))),
  ];
  return [...present, ...past.map((labels) => fillingOf(labels, undefined, intervals))];
}

const times = <One>(count: number, make: (index: number) => One): One[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** Name of a series -> how many seconds of it are read when its dashboards are opened. */
function depthsOf(dashboards: readonly Dashboard[]): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  for (const dashboard of dashboards) {
    const since = seconds(dashboard.time.from.replace("now-", "") as `${number}h`);
    for (const { expr } of everyPanel(dashboard).flatMap(({ targets = [] }) => targets)) {
      const longest = (pattern: RegExp) =>
        Math.max(0, ...[...expr.matchAll(pattern)].map(([, found]) => seconds(found as `${number}h`)));
      const depth = since + longest(/\[(\d+[smhdw])/g) + longest(/offset (\d+[smhdw])/g) + 3_600;
      // 30 days and more are read of single values, at whose place a few will do.
      for (const [name] of expr.matchAll(/[a-zA-Z_:][\w:]*/g))
        depths.set(name, Math.max(depths.get(name) ?? 0, Math.min(depth, 15 * day)));
    }
  }
  return depths;
}

/** Recorded series and jobs -> the seconds between two samples. */
function intervalsOf(environment: Environment): ReadonlyMap<string, number> {
  const groups = environment.domains.flatMap((domain) => ruleGroups(environment, domain));
  return new Map([
    ...groups.flatMap(({ interval, recordings }) =>
      recordings.map(({ name }): [string, number] => [name, seconds(interval)]),
    ),
    ...Object.entries(environment.jobs).map(([job, { interval }]): [string, number] => [job, seconds(interval)]),
  ]);
}

function fillingOf(
  labels: Readonly<Record<string, string>>,
  depth: number | undefined,
  intervals: ReadonlyMap<string, number>,
): Filling {
  const { __name__: name = "", ...others } = labels;
  const text = `${name}{${Object.entries(others)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",")}}`;
  const counts = /_(total|count|sum|bucket)$/.test(name);
  const phase = text.length * 977;
  return {
    ...{ name, text },
    every: depth === undefined ? asideEvery : (intervals.get(name) ?? intervals.get(others.job ?? "") ?? usual),
    since: depth ?? day,
    value: (moment) =>
      counts
        ? Math.floor((moment % (30 * day)) / 3)
        : Number((0.2 + 0.1 * Math.sin((moment + phase) / 13_000) + (moment % 7) / 100).toFixed(3)),
  };
}
