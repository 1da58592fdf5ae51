import { metricsOf } from "../../kit/model/metric.ts";
import { counts, harmless, mostWays, restless } from "../../kit/model/ways.ts";

/** The alert on silences, which the recorder records even where it is silenced itself (exporters/anomalies/silences.ts). */
export const silencesAlert = "MonitoringSilenceRisky";

const onlyReported = harmless({ "only drawn: the report's figures, read once a month": mostWays });

/**
 * The anomaly recorder's state, which escalation and reports read. Its own labels alertname, severity and component are
 * those of the recorded alert: an alert over these metrics must rename or aggregate them away.
 */
export const anomalies = metricsOf("anomalies", {
  open: {
    name: "anomalies_open",
    type: "gauge",
    about: "Anomalies that are not closed.",
    labels: { severity: "critical", category: "functionality", component: "api", acknowledged: "false" },
    harmless: harmless({
      "only drawn: each open anomaly is told by its own alert, and again by the escalation while nobody takes it":
        mostWays,
    }),
  },
  opened: {
    name: "anomaly_opened_timestamp_seconds",
    type: "gauge",
    about: "When an open anomaly was opened (Unix time); the series ends when it is closed.",
    comesAndGoes: "there is none while no anomaly is open",
    labels: {
      anomaly: "ANOM-2026-11-23-001",
      alertname: "ApiDown",
      severity: "critical",
      component: "api",
      acknowledged: "false",
    },
  },
  info: {
    name: "anomaly_info",
    type: "gauge",
    about:
      "1 for an open anomaly: what lists say of it. The title is its own, hence its alert's where there is one; what was measured is that of its latest alert; nobody has what nobody took; the cause is the alert of another open anomaly that explains it.",
    comesAndGoes: "there is none while no anomaly is open",
    labels: {
      anomaly: "ANOM-2026-11-23-001",
      alertname: "ApiDown",
      severity: "critical",
      component: "api",
      title: "API arrêtée",
      measured: "2,5 s",
      taken_by: "nobody",
      cause: "",
    },
    harmless: harmless({ "only drawn: a list says less of an anomaly": mostWays }),
  },
  symptom: {
    name: "anomaly_symptom_info",
    type: "gauge",
    about: "1 for an alert that the alert of an open anomaly explains and silences: it has no record of its own.",
    comesAndGoes: "there is none while no anomaly has a symptom",
    labels: { anomaly: "ANOM-2026-11-23-001", alertname: "WebDown", cause: "ApiDown" },
    harmless: harmless({ "only drawn: a list shows a symptom as if it stood alone": mostWays }),
  },
  recorded: {
    name: "anomalies_recorded_total",
    type: "counter",
    about: "Anomalies recorded.",
    labels: { severity: "critical", category: "functionality", component: "api", detection_method: "automatic" },
    harmless: onlyReported,
  },
  closed: {
    name: "anomalies_closed_total",
    type: "counter",
    about: "Anomalies closed.",
    labels: { severity: "critical", resolution: "fixed" },
    harmless: onlyReported,
  },
  detection: {
    name: "anomaly_detection_seconds",
    type: "histogram",
    about: "From the first bad sample to the alert.",
    labels: { severity: "critical" },
    buckets: [15, 30, 60, 120, 180, 300, 600, 900, 1800, 3600],
    harmless: onlyReported,
  },
  acknowledgement: {
    name: "anomaly_acknowledgement_seconds",
    type: "histogram",
    about: "From the opening of an anomaly to the moment when somebody takes it.",
    labels: { severity: "critical" },
    buckets: [300, 900, 1800, 3600, 14_400, 43_200, 86_400, 259_200],
    harmless: onlyReported,
  },
  resolution: {
    name: "anomaly_resolution_seconds",
    type: "histogram",
    about: "From the opening of an anomaly to its end.",
    labels: { severity: "critical" },
    buckets: [300, 900, 1800, 3600, 7200, 8280, 14_400, 43_200, 86_400, 259_200],
    harmless: onlyReported,
  },
  pending: {
    name: "anomaly_recorder_pending",
    type: "gauge",
    about: "Changes that wait to be written to GitHub.",
    alwaysPresent: true,
    harmless: harmless({ "what goes within half an hour has reached GitHub all the same": [...restless] }),
  },
  silences: {
    name: "anomaly_recorder_silences",
    type: "gauge",
    about:
      "Silences of Alertmanager that hide too much: long lasts for more than a day; watchdog hides the sign of life; critical hides a critical alert.",
    comesAndGoes: "there is none while Alertmanager does not answer",
    labels: { risk: "long" },
  },
  failures: {
    name: "anomaly_recorder_failures_total",
    type: "counter",
    about: "Operations on GitHub that failed.",
    alwaysPresent: true,
    labels: { operation: "create" },
    harmless: harmless({
      "one failure a minute or two is tried again; AnomalyRecorderFailing tells when all fail, AnomalyRecorderBehind what stays undone":
        ["doubles", "drifts for hours"],
      "a recorder that starts anew reads what it kept; increase() survives it": [...counts],
    }),
  },
});
