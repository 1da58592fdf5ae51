import { components } from "../alerts/components.ts";
import { dashboard, row } from "../kit/model/dashboard.ts";
import { figure, graph, ranking } from "../kit/model/panel.ts";
import {
  activeUsersOfUsual,
  figuresAge,
  oldestCriticalTicket,
  oldestHighTicket,
  oldestOtherTicket,
  openTickets,
  overbooked,
  refreshFailures,
  registrationsOfUsual,
  satisfaction,
  satisfactionAnswers,
  signUpsOfUsual,
  staleAnnouncements,
} from "../signals/business.ts";
import { dataGrown, dataKept, documentsKept } from "../signals/business-data.ts";
import { placeKinds, priorities, roles } from "./series.ts";
import {
  activeUsers,
  activeUsersByRole,
  activeUsersGrowth,
  activeUsersWanted,
  announcementsFull,
  announcementsPublished,
  announcementsUpcoming,
  fillRate,
  refreshTime,
  registrationsOfMonth,
  registrationsToday,
  registrationsWaiting,
  signUpsOfMonth,
  signUpsToday,
  surveyAge,
  ticketsOfMonth,
  timeToResolveTicket,
  unreadableValues,
  usersDisabled,
  usersOnline,
  usersUnverified,
} from "./views/business.ts";

const threeWeeks = {
  fr: "Pas encore trois semaines d'historique, ou trop peu d'affluence à cette heure.",
  en: "Not three weeks of history yet, or too little traffic at this hour.",
};
const noTicket = { fr: "Aucun ticket de ce genre n'est ouvert.", en: "No such ticket is open." };
const noTicketResolved = {
  fr: "Aucun ticket n'a été résolu en 30 jours.",
  en: "No ticket was resolved within 30 days.",
};
const noSurvey = { fr: "Aucune enquête", en: "No survey" };

export const business = dashboard("business", {
  title: components.Business.title,
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
    row({ fr: "Sur 30 jours", en: "Over 30 days" }, [
      figure(activeUsers, { title: { fr: "Actifs", en: "Active" } }),
      figure(activeUsersGrowth, {
        title: { fr: "Croissance", en: "Growth" },
        whenEmpty: { fr: "Pas encore 30 jours", en: "Not 30 days yet" },
      }),
      figure(signUpsOfMonth, { title: { fr: "Nouveaux", en: "New" } }),
      figure(registrationsOfMonth, { title: { fr: "Inscriptions", en: "Registrations" } }),
      figure(ticketsOfMonth, { title: { fr: "Tickets", en: "Tickets" } }),
      figure(satisfaction, { title: { fr: "Satisfaction", en: "Satisfaction" }, whenEmpty: noSurvey }),
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
      [
        graph(signUpsToday, { against: "7d" }),
        graph(signUpsOfUsual, { whenEmpty: threeWeeks }),
        graph(activeUsersOfUsual, { whenEmpty: threeWeeks }),
      ],
      [
        graph(usersOnline, { against: "7d" }),
        graph(usersUnverified, { series: roles }),
        graph(usersDisabled, { series: roles }),
      ],
    ),
    row(
      { fr: "Annonces et inscriptions", en: "Announcements and registrations" },
      [graph(registrationsToday, { against: "7d" }), graph(fillRate, { series: placeKinds })],
      [
        graph(registrationsOfUsual, { whenEmpty: threeWeeks }),
        graph(overbooked, { series: placeKinds }),
        staleAnnouncements,
      ],
      [announcementsUpcoming, announcementsPublished],
      [graph(announcementsFull, { series: placeKinds }), graph(registrationsWaiting, { series: placeKinds })],
    ),
    row(
      { fr: "Support et satisfaction", en: "Support and satisfaction" },
      [
        graph(openTickets, { series: priorities }),
        graph(satisfaction, { whenEmpty: noSurvey }),
        graph(satisfactionAnswers, { whenEmpty: noSurvey }),
        graph(surveyAge, { whenEmpty: noSurvey }),
      ],
      [
        graph(oldestCriticalTicket, { whenEmpty: noTicket }),
        graph(oldestHighTicket, { whenEmpty: noTicket }),
        graph(timeToResolveTicket, { whenEmpty: noTicketResolved }),
        graph(oldestOtherTicket, { series: priorities, whenEmpty: noTicket }),
      ],
    ),
    row({ fr: "Données", en: "Data" }, [documentsKept], [dataKept, dataGrown]),
    row(
      { fr: "Fraîcheur des chiffres", en: "How fresh the figures are" },
      [figuresAge, refreshFailures],
      [refreshTime, ranking(unreadableValues)],
    ),
  ],
});
