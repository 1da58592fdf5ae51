import { components } from "../alerts/components.ts";
import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph, list, states } from "../kit/model/panel.ts";
import { apiFiguresImpossible, businessFiguresImpossible, hostFiguresImpossible } from "../signals/figures.ts";
import {
  alertsRefused,
  clockSkew,
  collectorSuccess,
  configurationLoaded,
  missedEvaluations,
  notificationFailures,
  ruleFailures,
  series,
  seriesOfJob,
  storageUse,
  targetShare,
  targetUp,
  watchdog,
} from "../signals/monitoring.ts";
import { deployed, exporterBuilds, samplesScraped, scrapeTime } from "./views/monitoring.ts";

export const monitoring = dashboard("monitoring", {
  title: components.Monitoring.title,
  about: {
    fr: "Peut-on croire ce que la surveillance dit, et son silence ? Lectures, règles, notifications, coût.",
    en: "Can what the monitoring says be believed, and its silence? Scrapes, rules, notifications, cost.",
  },
  readers: {
    fr: "Ingénieurs de la plateforme, quand une alerte manque ou surprend.",
    en: "Platform engineers, when an alert is missing or surprises.",
  },
  since: "6h",
  rows: [
    row(
      { fr: "Lecture des mesures", en: "Scraping" },
      [states(targetUp, { tall: true }), states(collectorSuccess, { tall: true })],
      [targetShare],
      [scrapeTime, samplesScraped],
      [hostFiguresImpossible, apiFiguresImpossible, businessFiguresImpossible].map((figures) =>
        states(figures, {
          whenEmpty: { fr: "Aucun chiffre n'en contredit un autre.", en: "No figure contradicts another one." },
        }),
      ),
    ),
    row(
      { fr: "Règles et notifications", en: "Rules and notifications" },
      [watchdog, configurationLoaded],
      [ruleFailures, missedEvaluations],
      [
        alertsRefused,
        graph(notificationFailures, {
          whenEmpty: { fr: "Aucune notification n'a été envoyée.", en: "No notification was sent." },
        }),
      ],
    ),
    row(
      { fr: "Ce que la surveillance coûte", en: "What the monitoring costs" },
      [series, seriesOfJob],
      [
        graph(storageUse, {
          whenEmpty: {
            fr: "Prometheus n'a pas de taille maximale : seule la durée de conservation compte.",
            en: "Prometheus has no size limit: only the time for which it keeps metrics counts.",
          },
        }),
        clockSkew,
      ],
    ),
    row({ fr: "Versions", en: "Versions" }, [
      list(deployed, {
        columns: {
          version: { title: { fr: "Version", en: "Version" } },
          commit: { title: { fr: "Commit", en: "Commit" } },
        },
        whenEmpty: { fr: "Rien n'a été déployé par npm run deploy.", en: "Nothing was deployed by npm run deploy." },
      }),
      list(exporterBuilds, {
        columns: {
          job: { title: { fr: "Exporteur", en: "Exporter" } },
          version: { title: { fr: "Version", en: "Version" } },
          revision: { title: { fr: "Image", en: "Image" } },
        },
        whenEmpty: { fr: "Aucun exporteur ne tourne d'une image.", en: "No exporter runs from an image." },
      }),
    ]),
  ],
});
