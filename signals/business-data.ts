import { promql } from "../kit/model/promql.ts";
import { signal } from "../kit/model/signal.ts";
import { ratio, whole } from "../kit/model/unit.ts";
import { business } from "./metrics/business.ts";

const named = (metric: (typeof business)[keyof typeof business], name: string) =>
  promql`label_replace(${metric}, "data", "${name}", "", "")`;

/** Announcements change their status and members are accepted: only the sum of each sort does not fall by itself. */
export const documentsKept = signal("data:business_documents:sum", {
  unit: whole,
  per: ["instance", "data"],
  every: "1m",
  title: { fr: "Données présentes", en: "Data present" },
  about: {
    fr: "Ce que la base contient, par sorte : comptes de chaque rôle, annonces, favoris, adhésions, tickets.",
    en: "What the database holds, by sort: accounts of each role, announcements, favourites, memberships, tickets.",
  },
  expr: promql`sum by (instance, data) (
  label_replace(${business.users}, "data", "users/$1", "role", "(.*)")
  or ${named(business.announcements, "announcements")}
  or ${named(business.favorites, "favorites")}
  or ${named(business.memberships, "memberships")}
  or ${named(business.supportTickets, "support")}
)`,
});

/** Of fewer, the share says nothing: who deletes three test tickets of ten has lost no data. */
const atLeast = 50;

/**
 * Against the most of the last day: the figures are withdrawn while they cannot be read, so that neither a restart of the
 * exporter nor an outage of the database is taken for a loss.
 */
export const dataKept = signal("data:business_documents_kept:ratio1d", {
  unit: ratio,
  per: ["instance", "data"],
  every: "1m",
  over: "1d",
  title: { fr: "Données gardées", en: "Data kept" },
  about: {
    fr: `Ce que la base contient encore, en part du maximum du dernier jour ; sans valeur au-dessous de ${atLeast}.`,
    en: `What the database still holds, as a share of the most of the last day; no value below ${atLeast}.`,
  },
  expr: promql`${documentsKept} / (max_over_time(${documentsKept}[1d]) >= ${atLeast})`,
});

/** Against the least of the last hours: what comes by hundreds is a robot or an import. */
export const dataGrown = signal("data:business_documents_grown:ratio6h", {
  unit: ratio,
  per: ["instance", "data"],
  every: "1m",
  over: "6h",
  title: { fr: "Données ajoutées", en: "Data added" },
  about: {
    fr: `Ce que la base contient, en part du minimum des six dernières heures ; sans valeur au-dessous de ${atLeast}.`,
    en: `What the database holds, as a share of the least of the last six hours; no value below ${atLeast}.`,
  },
  expr: promql`${documentsKept} / (min_over_time(${documentsKept}[6h]) >= ${atLeast})`,
});
