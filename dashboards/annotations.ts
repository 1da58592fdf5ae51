import { components } from "../alerts/components.ts";
import type { Annotation } from "../kit/model/annotation.ts";
import type { Severity } from "../kit/model/level.ts";
import { promql } from "../kit/model/promql.ts";
import { alerts } from "../signals/metrics/alerts.ts";
import { anomalies } from "../signals/metrics/anomalies.ts";
import { apiProcess } from "../signals/metrics/api-process.ts";
import { deploy } from "../signals/metrics/deploy.ts";
import { pm2 } from "../signals/metrics/pm2.ts";

/** Each alert once, however many things it is about: marks that pile up would hide the graph. */
const firing = (severity: Severity) =>
  promql`count by (alertname) (${alerts.state.where('alertstate="firing"', `severity="${severity}"`)})`;

/** On every dashboard, as far as the environment has their metrics. */
export const annotations: readonly Annotation[] = [
  {
    title: { fr: "L'API démarre", en: "The API starts" },
    colour: "neutral",
    expr: promql`1000 * max by (instance) (${apiProcess.startTime})`,
    named: [],
    valueIsMoment: true,
  },
  {
    title: { fr: "La surveillance est déployée", en: "The monitoring is deployed" },
    colour: "neutral",
    expr: promql`1000 * max by (version, commit) (${deploy.timestamp})`,
    named: ["version"],
    valueIsMoment: true,
  },
  {
    title: { fr: "Le site démarre", en: "The web site starts" },
    colour: "neutral",
    expr: promql`1000 * max by (instance) (${pm2.startTime.where('app="benevoclic-web"')})`,
    named: [],
    valueIsMoment: true,
  },
  {
    title: { fr: "Alertes critiques", en: "Critical alerts" },
    colour: "critical",
    expr: firing("critical"),
    named: ["alertname"],
  },
  {
    title: { fr: "Avertissements", en: "Warnings" },
    colour: "warning",
    expr: firing("warning"),
    named: ["alertname"],
    onRequest: true,
  },
  {
    title: components.Anomaly.title,
    colour: "aside",
    // Most of them are an alert as well, which is marked already.
    expr: promql`count by (anomaly, alertname) (${anomalies.opened})`,
    named: ["anomaly", "alertname"],
    onRequest: true,
  },
];
