import { components } from "../alerts/components.ts";
import { dashboard, row } from "../kit/model/dashboard.ts";
import { figure, graph, list, ranking } from "../kit/model/panel.ts";
import { terms } from "../kit/model/words.ts";
import {
  recorderFailures,
  recorderPending,
  riskySilences,
  unacknowledgedCritical,
  unacknowledgedInfo,
  unacknowledgedWarning,
  unresolvedCritical,
} from "../signals/anomalies.ts";
import {
  betweenFailures7d,
  betweenFailures30d,
  betweenFailures90d,
  closed7d,
  closed30d,
  closed90d,
  falseAlarms7d,
  falseAlarms30d,
  falseAlarms90d,
  recorded7d,
  recorded30d,
  recorded90d,
  returned7d,
  returned30d,
  returned90d,
  timeToAcknowledge7d,
  timeToAcknowledge30d,
  timeToAcknowledge90d,
  timeToDetect7d,
  timeToDetect30d,
  timeToDetect90d,
  timeToResolve7d,
  timeToResolve30d,
  timeToResolve90d,
} from "../signals/anomaly-figures.ts";
import { anomalies as metrics } from "../signals/metrics/anomalies.ts";
import { componentNames, severityStates } from "./series.ts";
import { anomaliesSince, foundByMonitoring, openAnomalies, recurrence } from "./views/anomalies.ts";

const noneYet = { fr: "Aucune, ou pas 30 jours", en: "None, or not 30 days" };
const noneOpen = { fr: "Aucune anomalie n'est ouverte.", en: "No anomaly is open." };
const allTaken = {
  fr: "Toutes les anomalies de cette gravité sont prises en charge.",
  en: "Every anomaly of this severity is acknowledged.",
};
const byTitle = { label: "recorded_alert", by: "anomaly", from: metrics.info, name: "title" } as const;
const noneInMonth = {
  fr: "Aucune anomalie en 30 jours, ou pas encore 30 jours de fiches.",
  en: "No anomaly within 30 days, or not 30 days of records yet.",
};

export const anomalies = dashboard("anomalies", {
  title: components.Anomaly.title,
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
            severity: { title: terms.severity, states: severityStates },
            anomaly: { title: { fr: "Fiche", en: "Record" }, leadsToAnomaly: "anomaly" },
            alertname: { title: terms.alert, leadsToAnomaly: "anomaly" },
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
          called: byTitle,
          whenEmpty: {
            fr: "Aucune anomalie critique prise en charge n'est encore ouverte.",
            en: "No acknowledged critical anomaly is still open.",
          },
        }),
      ],
      [
        graph(unacknowledgedCritical, { called: byTitle, whenEmpty: allTaken }),
        graph(unacknowledgedWarning, { called: byTitle, whenEmpty: allTaken }),
        graph(unacknowledgedInfo, { called: byTitle, whenEmpty: allTaken }),
      ],
    ),
    row(
      { fr: "Sur 30 jours", en: "Over 30 days" },
      [
        figure(timeToResolve30d, { title: { fr: "MTTR", en: "MTTR" }, series: severityStates, whenEmpty: noneYet }),
        figure(betweenFailures30d, { title: { fr: "MTBF", en: "MTBF" }, whenEmpty: noneYet }),
        figure(foundByMonitoring, { whenEmpty: noneYet }),
        figure(falseAlarms30d, { title: { fr: "Fausses alertes", en: "False alarms" }, whenEmpty: noneYet }),
        figure(returned30d, { title: { fr: "Revenues", en: "Returned" }, whenEmpty: noneYet }),
      ],
      [timeToDetect30d, timeToAcknowledge30d, timeToResolve30d].map((time) =>
        graph(time, { series: severityStates, whenEmpty: noneInMonth }),
      ),
      [
        list(recorded30d, {
          whenEmpty: noneInMonth,
          columns: {
            anomaly_severity: { title: terms.severity, states: severityStates },
            anomaly_category: { title: terms.category },
            value: { title: { fr: "Nombre", en: "Number" } },
          },
        }),
        list(closed30d, {
          whenEmpty: noneInMonth,
          columns: {
            anomaly_severity: { title: terms.severity, states: severityStates },
            resolution: { title: { fr: "Conclusion", en: "Resolution" } },
            value: { title: { fr: "Nombre", en: "Number" } },
          },
        }),
        ranking(recurrence, { series: componentNames, whenEmpty: noneInMonth }),
      ],
    ),
    row({ fr: "Tenue des fiches", en: "Keeping the records" }, [
      graph(recorderFailures),
      graph(recorderPending),
      graph(riskySilences),
    ]),
  ],
  // The reports read them.
  leavesOut: [
    ...[betweenFailures7d, betweenFailures90d, closed7d, closed90d, falseAlarms7d, falseAlarms90d],
    ...[recorded7d, recorded90d, returned7d, returned90d, timeToAcknowledge7d, timeToAcknowledge90d],
    ...[timeToDetect7d, timeToDetect90d, timeToResolve7d, timeToResolve90d],
  ],
});
