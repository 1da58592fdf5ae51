import { alert } from "../kit/model/alert.ts";
import { whileAbove } from "../kit/model/condition.ts";
import { given, held, justBeyond, justWithin, oneMissedScrape, spike, steady } from "../kit/model/example.ts";
import { seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import {
  oldestCriticalTicket,
  oldestHighTicket,
  oldestOtherTicket,
  overbooked,
  satisfaction,
  satisfactionAnswers,
  staleAnnouncements,
} from "../signals/business.ts";
import { business, survey } from "../signals/metrics/business.ts";
import { figureOfData, lastsForDays } from "./proven-by.ts";

const hour = 3600;
const day = 86_400;
const site = "https://www.benevoclic.fr/";

const listTickets = (priorities: string) =>
  command(
    `mongosh benevoclic --eval 'db.support.find({ status: { $in: ["PENDING", "IN_PROGRESS"] }, priority: ${priorities} }, { type: 1, category: 1, pageUrl: 1, createdAt: 1 }).sort({ createdAt: 1 }).limit(10)'`,
    { fr: "Lister les plus anciens tickets ouverts", en: "List the oldest open tickets" },
  );
const answerTickets = link(site, {
  fr: "Dans l'administration du site, répondre puis passer le ticket à « en cours » ou « résolu »",
  en: 'In the site\'s administration, answer, then set the ticket to "in progress" or "resolved"',
});

export const businessCriticalTicketWaiting = alert("BusinessCriticalTicketWaiting", {
  provenBy: figureOfData,
  title: { fr: "Ticket critique en attente", en: "Critical ticket waiting" },
  on: oldestCriticalTicket,
  category: "functionality",
  // An hour by benevoclic.md section 4. Whoever answers it does so by day: an outage behind it has alerts of its own.
  levels: { warning: { above: hour, for: "0s" } },
  summary: {
    fr: "Un ticket de support critique est ouvert depuis {{value}} (limite {{limit}})",
    en: "A critical support ticket has been open for {{value}} (limit {{limit}})",
  },
  impact: {
    fr: "Un utilisateur attend l'aide promise pour un problème critique ; d'autres le subissent peut-être sans le dire.",
    en: "A user waits for help with a critical problem; others may suffer from it without saying so.",
  },
  next: [
    listTickets('"CRITICAL"'),
    answerTickets,
    person("lead", {
      fr: "Si c'est une panne, appeler le développeur principal",
      en: "If it is an outage, call the lead developer",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      given("an old ticket of another priority", ({ instance, interval }) => [
        seriesOf(
          business.supportOldestOpenAge,
          { instance, priority: "high" },
          Array.from({ length: 40 }, (_, index) => 6 * hour + index * interval),
        ),
      ]),
    ],
  },
});

export const businessHighTicketWaiting = alert("BusinessHighTicketWaiting", {
  provenBy: lastsForDays,
  title: { fr: "Ticket de priorité haute en attente", en: "High-priority ticket waiting" },
  on: oldestHighTicket,
  category: "functionality",
  levels: { warning: { above: day, for: "0s" } },
  summary: {
    fr: "Un ticket de support de priorité haute est ouvert depuis {{value}} (limite {{limit}})",
    en: "A support ticket of high priority has been open for {{value}} (limit {{limit}})",
  },
  impact: {
    fr: "Un utilisateur gêné attend une réponse depuis plus d'un jour.",
    en: "A user in trouble has waited for an answer for more than a day.",
  },
  next: [listTickets('"HIGH"'), answerTickets],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin)] },
});

export const businessTicketsWaiting = alert("BusinessTicketsWaiting", {
  provenBy: lastsForDays,
  title: { fr: "Ticket de support en attente", en: "Support ticket waiting" },
  on: oldestOtherTicket,
  category: "functionality",
  levels: { info: { above: 7 * day, for: "0s" } },
  summary: {
    fr: "Un ticket de support ({{priority}}) est ouvert depuis {{value}} (limite {{limit}})",
    en: "A support ticket ({{priority}}) has been open for {{value}} (limit {{limit}})",
  },
  impact: {
    fr: "Des utilisateurs attendent une réponse depuis plus d'une semaine.",
    en: "Users have waited for an answer for more than a week.",
  },
  next: [listTickets('{ $in: ["LOW", "MEDIUM"] }'), answerTickets],
  examples: { fires: [steady(justBeyond)], silent: [steady(justWithin)] },
});

export const businessOverbooked = alert("BusinessOverbooked", {
  title: { fr: "Annonces en surnombre", en: "Overbooked announcements" },
  on: overbooked,
  category: "functionality",
  levels: { warning: { above: 0, for: "10m" } },
  summary: {
    fr: "{{value}} annonce(s) à venir en surnombre ({{kind}})",
    en: "{{value}} upcoming announcement(s) overbooked ({{kind}})",
  },
  impact: {
    fr: "Des personnes inscrites seront refusées le jour venu : la limite de places ne tient plus.",
    en: "People who registered will be turned away on the day: the limit of places no longer holds.",
  },
  next: [
    command(
      'mongosh benevoclic --eval \'db.announcements.find({ status: "ACTIVE", $expr: { $or: [{ $gt: [{ $size: { $ifNull: ["$volunteers", []] } }, "$maxVolunteers"] }, { $gt: [{ $size: { $ifNull: ["$participants", []] } }, "$maxParticipants"] }] } }, { nameEvent: 1, dateEvent: 1, maxVolunteers: 1, maxParticipants: 1 })\'',
      { fr: "Trouver les annonces concernées", en: "Find the announcements" },
    ),
    person("lead", {
      fr: "Faire corriger la vérification des places (deux inscriptions simultanées ?), et prévenir l'association",
      en: "Have the check of places mended (two registrations at once?), and tell the association",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const businessAnnouncementsStale = alert("BusinessAnnouncementsStale", {
  provenBy: figureOfData,
  title: { fr: "Annonces périmées encore actives", en: "Stale announcements still active" },
  on: staleAnnouncements,
  category: "functionality",
  levels: { info: { above: 10, for: "30m" } },
  summary: {
    fr: "{{value}} annonces restent actives après leur événement (limite {{limit}})",
    en: "{{value}} announcements are still active after their event (limit {{limit}})",
  },
  impact: {
    fr: "Les visiteurs voient des événements passés et s'y inscrivent pour rien.",
    en: "Visitors see events of the past and register for nothing.",
  },
  next: [
    command(
      "mongosh benevoclic --eval 'db.announcements.find({ status: \"ACTIVE\", dateEvent: { $lt: new Date().toISOString().slice(0, 10) } }, { nameEvent: 1, dateEvent: 1, associationName: 1 }).sort({ dateEvent: 1 }).limit(20)'",
      { fr: "Lister les annonces périmées", en: "List the stale announcements" },
    ),
    command("pm2 logs benevoclic-api --lines 300 --nostream | grep -iE 'cron|schedul'", {
      fr: "Vérifier que la tâche qui clôt les annonces tourne",
      en: "Check that the task that completes announcements runs",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" })],
  },
});

export const businessSatisfactionLow = alert("BusinessSatisfactionLow", {
  provenBy: figureOfData,
  title: { fr: "Satisfaction trop basse", en: "Satisfaction too low" },
  on: satisfaction,
  onlyWhile: whileAbove(satisfactionAnswers, 4),
  category: "functionality",
  levels: { info: { below: 4, for: "30m" } },
  summary: {
    fr: "Satisfaction à {{value}} sur 5 (objectif {{limit}})",
    en: "Satisfaction is {{value}} out of 5 (objective {{limit}})",
  },
  impact: {
    fr: "Les utilisateurs sont moins contents que promis.",
    en: "Users are less content than promised.",
  },
  next: [
    answerTickets,
    person("lead", {
      fr: "Lire les réponses de l'enquête avec le développeur principal",
      en: "Read the survey's answers with the lead developer",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      given("four unhappy answers", (context) => [
        ...held(satisfaction, 1, 60, context),
        ...held(satisfactionAnswers, 4, 60, context),
      ]),
      given("a single unhappy answer", (context) => [
        ...held(satisfaction, 1, 60, context),
        ...held(satisfactionAnswers, 1, 60, context),
      ]),
      given("no survey yet: answers of none", ({ instance }) => [
        seriesOf(
          survey.answers,
          { instance },
          Array.from({ length: 240 }, () => 0),
        ),
      ]),
    ],
  },
});
