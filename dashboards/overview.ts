import { dashboard, row } from "../kit/model/dashboard.ts";
import { severities } from "../kit/model/level.ts";
import { figure, graph, list, type State } from "../kit/model/panel.ts";
import type { Signal } from "../kit/model/signal.ts";
import { severityColours } from "../kit/model/style.ts";
import { capitalised, severityWords, terms } from "../kit/model/words.ts";
import { requestRate, responseTime, serverErrors } from "../signals/api.ts";
import { cpuUse, memoryUse } from "../signals/host.ts";
import { diskUse } from "../signals/host-disks.ts";
import { availabilityLeft, errorsLeft } from "../signals/objectives.ts";
import { componentNames } from "./series.ts";
import { componentState } from "./views/alerts.ts";
import { usersOnline } from "./views/business.ts";
import { firingAlerts, firingSince, goingOn, goingOnSince, rankOf } from "./views/going-on.ts";

const ranks = Object.fromEntries(
  severities.flatMap((severity) =>
    (["cause", "symptom"] as const).map((of): [number, State] => [
      rankOf(severity, of),
      { text: severityWords[severity], colour: severityColours[severity] },
    ]),
  ),
);
const whatGoesOn = { fr: "Ce qui ne va pas", en: "What is wrong" };
const noneFires = { fr: "Aucune alerte en cours.", en: "No alert is firing." };
const nobody: State = { text: { fr: "personne", en: "nobody" }, colour: "warning" };
const gravestFirst = (rank: Signal, since: Signal) => [
  { column: rank.name, largestFirst: true },
  { column: since.name, largestFirst: false },
];

export const overview = dashboard("overview", {
  title: { fr: "Vue d'ensemble", en: "Overview" },
  about: {
    fr: "Benevoclic va-t-il bien ? Tout sur un écran, au mur ou sur un téléphone.",
    en: "Is Benevoclic well? All on one screen, on a wall or on a phone.",
  },
  readers: {
    fr: "Tout le monde, à tout moment : d'abord ici.",
    en: "Everybody, at any time: here first.",
  },
  since: "6h",
  rows: [
    row({ fr: "Comment va Benevoclic ?", en: "How is Benevoclic?" }, [
      figure(componentState, {
        series: componentNames,
        leadsToDomain: true,
        states: {
          0: { text: { fr: "Va bien", en: "Well" }, colour: "good" },
          1: { text: capitalised(severityWords.warning), colour: "warning" },
          2: { text: capitalised(severityWords.critical), colour: "critical" },
        },
      }),
    ]),
    row(
      { fr: "En ce moment", en: "Now" },
      [
        list(goingOn, {
          title: whatGoesOn,
          beside: [goingOnSince],
          columns: {
            value: { title: terms.severity, states: ranks },
            alertname: { title: terms.alert, leadsToAnomaly: "anomaly" },
            measured: { title: { fr: "Valeur", en: "Value" } },
            [goingOnSince.name]: { title: goingOnSince.title },
            taken_by: { title: { fr: "Prise par", en: "Taken by" }, states: { nobody } },
            cause: { title: { fr: "À cause de", en: "Because of" }, namesAlerts: true },
            anomaly: { title: { fr: "Fiche", en: "Record" }, leadsToAnomaly: "anomaly" },
          },
          sortedBy: gravestFirst(goingOn, goingOnSince),
          whenEmpty: noneFires,
          orElse: list(firingAlerts, {
            title: whatGoesOn,
            beside: [firingSince],
            columns: {
              value: { title: terms.severity, states: ranks },
              alertname: { title: terms.alert },
              [firingSince.name]: { title: firingSince.title },
            },
            sortedBy: gravestFirst(firingAlerts, firingSince),
            whenEmpty: noneFires,
          }),
        }),
      ],
      [
        figure(usersOnline, { title: { fr: "En ligne", en: "Online" } }),
        figure(responseTime, { title: { fr: "Réponse (P95)", en: "Response (P95)" } }),
        figure(serverErrors, { title: { fr: "Erreurs 5xx", en: "5xx errors" } }),
        figure(cpuUse, { title: { fr: "Processeur", en: "CPU" } }),
        figure(memoryUse, { title: { fr: "Mémoire", en: "Memory" } }),
        figure(diskUse, { title: { fr: "Disque", en: "Disk" } }),
        figure(availabilityLeft, { title: { fr: "Budget dispo", en: "Uptime budget" } }),
        figure(errorsLeft, { title: { fr: "Budget 5xx", en: "5xx budget" } }),
      ],
    ),
    row({ fr: "Aujourd'hui et il y a une semaine", en: "Today and a week ago" }, [
      graph(requestRate, { against: "7d" }),
      graph(responseTime, { against: "7d" }),
      graph(serverErrors, { against: "7d" }),
    ]),
  ],
});
