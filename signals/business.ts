import { arrivalsOfEarlierWeeks, gaugeOfEarlierWeeks } from "../kit/kinds/earlier-weeks.ts";
import { eventCount } from "../kit/kinds/event-count.ts";
import { gaugeValue } from "../kit/kinds/gauge-value.ts";
import { timeSince } from "../kit/kinds/time-since.ts";
import { signal } from "../kit/model/signal.ts";
import { count, seconds, whole } from "../kit/model/unit.ts";
import { business, survey } from "./metrics/business.ts";

export const figuresAge = signal(
  "collection:business_figures_age:seconds",
  timeSince({
    timestamp: business.refreshTimestamp,
    per: ["instance", "collection"],
    title: { fr: "Âge des chiffres d'activité", en: "Age of the business figures" },
    about: {
      fr: "Temps écoulé depuis la dernière lecture réussie de la collection dans MongoDB ; l'exporteur la relit chaque minute.",
      en: "Time since the collection was last read from MongoDB; the exporter reads it every minute.",
    },
  }),
);

export const refreshFailures = signal(
  "collection:business_refresh_failures:increase15m",
  eventCount({
    counter: business.refreshFailures,
    over: "15m",
    per: ["instance", "collection"],
    title: { fr: "Lectures en échec", en: "Failed readings" },
    about: {
      fr: "Lectures de la collection qui ont échoué en 15 minutes, sur une quinzaine.",
      en: "Readings of the collection that failed within 15 minutes, out of about fifteen.",
    },
  }),
);

export const registrationsOfUsual = signal(
  "instance:registrations_of_usual:ratio",
  arrivalsOfEarlierWeeks({
    gauge: business.registrations,
    where: ['window="1d"'],
    atLeast: 10,
    per: ["instance"],
    title: { fr: "Inscriptions, par rapport à l'habitude", en: "Registrations, compared with the usual" },
    about: {
      fr: "Inscriptions aux annonces, en part de celles des mêmes heures du même jour des trois semaines passées (de 45 minutes à 2 jours, selon l'affluence).",
      en: "Registrations for announcements, as a share of those in the same hours of the same weekday of the last three weeks (45 minutes to 2 days, as traffic allows).",
    },
  }),
);

export const signUpsOfUsual = signal(
  "instance:sign_ups_of_usual:ratio",
  arrivalsOfEarlierWeeks({
    gauge: business.usersRegistered,
    where: ['window="1d"'],
    atLeast: 10,
    per: ["instance"],
    title: { fr: "Nouveaux comptes, par rapport à l'habitude", en: "New accounts, compared with the usual" },
    about: {
      fr: "Comptes créés, en part de ceux des mêmes heures du même jour des trois semaines passées (de 45 minutes à 2 jours, selon l'affluence).",
      en: "Accounts created, as a share of those in the same hours of the same weekday of the last three weeks (45 minutes to 2 days, as traffic allows).",
    },
  }),
);

export const activeUsersOfUsual = signal(
  "instance:active_users_of_usual:ratio",
  gaugeOfEarlierWeeks({
    gauge: business.usersActive,
    where: ['window="7d"'],
    atLeast: 50,
    per: ["instance"],
    title: { fr: "Utilisateurs actifs, par rapport à l'habitude", en: "Active users, compared with the usual" },
    about: {
      fr: "Comptes connectés dans les 7 derniers jours, en part de la moyenne des trois semaines passées.",
      en: "Accounts that connected within the last 7 days, as a share of the mean of the last three weeks.",
    },
  }),
);

/** One limit for each priority, hence one signal each: benevoclic.md section 4. */
const oldestTicket = (priority: "critical" | "high", age: { fr: string; en: string }) =>
  gaugeValue({
    gauge: business.supportOldestOpenAge,
    take: "max",
    unit: seconds,
    where: [`priority="${priority}"`],
    example: { priority },
    per: ["instance"],
    title: { fr: `Plus ancien ticket de priorité ${age.fr}`, en: `Oldest ticket of ${age.en} priority` },
    about: {
      fr: `Âge du plus ancien ticket de priorité ${age.fr} encore en attente ou en cours ; sans valeur quand il n'y en a pas.`,
      en: `Age of the oldest ticket of ${age.en} priority that is pending or in progress; no value while there is none.`,
    },
  });

export const oldestCriticalTicket = signal(
  "instance:support_oldest_critical:seconds",
  oldestTicket("critical", { fr: "critique", en: "critical" }),
);

export const oldestHighTicket = signal(
  "instance:support_oldest_high:seconds",
  oldestTicket("high", { fr: "haute", en: "high" }),
);

export const oldestOtherTicket = signal(
  "priority:support_oldest_other:seconds",
  gaugeValue({
    gauge: business.supportOldestOpenAge,
    take: "max",
    unit: seconds,
    where: ['priority!~"critical|high"'],
    example: { priority: "medium" },
    per: ["instance", "priority"],
    title: { fr: "Plus ancien ticket ordinaire", en: "Oldest ordinary ticket" },
    about: {
      fr: "Âge du plus ancien ticket de priorité moyenne ou basse encore en attente ou en cours.",
      en: "Age of the oldest ticket of medium or low priority that is pending or in progress.",
    },
  }),
);

/** No alert reads it: recorded because 32 series a query are too many to draw a week of. */
export const openTickets = signal("priority:support_tickets_open:sum", {
  ...gaugeValue({
    gauge: business.supportTickets,
    where: ['status=~"pending|in_progress"'],
    take: "sum",
    unit: whole,
    per: ["instance", "priority"],
    title: { fr: "Tickets ouverts", en: "Open tickets" },
    about: {
      fr: "Tickets de support en attente ou en cours, par priorité.",
      en: "Support tickets that are pending or in progress, by priority.",
    },
  }),
  every: "1m",
});

export const overbooked = signal(
  "kind:announcements_overbooked:max",
  gaugeValue({
    gauge: business.announcementsOverbooked,
    take: "max",
    unit: whole,
    per: ["instance", "kind"],
    title: { fr: "Annonces en surnombre", en: "Overbooked announcements" },
    about: {
      fr: "Annonces à venir qui ont plus d'inscrits que de places.",
      en: "Upcoming announcements with more people registered than places.",
    },
  }),
);

export const staleAnnouncements = signal(
  "instance:announcements_stale:max",
  gaugeValue({
    gauge: business.announcementsStale,
    take: "max",
    unit: whole,
    per: ["instance"],
    title: { fr: "Annonces périmées", en: "Stale announcements" },
    about: {
      fr: "Annonces encore actives après le jour de leur événement.",
      en: "Announcements still active after the day of their event.",
    },
  }),
);

export const satisfaction = signal(
  "instance:satisfaction:score",
  gaugeValue({
    gauge: survey.score,
    take: "min",
    unit: count,
    per: ["instance"],
    objective: { above: 4 },
    title: { fr: "Satisfaction (sur 5)", en: "Satisfaction (out of 5)" },
    about: {
      fr: "Note moyenne de la dernière enquête de satisfaction, sur 5.",
      en: "Mean score of the last satisfaction survey, out of 5.",
    },
  }),
);

export const satisfactionAnswers = signal(
  "instance:satisfaction_answers:max",
  gaugeValue({
    recordingRule: true,
    gauge: survey.answers,
    take: "max",
    unit: whole,
    per: ["instance"],
    title: { fr: "Réponses à l'enquête", en: "Answers to the survey" },
    about: {
      fr: "Nombre de réponses à la dernière enquête de satisfaction.",
      en: "Number of answers to the last satisfaction survey.",
    },
  }),
);
