import type { Severity } from "../model/level.ts";
import type { Text } from "../model/text.ts";
import { capitalised, severityWords, terms } from "../model/words.ts";

/** How a severity is marked: Discord colours a message by firing or resolved only, so that its title must say it. */
export interface Mark {
  readonly icon: string;
  readonly word: Text;
  /** Of the stripe beside the alert in a mail. */
  readonly colour: string;
}

const shouted = ({ fr, en }: Text): Text => ({ fr: fr.toUpperCase(), en: en.toUpperCase() });

export const severityMarks: Readonly<Record<Severity, Mark>> = {
  critical: { icon: "🔴", word: shouted(severityWords.critical), colour: "#c81e1e" },
  warning: { icon: "🟠", word: capitalised(severityWords.warning), colour: "#d97706" },
  info: { icon: "🔵", word: capitalised(severityWords.info), colour: "#2563eb" },
};
export const resolvedMark: Mark = { icon: "✅", word: { fr: "Rétabli", en: "Resolved" }, colour: "#15803d" };
/** A group of alerts of several severities, or of one that nobody declared. */
export const unknownMark: Mark = { icon: "🔔", word: terms.alert, colour: "#52525b" };
export const digestIcon = "📋";
export const escalationIcon = "📣";

/** The fixed words of messages. */
export const words = {
  onCall: { fr: "De garde", en: "On call" },
  impact: { fr: "Ressenti", en: "Impact" },
  measured: { fr: "Mesuré", en: "Measured" },
  limit: { fr: "seuil", en: "limit" },
  symptoms: { fr: "Affecte aussi", en: "Also affects" },
  tried: { fr: "Déjà tenté", en: "Tried already" },
  lines: { fr: "Journaux de ces minutes", en: "Logs of these minutes" },
  next: terms.next,
  since: terms.since,
  was: { fr: "C'était", en: "It was" },
  after: { fr: "après", en: "after" },
  more: { fr: "autres", en: "more" },
  anomaly: { fr: "Anomalie : prendre, clore", en: "Anomaly: take, close" },
  dashboard: terms.dashboard,
  runbook: terms.runbook,
  graph: terms.graph,
  silence: terms.silence,
  alerts: { fr: "alertes", en: "alerts" },
  digest: { fr: "Rapport des dernières 24 heures", en: "Report of the last 24 hours" },
  escalation: { fr: "ESCALADE", en: "ESCALATION" },
} satisfies Record<string, Text>;
export type Word = keyof typeof words;

/**
 * How much of what label values may lengthen is told, in characters, and how many alerts of a group: a Discord embed holds
 * 4,096 characters. https://discord.com/developers/docs/resources/message#embed-object-embed-limits
 */
export const told = {
  discord: {
    summary: 150,
    impact: 250,
    steps: 1000,
    link: 400,
    lines: 900,
    inFullUpTo: 2,
    otherwiseInFull: 1,
    inALine: 10,
  },
  mail: { summary: 300, inFullUpTo: 5, otherwiseInFull: 3, inALine: 50 },
  sms: { atLeast: 60 },
  digest: { alerts: 100 },
} as const;
