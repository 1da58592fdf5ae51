import { dashboard, row } from "../kit/model/dashboard.ts";
import { figure, graph, list } from "../kit/model/panel.ts";
import { capitalised, severityWords, terms } from "../kit/model/words.ts";
import { requestRate, responseTime, serverErrors } from "../signals/api.ts";
import { cpuUse, memoryUse } from "../signals/host.ts";
import { diskUse } from "../signals/host-disks.ts";
import { availabilityLeft, errorsLeft } from "../signals/objectives.ts";
import { componentNames, severityStates } from "./series.ts";
import { componentState, firingAlerts } from "./views/alerts.ts";
import { usersOnline } from "./views/business.ts";

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
        list(firingAlerts, {
          columns: {
            severity: { title: terms.severity, states: severityStates },
            alertname: { title: terms.alert },
            component: { title: { fr: "Partie", en: "Part" }, states: componentNames },
            value: { title: { fr: "Depuis", en: "Since" } },
          },
          whenEmpty: { fr: "Aucune alerte en cours.", en: "No alert is firing." },
        }),
        graph(requestRate, { against: "7d" }),
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
      graph(responseTime, { against: "7d" }),
      graph(serverErrors, { against: "7d" }),
    ]),
  ],
});
