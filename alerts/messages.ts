import type { Text } from "../signals/model/text.ts";
import type { Severity } from "./model/level.ts";

/** How a severity is marked in a title: Discord colours a message by firing or resolved only. */
export const severityMarks: Readonly<Record<Severity, { readonly icon: string; readonly word: Text }>> = {
  critical: { icon: "🔴", word: { fr: "CRITIQUE", en: "CRITICAL" } },
  warning: { icon: "🟠", word: { fr: "Avertissement", en: "Warning" } },
  info: { icon: "🔵", word: { fr: "Info", en: "Info" } },
};

export const resolvedMark = { icon: "✅", word: { fr: "Rétabli", en: "Resolved" } } satisfies {
  icon: string;
  word: Text;
};

/** The fixed words of messages. */
export const words = {
  impact: { fr: "Ressenti", en: "Impact" },
  next: { fr: "À faire", en: "What to do" },
  since: { fr: "Depuis", en: "Since" },
  lasted: { fr: "Durée", en: "Lasted" },
  more: { fr: "autres", en: "more" },
  dashboard: { fr: "Tableau de bord", en: "Dashboard" },
  runbook: { fr: "Fiche", en: "Runbook" },
  graph: { fr: "Graphe", en: "Graph" },
  silence: { fr: "Mettre en silence", en: "Silence" },
  alerts: { fr: "alertes", en: "alerts" },
} satisfies Record<string, Text>;

/**
 * How many alerts of a group are told in full, and how many more in a line: a Discord embed holds 4,096 characters.
 * https://discord.com/developers/docs/resources/message#embed-object-embed-limits
 */
export const toldInFull = 3;
export const toldInALine = 12;
