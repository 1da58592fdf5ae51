import type { Duration } from "../../kit/model/durations.ts";
import type { Metric } from "../../kit/model/metric.ts";
import { type Promql, promql, selector } from "../../kit/model/promql.ts";
import type { Objective, SignalDefinition } from "../../kit/model/signal.ts";
import { count, ratio, seconds } from "../../kit/model/unit.ts";
import { anomalies } from "../metrics/anomalies.ts";

// How well anomalies are found and mended: benevoclic.md sections 4 and 8. The recorder computes its counters from all records, so that
// they hardly ever fall: what happened within a time is a difference of two instants, which costs little however long it is.

type FigureWindow = "7d" | "30d" | "90d";

const days = (window: FigureWindow): number => Number(window.slice(0, -1));
const words = (window: FigureWindow) => ({ fr: `sur ${days(window)} jours`, en: `over ${days(window)} days` });

/** How finely a counter is looked at for falling. */
const step = "15m";

/**
 * What a counter has gained in a time; of a series that is younger, all of it. A counter that begins again, as when the records move,
 * has not lost anything: what it fell by is added. A range of all samples, which `increase` needs, would be a hundred times as many.
 */
const grownSince = (now: Promql, window: Duration): Promql =>
  promql`clamp_min(${now} - ((${now} offset ${window}) or 0 * ${now})
  + (sum_over_time(clamp_min(${now} offset ${step} - ${now}, 0)[${window}:${step}]) or 0 * ${now}), 0)`;

/** Growth within the window; of a series that is younger, all of it. Silent until the recorder has run for as long. */
const grown = (metric: Metric, window: FigureWindow, suffix = "", matchers: readonly string[] = []): Promql => {
  const now = selector(metric, matchers, suffix);
  return promql`(${grownSince(now, window)} and on (instance) (${anomalies.pending} offset ${window}))`;
};
/** `severity` and `category` are labels of every alert. */
const bySeverity = (expr: Promql): Promql =>
  promql`label_replace(${expr}, "anomaly_severity", "$1", "severity", "(.*)")`;

const common = { every: "4m" } as const satisfies Partial<SignalDefinition>;

/** @param objective benevoclic.md section 4: detection, anomalies */
function mean(metric: Metric, title: { fr: string; en: string }, objective?: Objective) {
  return (window: FigureWindow): SignalDefinition => ({
    ...common,
    unit: seconds,
    per: ["instance", "anomaly_severity"],
    ...(objective && { objective }),
    title: { fr: `${title.fr} ${words(window).fr}`, en: `${title.en} ${words(window).en}` },
    about: {
      fr: `Moyenne ${words(window).fr}, par gravité.`,
      en: `Mean ${words(window).en}, by severity.`,
    },
    expr: promql`sum by (instance, anomaly_severity) (${bySeverity(grown(metric, window, "_sum"))}) / (sum by (instance, anomaly_severity) (${bySeverity(grown(metric, window, "_count"))}) > 0)`,
  });
}

export const timeToDetect = mean(
  anomalies.detection,
  { fr: "Délai de détection", en: "Time to detect" },
  { below: 300 },
);
export const timeToAcknowledge = mean(anomalies.acknowledgement, {
  fr: "Délai de prise en charge",
  en: "Time to acknowledge",
});
export const timeToResolve = mean(
  anomalies.resolution,
  { fr: "Délai de rétablissement (MTTR)", en: "Time to resolve (MTTR)" },
  { below: 4 * 3600 },
);

export const recorded = (window: FigureWindow): SignalDefinition => ({
  ...common,
  unit: count,
  per: ["instance", "anomaly_severity", "anomaly_category"],
  title: { fr: `Anomalies ${words(window).fr}`, en: `Anomalies ${words(window).en}` },
  about: {
    fr: "Anomalies enregistrées, par gravité et catégorie.",
    en: "Anomalies recorded, by severity and category.",
  },
  expr: promql`sum by (instance, anomaly_severity, anomaly_category) (label_replace(${bySeverity(grown(anomalies.recorded, window))}, "anomaly_category", "$1", "category", "(.*)"))`,
});

export const closed = (window: FigureWindow): SignalDefinition => ({
  ...common,
  unit: count,
  per: ["instance", "anomaly_severity", "resolution"],
  title: { fr: `Anomalies closes ${words(window).fr}`, en: `Anomalies closed ${words(window).en}` },
  about: { fr: "Anomalies closes, par gravité et conclusion.", en: "Anomalies closed, by severity and resolution." },
  expr: promql`sum by (instance, anomaly_severity, resolution) (${bySeverity(grown(anomalies.closed, window))})`,
});

export const falseAlarms = (window: FigureWindow): SignalDefinition => ({
  ...common,
  unit: ratio,
  per: ["instance"],
  objective: { below: 0.05 },
  title: { fr: `Fausses alertes ${words(window).fr}`, en: `False alarms ${words(window).en}` },
  about: { fr: "Part des anomalies closes comme fausses alertes.", en: "Share of anomalies closed as false alarms." },
  expr: promql`sum by (instance) (${grown(anomalies.closed, window, "", ['resolution="false_alarm"'])}) / (sum by (instance) (${grown(anomalies.closed, window)}) > 0)`,
});

export const betweenFailures = (window: FigureWindow): SignalDefinition => ({
  ...common,
  unit: seconds,
  per: ["instance"],
  objective: { above: 720 * 3600 },
  title: {
    fr: `Temps entre pannes (MTBF) ${words(window).fr}`,
    en: `Time between failures (MTBF) ${words(window).en}`,
  },
  about: {
    fr: "La durée de la fenêtre, divisée par le nombre d'anomalies critiques ; rien tant qu'il n'y en a pas.",
    en: "The length of the window, divided by the number of critical anomalies; nothing while there are none.",
  },
  expr: promql`${String(days(window) * 86_400)} / (sum by (instance) (${grown(anomalies.recorded, window, "", ['severity="critical"'])}) > 0)`,
});

export const returned = (window: FigureWindow): SignalDefinition => ({
  ...common,
  unit: ratio,
  per: ["instance"],
  title: { fr: `Anomalies revenues ${words(window).fr}`, en: `Anomalies that returned ${words(window).en}` },
  about: {
    fr: "Part des clôtures de fiches qui avaient déjà été closes, et rouvertes parce que l'anomalie est revenue.",
    en: "Share of the closings of records that had been closed before, and were reopened because the anomaly returned.",
  },
  expr: promql`clamp_min(1 - sum by (instance) (${grown(anomalies.recorded, window)}) / (sum by (instance) (${grown(anomalies.closed, window)}) > 0), 0)`,
});
