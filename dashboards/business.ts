import {
  activeUsersOfUsual,
  figuresAge,
  oldestCriticalTicket,
  oldestHighTicket,
  oldestOtherTicket,
  overbooked,
  refreshFailures,
  registrationsOfUsual,
  satisfaction,
  satisfactionAnswers,
  signUpsOfUsual,
  staleAnnouncements,
} from "../signals/business.ts";
import { dashboard, row } from "./model/dashboard.ts";
import { figure, graph } from "./model/panel.ts";
import { placeKinds, priorities, roles } from "./series.ts";
import {
  activeUsers,
  activeUsersByRole,
  activeUsersGrowth,
  activeUsersWanted,
  announcementsPublished,
  announcementsUpcoming,
  fillRate,
  openTickets,
  registrationsOfMonth,
  registrationsToday,
  signUpsOfMonth,
  signUpsToday,
  ticketsOfMonth,
} from "./views/business.ts";

const threeWeeks = {
  fr: "Il faut trois semaines d'historique, et assez d'affluence à cette heure, pour comparer.",
  en: "Three weeks of history, and enough traffic at this hour, are needed to compare.",
};
const noTicket = { fr: "Aucun ticket de ce genre n'est ouvert.", en: "No such ticket is open." };
const noSurvey = { fr: "Aucune enquête n'a été déposée.", en: "No survey was handed in." };

export const business = dashboard("business", {
  title: { fr: "Activité", en: "Business" },
  about: {
    fr: "Les bénévoles et les associations se trouvent-ils, et de plus en plus ?",
    en: "Do volunteers and associations find each other, and more and more of them?",
  },
  readers: {
    fr: "Direction et équipe produit, chaque semaine ; support, chaque jour.",
    en: "The management and the product team, each week; support, each day.",
  },
  since: "7d",
  rows: [
    row({ fr: "Où en est-on ?", en: "Where do we stand?" }, [
      figure(activeUsers),
      figure(activeUsersGrowth, {
        whenEmpty: { fr: "Dans 30 jours", en: "In 30 days" },
      }),
      figure(signUpsOfMonth),
      figure(registrationsOfMonth),
      figure(ticketsOfMonth),
      figure(satisfaction, { whenEmpty: { fr: "Aucune enquête", en: "No survey" } }),
    ]),
    row(
      { fr: "Utilisateurs", en: "Users" },
      [
        graph(activeUsers, {
          beside: [activeUsersWanted],
          signals: { [activeUsers.name]: "neutral", [activeUsersWanted.name]: "objective" },
        }),
        graph(activeUsersByRole, { series: roles }),
      ],
      [graph(activeUsersOfUsual, { whenEmpty: threeWeeks }), graph(signUpsToday, { against: "7d" })],
      [graph(signUpsOfUsual, { whenEmpty: threeWeeks })],
    ),
    row(
      { fr: "Annonces et inscriptions", en: "Announcements and registrations" },
      [graph(registrationsToday, { against: "7d" }), graph(fillRate, { series: placeKinds })],
      [graph(registrationsOfUsual, { whenEmpty: threeWeeks }), graph(overbooked, { series: placeKinds })],
      [announcementsUpcoming, announcementsPublished, staleAnnouncements],
    ),
    row(
      { fr: "Support et satisfaction", en: "Support and satisfaction" },
      [
        graph(openTickets, { series: priorities }),
        graph(oldestOtherTicket, { series: priorities, whenEmpty: noTicket }),
      ],
      [graph(oldestCriticalTicket, { whenEmpty: noTicket }), graph(oldestHighTicket, { whenEmpty: noTicket })],
      [graph(satisfaction, { whenEmpty: noSurvey }), graph(satisfactionAnswers, { whenEmpty: noSurvey })],
    ),
    row({ fr: "Fraîcheur des chiffres", en: "How fresh the figures are" }, [figuresAge, refreshFailures]),
  ],
});
