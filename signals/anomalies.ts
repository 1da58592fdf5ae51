import { eventCount } from "../kit/kinds/event-count.ts";
import { gaugeValue } from "../kit/kinds/gauge-value.ts";
import { promql } from "../kit/model/promql.ts";
import { rounded, seriesOf } from "../kit/model/series.ts";
import { type SignalDefinition, signal } from "../kit/model/signal.ts";
import type { Text } from "../kit/model/text.ts";
import { seconds, whole } from "../kit/model/unit.ts";
import { anomalies } from "./metrics/anomalies.ts";

/** How long open anomalies have waited. `alertname` is a label of every alert, hence another name for the recorded one's. */
const waiting = (where: Readonly<Record<string, string>>, title: Text, about: Text): SignalDefinition => ({
  unit: seconds,
  per: ["instance", "anomaly", "recorded_alert"],
  renamed: { recorded_alert: "alertname" },
  title,
  about,
  expr: promql`time() - max by (instance, anomaly, recorded_alert) (
  label_replace(${anomalies.opened.where(...Object.entries(where).map(([label, value]) => `${label}="${value}"`))}, "recorded_alert", "$1", "alertname", "(.*)")
)`,
  // In rule tests time begins at 0.
  produce: ({ values, interval, labels }) => [
    seriesOf(
      anomalies.opened,
      { ...where, ...labels },
      values.map((value, index) => (value === null ? null : rounded(index * interval - value))),
    ),
  ],
});

const unacknowledged = (severity: string, of: Text): SignalDefinition =>
  waiting(
    { severity, acknowledged: "false" },
    { fr: `Anomalies ${of.fr} sans prise en charge`, en: `Unacknowledged ${of.en} anomalies` },
    {
      fr: `Âge de chaque anomalie ${of.fr} ouverte que personne n'a prise en charge.`,
      en: `Age of each open ${of.en} anomaly that nobody acknowledged.`,
    },
  );

export const unacknowledgedCritical = signal(
  "anomaly:unacknowledged_critical:seconds",
  unacknowledged("critical", { fr: "critiques", en: "critical" }),
);
export const unacknowledgedWarning = signal(
  "anomaly:unacknowledged_warning:seconds",
  unacknowledged("warning", { fr: "d'avertissement", en: "warning" }),
);
export const unacknowledgedInfo = signal(
  "anomaly:unacknowledged_info:seconds",
  unacknowledged("info", { fr: "mineures", en: "minor" }),
);

export const unresolvedCritical = signal(
  "anomaly:unresolved_critical:seconds",
  waiting(
    { severity: "critical", acknowledged: "true" },
    { fr: "Anomalies critiques non résolues", en: "Unresolved critical anomalies" },
    {
      fr: "Âge de chaque anomalie critique prise en charge mais encore ouverte.",
      en: "Age of each critical anomaly that somebody acknowledged and that is still open.",
    },
  ),
);

export const recorderFailures = signal(
  "operation:anomaly_recorder_failures:increase10m",
  eventCount({
    counter: anomalies.failures,
    over: "10m",
    per: ["instance", "operation"],
    title: { fr: "Opérations refusées par GitHub", en: "Operations that GitHub refused" },
    about: {
      fr: "Écritures et lectures de fiches d'anomalie qui ont échoué en 10 minutes.",
      en: "Writings and readings of anomaly records that failed within 10 minutes.",
    },
  }),
);

export const riskySilences = signal(
  "risk:anomaly_recorder_silences:max",
  gaugeValue({
    gauge: anomalies.silences,
    take: "max",
    unit: whole,
    per: ["instance", "risk"],
    title: { fr: "Silences à risque", en: "Risky silences" },
    about: {
      fr: "Silences d'Alertmanager qui durent plus d'un jour (long), cachent le signe de vie (watchdog) ou une alerte critique (critical).",
      en: "Silences of Alertmanager that last for more than a day (long), hide the sign of life (watchdog) or a critical alert (critical).",
    },
  }),
);

export const recorderPending = signal(
  "instance:anomaly_recorder_pending:max",
  gaugeValue({
    gauge: anomalies.pending,
    take: "max",
    unit: whole,
    per: ["instance"],
    title: { fr: "Fiches en attente", en: "Records waiting" },
    about: {
      fr: "Changements de fiches d'anomalie qui attendent d'être écrits sur GitHub.",
      en: "Changes of anomaly records that wait to be written to GitHub.",
    },
  }),
);
