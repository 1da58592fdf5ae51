import { components } from "../alerts/components.ts";
import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph, states } from "../kit/model/panel.ts";
import {
  auditAge,
  coverage,
  lighthouseScore,
  outdatedShare,
  reportAge,
  securityFindings,
  securityScore,
  unfixedCritical,
  unfixedHigh,
  vulnerabilities,
} from "../signals/quality.ts";
import { projects } from "./series.ts";
import { lintProblems, qualityRunAge, reportsNotGood } from "./views/quality.ts";

const fixedInTime = {
  fr: "Aucune faille n'est connue depuis plus de 24 heures.",
  en: "No vulnerability has been known for more than 24 hours.",
};

export const quality = dashboard("quality", {
  title: components.Quality.title,
  about: {
    fr: "Les projets sont-ils bien tenus : failles, paquets, tests, note du site ?",
    en: "Are the projects well kept: vulnerabilities, packages, tests, the site's score?",
  },
  readers: {
    fr: "Développeurs, chaque semaine et avant une mise en production.",
    en: "Developers, each week and before a deployment.",
  },
  since: "7d",
  rows: [
    row(
      { fr: "Failles", en: "Vulnerabilities" },
      [graph(vulnerabilities, { series: projects }), graph(securityFindings, { series: projects })],
      [
        graph(unfixedCritical, { series: projects, whenEmpty: fixedInTime }),
        graph(unfixedHigh, { series: projects, whenEmpty: fixedInTime }),
        graph(securityScore, { series: projects }),
      ],
    ),
    row(
      { fr: "Paquets, tests et site", en: "Packages, tests and web site" },
      [graph(outdatedShare, { series: projects }), lighthouseScore],
      [coverage, graph(lintProblems, { series: projects })],
    ),
    row(
      { fr: "Âge des rapports", en: "Age of the reports" },
      [graph(auditAge, { series: projects }), reportAge],
      [
        states(reportsNotGood, { whenEmpty: { fr: "Tous les rapports sont bons.", en: "All reports are good." } }),
        graph(qualityRunAge, {
          whenEmpty: {
            fr: "L'exporteur de qualité n'a pas encore tourné.",
            en: "The quality exporter has not run yet.",
          },
        }),
      ],
    ),
  ],
});
