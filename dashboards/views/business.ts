import { gaugeRatio } from "../../kit/kinds/gauge-ratio.ts";
import { gaugeValue } from "../../kit/kinds/gauge-value.ts";
import { timeSince } from "../../kit/kinds/time-since.ts";
import type { Metric } from "../../kit/model/metric.ts";
import { promql } from "../../kit/model/promql.ts";
import { type Signal, signal } from "../../kit/model/signal.ts";
import type { Text } from "../../kit/model/text.ts";
import { ratio, seconds, whole } from "../../kit/model/unit.ts";
import { business, survey } from "../../signals/metrics/business.ts";

/** What the platform wants to gain in a month: benevoclic.md section 4, active users. */
const monthlyGrowth = 0.15;

const total = (name: string, gauge: Metric, where: readonly string[], title: Text, about: Text): Signal =>
  signal(name, gaugeValue({ gauge, where, take: "sum", unit: whole, per: ["instance"], title, about }));

export const usersOnline = total(
  "instance:users_online:sum",
  business.usersOnline,
  [],
  { fr: "Utilisateurs en ligne", en: "Users online" },
  { fr: "Comptes marqués en ligne en ce moment.", en: "Accounts marked as online at this moment." },
);

const month = business.usersActive.where('window="30d"');

export const activeUsers = total(
  "instance:users_active_30d:sum",
  business.usersActive,
  ['window="30d"'],
  { fr: "Utilisateurs actifs (30 j)", en: "Active users (30 d)" },
  {
    fr: "Comptes dont la dernière connexion date de moins de 30 jours.",
    en: "Accounts whose last connection is less than 30 days old.",
  },
);

export const activeUsersWanted = signal("instance:users_active_30d:wanted", {
  unit: whole,
  per: ["instance"],
  title: { fr: "Objectif : 15 % de plus qu'il y a 30 jours", en: "Goal: 15 % more than 30 days ago" },
  about: {
    fr: "Le nombre d'utilisateurs actifs d'il y a 30 jours, et 15 % de plus.",
    en: "The number of active users of 30 days ago, and 15 % more.",
  },
  expr: promql`${1 + monthlyGrowth} * sum by (instance) (${month} offset 30d)`,
});

export const activeUsersGrowth = signal("instance:users_active_30d:growth", {
  unit: ratio,
  per: ["instance"],
  objective: { above: monthlyGrowth },
  title: { fr: "Croissance en 30 jours", en: "Growth in 30 days" },
  about: {
    fr: "Utilisateurs actifs en plus, ou en moins, par rapport à il y a 30 jours.",
    en: "Active users more, or less, than 30 days ago.",
  },
  expr: promql`sum by (instance) (${month}) / sum by (instance) (${month} offset 30d) - 1`,
});

export const activeUsersByRole = signal(
  "role:users_active_7d:sum",
  gaugeValue({
    gauge: business.usersActive,
    where: ['window="7d"'],
    take: "sum",
    unit: whole,
    per: ["instance", "role"],
    title: { fr: "Utilisateurs actifs (7 j)", en: "Active users (7 d)" },
    about: {
      fr: "Comptes dont la dernière connexion date de moins de 7 jours, par rôle.",
      en: "Accounts whose last connection is less than 7 days old, by role.",
    },
  }),
);

export const signUpsOfMonth = total(
  "instance:sign_ups_30d:sum",
  business.usersRegistered,
  ['window="30d"'],
  { fr: "Nouveaux comptes (30 j)", en: "New accounts (30 d)" },
  { fr: "Comptes créés dans les 30 derniers jours.", en: "Accounts created within the last 30 days." },
);

export const signUpsToday = total(
  "instance:sign_ups_today:sum",
  business.usersRegistered,
  ['window="1d"'],
  { fr: "Nouveaux comptes aujourd'hui", en: "New accounts today" },
  {
    fr: "Comptes créés depuis minuit : la courbe monte dans la journée et repart de zéro.",
    en: "Accounts created since midnight: the line rises through the day and starts again from zero.",
  },
);

export const registrationsOfMonth = total(
  "instance:registrations_30d:sum",
  business.registrations,
  ['window="30d"'],
  { fr: "Inscriptions (30 j)", en: "Registrations (30 d)" },
  {
    fr: "Inscriptions aux annonces faites dans les 30 derniers jours.",
    en: "Registrations for announcements made within the last 30 days.",
  },
);

export const registrationsToday = total(
  "instance:registrations_today:sum",
  business.registrations,
  ['window="1d"'],
  { fr: "Inscriptions aujourd'hui", en: "Registrations today" },
  {
    fr: "Inscriptions aux annonces depuis minuit : la courbe monte dans la journée et repart de zéro.",
    en: "Registrations for announcements since midnight: the line rises through the day and starts again from zero.",
  },
);

export const fillRate = signal(
  "kind:places_taken:ratio",
  gaugeRatio({
    used: business.placesTaken,
    of: business.places,
    per: ["instance", "kind"],
    title: { fr: "Taux de remplissage", en: "Fill rate" },
    about: {
      fr: "Part des places des annonces à venir qui sont prises, pour les bénévoles et pour les participants.",
      en: "Share of the places of upcoming announcements that are taken, for volunteers and for participants.",
    },
  }),
);

export const announcementsUpcoming = total(
  "instance:announcements_upcoming:sum",
  business.announcementsUpcoming,
  [],
  { fr: "Annonces à venir", en: "Upcoming announcements" },
  {
    fr: "Annonces actives et visibles dont l'événement est aujourd'hui ou plus tard.",
    en: "Active and visible announcements whose event is today or later.",
  },
);

export const announcementsPublished = total(
  "instance:announcements_published_7d:sum",
  business.announcementsPublished,
  ['window="7d"'],
  { fr: "Annonces publiées en 7 jours", en: "Announcements published in 7 days" },
  { fr: "Annonces publiées dans les 7 derniers jours.", en: "Announcements published within the last 7 days." },
);

export const ticketsOfMonth = total(
  "instance:support_tickets_created_30d:sum",
  business.supportTicketsCreated,
  ['window="30d"'],
  { fr: "Tickets créés (30 j)", en: "Tickets created (30 d)" },
  {
    fr: "Tickets de support créés dans les 30 derniers jours.",
    en: "Support tickets created within the last 30 days.",
  },
);

const inGroups = (
  name: string,
  { gauge, label, title, about }: { gauge: Metric; label: string; title: Text; about: Text },
): Signal => signal(name, gaugeValue({ gauge, take: "sum", unit: whole, per: ["instance", label], title, about }));

export const usersUnverified = inGroups("role:users_unverified:sum", {
  gauge: business.usersUnverified,
  label: "role",
  title: { fr: "Comptes non vérifiés", en: "Accounts not verified" },
  about: { fr: "Comptes qui n'ont pas encore été vérifiés, par rôle.", en: "Accounts not verified yet, by role." },
});

export const usersDisabled = inGroups("role:users_disabled:sum", {
  gauge: business.usersDisabled,
  label: "role",
  title: { fr: "Comptes désactivés", en: "Disabled accounts" },
  about: { fr: "Comptes qui ont été désactivés, par rôle.", en: "Accounts that were disabled, by role." },
});

export const announcementsFull = inGroups("kind:announcements_full:sum", {
  gauge: business.announcementsFull,
  label: "kind",
  title: { fr: "Annonces complètes", en: "Full announcements" },
  about: { fr: "Annonces à venir sans place libre.", en: "Upcoming announcements without a free place." },
});

export const registrationsWaiting = inGroups("kind:registrations_waiting:sum", {
  gauge: business.registrationsWaiting,
  label: "kind",
  title: { fr: "En liste d'attente", en: "On the waiting list" },
  about: {
    fr: "Personnes qui attendent une place dans une annonce à venir.",
    en: "People who wait for a place in an upcoming announcement.",
  },
});

export const timeToResolveTicket = signal(
  "instance:support_resolution:median30d",
  gaugeValue({
    gauge: business.supportResolution,
    where: ['quantile="0.5"'],
    take: "max",
    unit: seconds,
    per: ["instance"],
    title: { fr: "Résolution d'un ticket (médiane, 30 j)", en: "Resolution of a ticket (median, 30 d)" },
    about: {
      fr: "De la création au dernier changement des tickets résolus dans les 30 derniers jours.",
      en: "From creation to the last change of the tickets resolved within the last 30 days.",
    },
  }),
);

export const refreshTime = signal(
  "collection:business_refresh_time:max",
  gaugeValue({
    gauge: business.refreshDuration,
    take: "max",
    unit: seconds,
    per: ["instance", "collection"],
    title: { fr: "Durée des lectures", en: "Time of readings" },
    about: {
      fr: "Ce qu'a duré la dernière lecture de chaque collection.",
      en: "How long the last reading of each collection took.",
    },
  }),
);

export const unreadableValues = signal(
  "field:business_unreadable_values:sum",
  gaugeValue({
    gauge: business.unreadableValues,
    take: "sum",
    unit: whole,
    per: ["instance", "collection", "field"],
    title: { fr: "Valeurs illisibles", en: "Unreadable values" },
    about: {
      fr: "Valeurs qui ne comptent nulle part, parce que leur forme est inconnue.",
      en: "Values that are counted nowhere, because they are not of a known form.",
    },
  }),
);

export const surveyAge = signal(
  "instance:satisfaction_age:seconds",
  timeSince({
    timestamp: survey.timestamp,
    per: ["instance"],
    title: { fr: "Âge de l'enquête", en: "Age of the survey" },
    about: {
      fr: "Temps écoulé depuis la dernière enquête de satisfaction.",
      en: "Time since the last satisfaction survey.",
    },
  }),
);
