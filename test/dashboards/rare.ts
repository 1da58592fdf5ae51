import { loadConfig } from "../../config/load.ts";
import type { Metric } from "../../kit/model/metric.ts";
import { seriesOf } from "../../kit/model/series.ts";
import { alerts } from "../../signals/metrics/alerts.ts";
import { anomalies } from "../../signals/metrics/anomalies.ts";
import { business, survey } from "../../signals/metrics/business.ts";
import { deploy } from "../../signals/metrics/deploy.ts";
import { qualityExporter } from "../../signals/metrics/quality-exporter.ts";
import { remediation } from "../../signals/metrics/remediation.ts";

// What a healthy platform, or an hour of it, has no data for: what looks back 30 days, anomalies, and what only a survey, a
// deployment or a run of the quality exporter brings.

const { host: instance } = loadConfig("production");
/** When the panels are asked, in hours after the first value. */
export const now = 31 * 24;

/** One value 30 days ago, another one now; `undefined` where the series was not there yet. */
function series(
  metric: Metric,
  labels: Readonly<Record<string, string>>,
  before: number | undefined,
  value: number,
  suffix = "",
) {
  const { name, labels: all } = seriesOf(metric, { ...labels, instance }, [], suffix);
  const matchers = Object.entries(all).map(([label, text]) => `${label}="${text}"`);
  return {
    series: `${name}{${matchers.join(",")}}`,
    // Hourly: 25 times the one value, afterwards the other.
    values: `${before === undefined ? "_x25" : `${before}x24`} ${value}x${now - 25}`,
  };
}

/** In seconds since the first value; nobody is called for an anomaly that is so young. */
const tenMinutesAgo = now * 3600 - 600;
const critical = { severity: "critical" };
const warning = { severity: "warning" };
const automatic = { detection_method: "automatic" };

export const world = [
  series(anomalies.pending, {}, 0, 0),
  series(anomalies.recorded, { ...critical, component: "api", ...automatic }, 1, 3),
  series(anomalies.recorded, { ...warning, component: "web", ...automatic }, undefined, 1),
  series(anomalies.recorded, { ...warning, component: "web", detection_method: "user_report" }, 4, 5),
  series(anomalies.recorded, { ...warning, component: "host", ...automatic }, 7, 7),
  series(anomalies.resolution, critical, 9000, 9480, "_sum"),
  series(anomalies.resolution, critical, 1, 3, "_count"),
  series(anomalies.resolution, warning, 0, 7200, "_sum"),
  series(anomalies.resolution, warning, 0, 1, "_count"),
  series(anomalies.acknowledgement, critical, 0, 600, "_sum"),
  series(anomalies.acknowledgement, critical, 0, 2, "_count"),
  series(anomalies.detection, critical, 100, 220, "_sum"),
  series(anomalies.detection, critical, 1, 3, "_count"),
  series(anomalies.closed, { ...critical, resolution: "fixed" }, 2, 5),
  series(anomalies.closed, { ...warning, resolution: "false_alarm" }, 0, 1),
  series(anomalies.open, { ...critical, component: "api", acknowledged: "false" }, undefined, 2),
  series(anomalies.opened, critical, undefined, tenMinutesAgo),
  series(business.usersActive, { window: "30d", role: "volunteer" }, 1000, 1247),
  series(alerts.state, { alertstate: "firing" }, undefined, 1),
  series(alerts.since, {}, undefined, 1000),
  series(survey.timestamp, {}, undefined, tenMinutesAgo),
  series(deploy.info, {}, undefined, 1),
  series(remediation.runs, { action: "restart", target: "benevoclic-api", outcome: "healed" }, 1, 3),
  series(remediation.duration, { action: "restart" }, 30, 90, "_sum"),
  series(remediation.duration, { action: "restart" }, 1, 3, "_count"),
  series(qualityExporter.reportState, { state: "old" }, undefined, 1),
  series(qualityExporter.lastRun, {}, undefined, tenMinutesAgo),
];

type Expected = Readonly<Record<string, readonly { readonly labels: string; readonly value: number }[]>>;
const one = (value: number, labels = "") => [{ labels: `{${labels}${labels && ","}instance="${instance}"}`, value }];

/** By the query of a panel, what it finds in that world. */
export const expected: Expected = {
  "benevoclic-anomalies / MTTR / A": [
    ...one(240, 'anomaly_severity="critical"'),
    ...one(7200, 'anomaly_severity="warning"'),
  ],
  "benevoclic-anomalies / MTBF / A": one((30 * 86_400) / 2),
  "benevoclic-anomalies / Bien détectées / A": one(0.75),
  "benevoclic-anomalies / Fausses alertes / A": one(0.25),
  "benevoclic-anomalies / Revenues / A": one(0),
  "benevoclic-anomalies / Délai de détection sur 30 jours / A": one(60, 'anomaly_severity="critical"'),
  "benevoclic-anomalies / Délai de prise en charge sur 30 jours / A": one(300, 'anomaly_severity="critical"'),
  "benevoclic-anomalies / Délai de rétablissement (MTTR) sur 30 jours / A": [
    ...one(240, 'anomaly_severity="critical"'),
    ...one(7200, 'anomaly_severity="warning"'),
  ],
  "benevoclic-anomalies / Anomalies sur 30 jours / A": [
    ...one(2, 'anomaly_category="functionality",anomaly_severity="critical"'),
    ...one(2, 'anomaly_category="functionality",anomaly_severity="warning"'),
  ],
  "benevoclic-anomalies / Anomalies closes sur 30 jours / A": [
    ...one(3, 'anomaly_severity="critical",resolution="fixed"'),
    ...one(1, 'anomaly_severity="warning",resolution="false_alarm"'),
  ],
  "benevoclic-anomalies / Ce qui revient (30 j) / A": [...one(2, 'component="api"'), ...one(2, 'component="web"')],
  "benevoclic-anomalies / Anomalies ouvertes / A": one(2, 'severity="critical"'),
  "benevoclic-anomalies / Fiches ouvertes / A": one(
    1000 * tenMinutesAgo,
    'acknowledged="false",alertname="ApiDown",anomaly="ANOM-2026-11-23-001",component="api",severity="critical"',
  ),
  "benevoclic-business / Croissance / A": one(0.247),
  "benevoclic-business / Utilisateurs actifs (30 j) / B": one(1150),
  "benevoclic-business / Âge de l'enquête / A": one(600),
  "benevoclic-monitoring / Surveillance déployée / A": [
    { labels: `{commit="42f4c59",instance="${instance}",version="v1.4.0"}`, value: 1 },
  ],
  "benevoclic-quality / Rapports qui manquent / A": [
    { labels: `{instance="${instance}",project="api",report="coverage",state="old"}`, value: 1 },
  ],
  "benevoclic-quality / Dernière lecture des rapports / A": one(600),
  "benevoclic-remediation / Ce qui a été tenté / A": one(
    3,
    'action="restart",outcome="healed",target="benevoclic-api"',
  ),
  "benevoclic-remediation / De l'alerte à la guérison / A": one(30, 'action="restart"'),
  "benevoclic-overview / Ce qui ne va pas / A": [{ labels: '{alertname="HostDown",component="host"}', value: 6 }],
  "benevoclic-overview / Ce qui ne va pas / B": [
    { labels: '{alertname="HostDown",component="host"}', value: 1_000_000 },
  ],
};
