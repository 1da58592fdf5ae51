import { dashboard, row } from "../kit/model/dashboard.ts";
import { figure, graph, ranking } from "../kit/model/panel.ts";
import {
  availabilityLeft,
  availabilityPage,
  availabilityTicket,
  errorsLeft,
  errorsPage,
  errorsTicket,
  probesFailed,
  probesMade,
  requestsFailed,
  requestsServed,
} from "../signals/objectives.ts";
import {
  announcementsFailed,
  announcementsLeft,
  announcementsServed,
  registrationsFailed,
  registrationsLeft,
  registrationsServed,
  signInsFailed,
  signInsLeft,
  signInsServed,
} from "../signals/visitor-objectives.ts";
import {
  webAvailabilityLeft,
  webAvailabilityPage,
  webAvailabilityTicket,
  webProbesFailed,
  webProbesMade,
} from "../signals/web-objectives.ts";
import { budgetsUsed } from "./views/budgets.ts";
import { answersKept, timeReachable } from "./views/objectives.ts";

const later = {
  fr: "Pas encore assez d'historique pour cette fenêtre.",
  en: "Not enough history yet for this window.",
};

export const objectives = dashboard("objectives", {
  title: { fr: "Objectifs", en: "Objectives" },
  about: {
    fr: "Tenons-nous ce que nous avons promis sur 30 jours, et combien d'erreurs pouvons-nous encore nous permettre ?",
    en: "Do we keep what we promised over 30 days, and how many errors can we still afford?",
  },
  readers: {
    fr: "Développeur principal et direction, chaque semaine ; avant une mise en production risquée.",
    en: "The lead developer and the management, each week; before a risky deployment.",
  },
  since: "7d",
  rows: [
    row({ fr: "Budgets", en: "Budgets" }, [ranking(budgetsUsed, { whenEmpty: later })]),
    row(
      { fr: "Promesses sur 30 jours", en: "Promises over 30 days" },
      [figure(timeReachable), figure(availabilityLeft), figure(answersKept), figure(errorsLeft)],
      [graph(availabilityLeft, { whenEmpty: later }), graph(errorsLeft, { whenEmpty: later })],
    ),
    row(
      { fr: "À quelle vitesse le budget part", en: "How fast the budget goes" },
      [graph(availabilityPage, { whenEmpty: later }), graph(availabilityTicket, { whenEmpty: later })],
      [graph(errorsPage, { whenEmpty: later }), graph(errorsTicket, { whenEmpty: later })],
    ),
    row({ fr: "Le site", en: "The web site" }, [
      graph(webAvailabilityLeft, { whenEmpty: later }),
      graph(webAvailabilityPage, { whenEmpty: later }),
      graph(webAvailabilityTicket, { whenEmpty: later }),
    ]),
    row(
      { fr: "Ce que font les visiteurs", en: "What visitors do" },
      [
        graph(signInsLeft, { whenEmpty: later }),
        graph(announcementsLeft, { whenEmpty: later }),
        graph(registrationsLeft, { whenEmpty: later }),
      ],
      [
        graph(signInsServed, { beside: [signInsFailed], signals: { [signInsFailed.name]: "critical" } }),
        graph(announcementsServed, {
          beside: [announcementsFailed],
          signals: { [announcementsFailed.name]: "critical" },
        }),
        graph(registrationsServed, {
          beside: [registrationsFailed],
          signals: { [registrationsFailed.name]: "critical" },
        }),
      ],
    ),
    row({ fr: "Ce qui est compté", en: "What is counted" }, [
      graph(webProbesMade, { beside: [webProbesFailed], signals: { [webProbesFailed.name]: "critical" } }),
      graph(probesMade, { beside: [probesFailed], signals: { [probesFailed.name]: "critical" } }),
      graph(requestsServed, { beside: [requestsFailed], signals: { [requestsFailed.name]: "critical" } }),
    ]),
  ],
});
