import type { Severity } from "./level.ts";
import type { Text } from "./text.ts";

export const severityWords: Readonly<Record<Severity, Text>> = {
  critical: { fr: "critique", en: "critical" },
  warning: { fr: "avertissement", en: "warning" },
  info: { fr: "info", en: "info" },
};

/** The fixed words of dashboards. */
export const words = {
  more: { fr: "Et aussi", en: "More" },
  yes: { fr: "Oui", en: "Yes" },
  no: { fr: "Non", en: "No" },
  all: { fr: "Toutes", en: "All" },
  empty: {
    fr: "Aucun événement (ou la mesure n'existe pas encore)",
    en: "No event (or the metric does not exist yet)",
  },
  emptyFigure: { fr: "Aucun événement", en: "No event" },
  objective: { fr: "Objectif", en: "Objective" },
  alert: { fr: "Alerte", en: "Alert" },
  first: { fr: "À faire d'abord", en: "What to do first" },
  runbook: { fr: "Fiche", en: "Runbook" },
  above: { fr: "au-dessus de", en: "above" },
  below: { fr: "en dessous de", en: "below" },
  during: { fr: "pendant", en: "for" },
  worst: {
    fr: "Sur une longue période, chaque point est la pire valeur depuis le point précédent.",
    en: "Over a long period, each point is the worst value since the point before it.",
  },
  ago: { fr: "il y a", en: "ago:" },
  source: { fr: "Source", en: "Data source" },
  environment: { fr: "Environnement", en: "Environment" },
  instance: { fr: "Hôte", en: "Host" },
  dashboards: { fr: "Tableaux de bord", en: "Dashboards" },
  detail: { fr: "Voir le détail", en: "See the details" },
  generated: {
    fr: "Généré depuis les déclarations : ne pas modifier ici.",
    en: "Generated from the declarations: do not edit here.",
  },
} satisfies Record<string, Text>;
