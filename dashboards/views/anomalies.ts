import { moment } from "../../kit/model/moment.ts";
import { type Promql, promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { ratio, whole } from "../../kit/model/unit.ts";
import { anomalies } from "../../signals/metrics/anomalies.ts";

/**
 * How many anomalies were recorded within 30 days, as signals/kinds/anomaly-figure.ts counts them: a difference, which
 * counts a first anomaly although its series is new, and costs two samples. Fewer than there were: counting began again since.
 */
const recorded = (per: readonly string[], where: readonly string[] = []): Promql => {
  const total = (offset: string) => promql`sum by (${per}) (${anomalies.recorded.where(...where)}${offset})`;
  return promql`(${total("")} - (${total(" offset 30d")} or 0 * ${total("")}) >= 0 or ${total("")})`;
};

const instance = ["instance"] as const;

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
  title: { fr: "Fiches ouvertes", en: "Open records" },
  about: {
    fr: "Chaque anomalie ouverte, depuis quand, et si quelqu'un l'a prise en charge.",
    en: "Each open anomaly, since when, and whether somebody acknowledged it.",
  },
  // One by hand is called by its title, which stands where the others have their alert.
  expr: promql`1000 * max by (instance, anomaly, alertname, severity, component, acknowledged) (
  label_replace(
    ${anomalies.opened} * on (anomaly) group_left (title) max by (anomaly, title) (${anomalies.info})
      or ${anomalies.opened} unless on (anomaly) ${anomalies.info},
    "alertname", "$1", "title", "(.+)"
  )
)`,
});

export const recurrence = signal("component:anomalies_recorded:count30d", {
  unit: whole,
  per: ["instance", "component"],
  title: { fr: "Ce qui revient (30 j)", en: "What comes back (30 d)" },
  about: {
    fr: "Nouvelles anomalies de chaque partie de la plateforme en 30 jours : celle qui en a le plus mérite un post-mortem.",
    en: "New anomalies of each part of the platform within 30 days: the one with the most deserves a post-mortem.",
  },
  expr: promql`topk(10, ${recorded(["instance", "component"])} > 0)`,
});

/** benevoclic.md section 4, detection rate. */
export const foundByMonitoring = signal("instance:anomalies_detected:ratio30d", {
  unit: ratio,
  per: instance,
  objective: { above: 0.95 },
  title: { fr: "Bien détectées", en: "Detected" },
  about: {
    fr: "Part des anomalies des 30 derniers jours que la surveillance a vues avant qu'une personne ne les signale.",
    en: "Share of the anomalies of the last 30 days that the monitoring saw before a person told of them.",
  },
  expr: promql`(${recorded(instance, ['detection_method="automatic"'])} or 0 * ${recorded(instance)})
  / (${recorded(instance)} > 0)`,
});
