import type { Category } from "./category.ts";
import type { Severity } from "./level.ts";
import type { Text } from "./text.ts";

export const severityWords: Readonly<Record<Severity, Text>> = {
  critical: { fr: "critique", en: "critical" },
  warning: { fr: "avertissement", en: "warning" },
  info: { fr: "info", en: "info" },
};

export const categoryWords: Readonly<Record<Category, Text>> = {
  performance: { fr: "performance", en: "performance" },
  security: { fr: "sécurité", en: "security" },
  functionality: { fr: "fonctionnement", en: "functionality" },
  system: { fr: "système", en: "system" },
};

/** As a word that begins a line. */
export const capitalised = ({ fr, en }: Text): Text => ({
  fr: fr.charAt(0).toUpperCase() + fr.slice(1),
  en: en.charAt(0).toUpperCase() + en.slice(1),
});

/** What messages, dashboards, records, pages and reports call by the same name; what only one of them says stands with it. */
export const terms = {
  above: { fr: "au-dessus de", en: "above" },
  alert: { fr: "Alerte", en: "Alert" },
  anomalies: { fr: "Anomalies", en: "Anomalies" },
  category: { fr: "Catégorie", en: "Category" },
  dashboard: { fr: "Tableau de bord", en: "Dashboard" },
  didNotHelp: { fr: "sans effet", en: "did not help" },
  during: { fr: "pendant", en: "for" },
  environment: { fr: "Environnement", en: "Environment" },
  graph: { fr: "Graphe", en: "Graph" },
  host: { fr: "Hôte", en: "Host" },
  lasted: { fr: "Durée", en: "Lasted" },
  limit: { fr: "Seuil", en: "Limit" },
  next: { fr: "À faire", en: "What to do" },
  noData: { fr: "pas de données", en: "no data" },
  objective: { fr: "Objectif", en: "Objective" },
  refused: { fr: "refusé", en: "refused" },
  runbook: { fr: "Fiche", en: "Runbook" },
  selfHealing: { fr: "Réparation automatique", en: "Self-healing" },
  severity: { fr: "Gravité", en: "Severity" },
  silence: { fr: "Mettre en silence", en: "Silence" },
  since: { fr: "Depuis le", en: "Since" },
} satisfies Record<string, Text>;

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
  objective: terms.objective,
  alert: terms.alert,
  first: { fr: "À faire d'abord", en: "What to do first" },
  runbook: terms.runbook,
  above: terms.above,
  below: { fr: "en dessous de", en: "below" },
  during: terms.during,
  worst: {
    fr: "Sur une longue période, chaque point est la pire valeur depuis le point précédent.",
    en: "Over a long period, each point is the worst value since the point before it.",
  },
  ago: { fr: "il y a", en: "ago:" },
  source: { fr: "Source", en: "Data source" },
  environment: terms.environment,
  instance: terms.host,
  dashboards: { fr: "Tableaux de bord", en: "Dashboards" },
  anomaly: { fr: "Voir l'anomalie", en: "See the anomaly" },
  detail: { fr: "Voir le détail", en: "See the details" },
  generated: {
    fr: "Généré depuis les déclarations : ne pas modifier ici.",
    en: "Generated from the declarations: do not edit here.",
  },
} satisfies Record<string, Text>;
