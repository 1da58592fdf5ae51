import { dashboard, row } from "../kit/model/dashboard.ts";
import { graph, list } from "../kit/model/panel.ts";
import {
  interaction,
  journeysFailed,
  journeysPage,
  journeysTicket,
  journeysWalked,
  largestPaint,
  layoutShift,
  registrationJourneysLeft,
  registrationsFailing,
  registrationsWalked,
  registrationWorks,
  searchesFailed,
  searchesLeft,
  searchesWalked,
  searchWorks,
  signInJourneysLeft,
  signInsFailing,
  signInsWalked,
  signInWorks,
  sinceWalked,
} from "../signals/journeys.ts";
import { failedSteps, stepTimes } from "./views/journeys.ts";

const later = {
  fr: "Pas encore assez d'historique pour cette fenêtre.",
  en: "Not enough history yet for this window.",
};

export const journeys = dashboard("journeys", {
  title: { fr: "Parcours des visiteurs", en: "Visitors' journeys" },
  about: {
    fr: "Dans un vrai navigateur, un visiteur trouve-t-il une annonce, se connecte-t-il, s'inscrit-il ?",
    en: "In a real browser, does a visitor find an announcement, sign in, register?",
  },
  readers: {
    fr: "Développeurs du site ; l'astreinte, quand un parcours échoue alors que les sondes sont vertes.",
    en: "The web site's developers; whoever is on call, when a journey fails while the probes are green.",
  },
  since: "6h",
  rows: [
    row(
      { fr: "Ce que les visiteurs viennent faire", en: "What visitors come for" },
      [searchWorks, signInWorks, registrationWorks],
      [
        list(failedSteps, { whenEmpty: { fr: "Aucune étape n'échoue.", en: "No step fails." } }),
        graph(stepTimes, { against: "7d" }),
      ],
    ),
    row(
      { fr: "Ce qu'ils en ressentent", en: "What they feel of it" },
      [graph(largestPaint), graph(layoutShift)],
      [
        graph(interaction, {
          whenEmpty: {
            fr: "Chaque clic quitte la page : rien à mesurer.",
            en: "Each click leaves the page: nothing to measure.",
          },
        }),
        graph(sinceWalked),
      ],
    ),
    row(
      { fr: "Promesse sur 30 jours", en: "Promise over 30 days" },
      [searchesLeft, signInJourneysLeft, registrationJourneysLeft].map((left) => graph(left, { whenEmpty: later })),
      [graph(journeysPage, { whenEmpty: later }), graph(journeysTicket, { whenEmpty: later })],
      [
        graph(journeysWalked, { beside: [journeysFailed], signals: { [journeysFailed.name]: "critical" } }),
        graph(searchesWalked, { beside: [searchesFailed], signals: { [searchesFailed.name]: "critical" } }),
      ],
      [
        graph(signInsWalked, { beside: [signInsFailing], signals: { [signInsFailing.name]: "critical" } }),
        graph(registrationsWalked, {
          beside: [registrationsFailing],
          signals: { [registrationsFailing.name]: "critical" },
        }),
      ],
    ),
  ],
});
