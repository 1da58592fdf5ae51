import {
  recorderFailures,
  recorderPending,
  unacknowledgedCritical,
  unacknowledgedInfo,
  unacknowledgedWarning,
  unresolvedCritical,
} from "../signals/anomalies.ts";
import { dashboard, row } from "./model/dashboard.ts";
import { figure, graph, list, ranking } from "./model/panel.ts";
import { componentNames, severityStates } from "./series.ts";
import {
  acknowledgementTime,
  anomaliesSince,
  detectionTime,
  falseAlarms,
  foundByMonitoring,
  openAnomalies,
  recordedBySeverity,
  recurrence,
  resolutionTime,
  resolutionTimeBySeverity,
  timeBetweenFailures,
  timeToRestore,
} from "./views/anomalies.ts";

const none = { fr: "Aucune anomalie", en: "No anomaly" };
const noneOpen = { fr: "Aucune anomalie n'est ouverte.", en: "No anomaly is open." };
const allTaken = {
  fr: "Toutes les anomalies de cette gravité sont prises en charge.",
  en: "Every anomaly of this severity is acknowledged.",
};
const noneInMonth = { fr: "Aucune anomalie en 30 jours.", en: "No anomaly within 30 days." };

export const anomalies = dashboard("anomalies", {
  title: { fr: "Anomalies", en: "Anomalies" },
  about: {
    fr: "Que se passe-t-il, qui s'en occupe, et apprenons-nous ? Les fiches d'anomalie et leurs délais.",
    en: "What is going on, who takes care of it, and do we learn? The anomaly records and their times.",
  },
  readers: {
    fr: "Développeur principal et ingénieurs, chaque jour ; direction, chaque mois.",
    en: "The lead developer and engineers, each day; the management, each month.",
  },
  since: "7d",
  rows: [
    row(
      { fr: "En cours", en: "Open now" },
      [
        list(anomaliesSince, {
          whenEmpty: noneOpen,
          columns: {
            severity: { title: { fr: "Gravité", en: "Severity" }, states: severityStates },
            anomaly: { title: { fr: "Fiche", en: "Record" } },
            alertname: { title: { fr: "Alerte", en: "Alert" } },
            component: { title: { fr: "Partie", en: "Part" }, states: componentNames },
            acknowledged: {
              title: { fr: "Prise en charge", en: "Acknowledged" },
              states: {
                true: { text: { fr: "oui", en: "yes" }, colour: "good" },
                false: { text: { fr: "non", en: "no" }, colour: "warning" },
              },
            },
            value: { title: { fr: "Depuis", en: "Since" } },
          },
        }),
      ],
      [
        graph(openAnomalies, { series: severityStates, whenEmpty: noneOpen }),
        graph(unresolvedCritical, {
          whenEmpty: {
            fr: "Aucune anomalie critique prise en charge n'est encore ouverte.",
            en: "No acknowledged critical anomaly is still open.",
          },
        }),
      ],
      [
        graph(unacknowledgedCritical, { whenEmpty: allTaken }),
        graph(unacknowledgedWarning, { whenEmpty: allTaken }),
        graph(unacknowledgedInfo, { whenEmpty: allTaken }),
      ],
    ),
    row(
      { fr: "Ce que l'on a promis (30 jours)", en: "What was promised (30 days)" },
      [
        figure(timeToRestore, { whenEmpty: none }),
        figure(timeBetweenFailures, { whenEmpty: none }),
        figure(detectionTime, { whenEmpty: none }),
        figure(resolutionTime, { whenEmpty: none }),
        figure(foundByMonitoring, { title: { fr: "Bien détectées", en: "Detected" }, whenEmpty: none }),
        figure(falseAlarms, { whenEmpty: none }),
      ],
      [
        graph(acknowledgementTime, { series: severityStates, whenEmpty: noneInMonth }),
        graph(resolutionTimeBySeverity, { series: severityStates, whenEmpty: noneInMonth }),
      ],
      [
        graph(recordedBySeverity, { series: severityStates, whenEmpty: noneInMonth }),
        ranking(recurrence, { series: componentNames, whenEmpty: noneInMonth }),
      ],
    ),
    row({ fr: "Tenue des fiches", en: "Keeping the records" }, [graph(recorderFailures), graph(recorderPending)]),
  ],
});
