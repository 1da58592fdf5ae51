import { anomalies } from "../../signals/metrics/anomalies.ts";
import type { Metric } from "../../signals/model/metric.ts";
import { type Promql, promql, selector } from "../../signals/model/promql.ts";
import { signal } from "../../signals/model/signal.ts";
import { ratio, seconds, whole } from "../../signals/model/unit.ts";
import { moment } from "../units.ts";

/** Over what the figures of anomalies are taken, as the monthly reports do: benevoclic.md section 8. */
const period = "30d";
const periodSeconds = 30 * 86_400;

/**
 * How much a counter of the recorder grew within the period. A difference, not `increase()`: the recorder computes its
 * counters from its records, so that they never start again, and a first anomaly must count although its series is new.
 * It reads two samples, however long the period.
 */
const grown = (per: readonly string[], metric: Metric, where: readonly string[] = [], suffix = ""): Promql => {
  const total = (offset: string) => promql`sum by (${per}) (${selector(metric, where, suffix)}${offset})`;
  return promql`(${total("")} - (${total(` offset ${period}`)} or 0 * ${total("")}))`;
};

/** The mean of a histogram's observations within the period; no value without one. */
const mean = (per: readonly string[], histogram: Metric, where: readonly string[] = []): Promql =>
  promql`${grown(per, histogram, where, "_sum")} / (${grown(per, histogram, where, "_count")} > 0)`;

const instance = ["instance"] as const;
const critical = 'severity="critical"';

export const openAnomalies = signal("severity:anomalies_open:sum", {
  unit: whole,
  per: ["instance", "severity"],
  title: { fr: "Anomalies ouvertes", en: "Open anomalies" },
  about: { fr: "Anomalies qui ne sont pas closes, par gravité.", en: "Anomalies that are not closed, by severity." },
  expr: promql`sum by (instance, severity) (${anomalies.open})`,
});

export const anomaliesSince = signal("anomaly:opened:since", {
  unit: moment,
  per: ["instance", "anomaly", "alertname", "severity", "component", "acknowledged"],
  title: { fr: "En cours", en: "Open now" },
  about: {
    fr: "Chaque anomalie ouverte, depuis quand, et si quelqu'un l'a prise en charge.",
    en: "Each open anomaly, since when, and whether somebody acknowledged it.",
  },
  expr: promql`1000 * max by (instance, anomaly, alertname, severity, component, acknowledged) (${anomalies.opened})`,
});

export const timeToRestore = signal("instance:anomalies_mttr:mean30d", {
  unit: seconds,
  per: instance,
  objective: { below: 300 },
  title: { fr: "MTTR (critiques)", en: "MTTR (critical)" },
  about: {
    fr: "Temps moyen de rétablissement : de l'ouverture à la fin des anomalies critiques closes en 30 jours.",
    en: "Mean time to restore: from the opening to the end of the critical anomalies that were closed within 30 days.",
  },
  expr: mean(instance, anomalies.resolution, [critical]),
});

export const timeBetweenFailures = signal("instance:anomalies_mtbf:mean30d", {
  unit: seconds,
  per: instance,
  objective: { above: 720 * 3600 },
  title: { fr: "MTBF (critiques)", en: "MTBF (critical)" },
  about: {
    fr: "Temps moyen entre deux pannes : 30 jours divisés par le nombre d'anomalies critiques qui s'y sont ouvertes.",
    en: "Mean time between failures: 30 days divided by the number of critical anomalies that opened within them.",
  },
  expr: promql`${periodSeconds} / (${grown(instance, anomalies.recorded, [critical])} > 0)`,
});

export const detectionTime = signal("instance:anomalies_detection:mean30d", {
  unit: seconds,
  per: instance,
  objective: { below: 300 },
  title: { fr: "Temps de détection", en: "Time to detect" },
  about: {
    fr: "De la première mesure anormale à l'alerte, en moyenne sur 30 jours.",
    en: "From the first bad sample to the alert, on average over 30 days.",
  },
  expr: mean(instance, anomalies.detection),
});

/** The mean of 2.3 h is benevoclic.md section 4, anomalies. */
export const resolutionTime = signal("instance:anomalies_resolution:mean30d", {
  unit: seconds,
  per: instance,
  objective: { below: 2.3 * 3600 },
  title: { fr: "Temps de résolution", en: "Time to resolve" },
  about: {
    fr: "De l'ouverture à la fin d'une anomalie, quelle que soit sa gravité, en moyenne sur 30 jours.",
    en: "From the opening of an anomaly to its end, whatever its severity, on average over 30 days.",
  },
  expr: mean(instance, anomalies.resolution),
});

export const acknowledgementTime = signal("severity:anomalies_acknowledgement:mean30d", {
  unit: seconds,
  per: ["instance", "severity"],
  title: { fr: "Temps de prise en charge", en: "Time to acknowledge" },
  about: {
    fr: "De l'ouverture d'une anomalie au moment où quelqu'un la prend en charge, en moyenne sur 30 jours.",
    en: "From the opening of an anomaly to the moment when somebody takes it, on average over 30 days.",
  },
  expr: mean(["instance", "severity"], anomalies.acknowledgement),
});

export const resolutionTimeBySeverity = signal("severity:anomalies_resolution:mean30d", {
  unit: seconds,
  per: ["instance", "severity"],
  title: { fr: "Temps de résolution, par gravité", en: "Time to resolve, by severity" },
  about: {
    fr: "De l'ouverture à la fin d'une anomalie, en moyenne sur 30 jours. L'objectif est de moins de 4 heures.",
    en: "From the opening of an anomaly to its end, on average over 30 days. The objective is less than 4 hours.",
  },
  expr: mean(["instance", "severity"], anomalies.resolution),
});

export const recordedBySeverity = signal("severity:anomalies_recorded:count30d", {
  unit: whole,
  per: ["instance", "severity"],
  title: { fr: "Anomalies enregistrées en 30 jours", en: "Anomalies recorded within 30 days" },
  about: { fr: "Nouvelles anomalies, par gravité.", en: "New anomalies, by severity." },
  expr: grown(["instance", "severity"], anomalies.recorded),
});

export const recurrence = signal("component:anomalies_recorded:count30d", {
  unit: whole,
  per: ["instance", "component"],
  title: { fr: "Ce qui revient (30 j)", en: "What comes back (30 d)" },
  about: {
    fr: "Nouvelles anomalies de chaque partie de la plateforme en 30 jours : celle qui en a le plus mérite un post-mortem.",
    en: "New anomalies of each part of the platform within 30 days: the one with the most deserves a post-mortem.",
  },
  expr: promql`topk(10, ${grown(["instance", "component"], anomalies.recorded)} > 0)`,
});

/** benevoclic.md section 4, detection rate. */
export const foundByMonitoring = signal("instance:anomalies_detected:ratio30d", {
  unit: ratio,
  per: instance,
  objective: { above: 0.95 },
  title: { fr: "Détectées par la surveillance", en: "Detected by the monitoring" },
  about: {
    fr: "Part des anomalies des 30 derniers jours que la surveillance a vues avant qu'une personne ne les signale.",
    en: "Share of the anomalies of the last 30 days that the monitoring saw before a person told of them.",
  },
  expr: promql`(${grown(instance, anomalies.recorded, ['detection_method="automatic"'])} or 0 * ${grown(instance, anomalies.recorded)})
  / (${grown(instance, anomalies.recorded)} > 0)`,
});

/** benevoclic.md section 4, false positives. */
export const falseAlarms = signal("instance:anomalies_false_alarms:ratio30d", {
  unit: ratio,
  per: instance,
  objective: { below: 0.05 },
  title: { fr: "Fausses alertes", en: "False alarms" },
  about: {
    fr: "Part des anomalies closes en 30 jours qui étaient de fausses alertes.",
    en: "Share of the anomalies closed within 30 days that were false alarms.",
  },
  expr: promql`${grown(instance, anomalies.closed, ['resolution="false_alarm"'])} / (${grown(instance, anomalies.closed)} > 0)`,
});
