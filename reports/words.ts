import { words as sheetWords } from "../exporters/anomalies/words.ts";
import type { Locale, Text } from "../kit/model/text.ts";
import { terms } from "../kit/model/words.ts";
import type { Line } from "./monthly.ts";
import { isMet } from "./objective.ts";

export const words = {
  title: { fr: "Rapport mensuel", en: "Monthly report" },
  objectives: { fr: "Objectifs", en: "Objectives" },
  figure: { fr: "Indicateur", en: "Figure" },
  objective: terms.objective,
  verdict: { fr: "Tenu", en: "Met" },
  met: { fr: "✓ tenu", en: "✓ met" },
  missed: { fr: "✗ manqué", en: "✗ missed" },
  before: { fr: "Mois précédent", en: "Month before" },
  change: { fr: "Évolution", en: "Change" },
  noData: terms.noData,
  sizing: { fr: "Dimensionnement (30 jours)", en: "Sizing (30 days)" },
  anomalies: terms.anomalies,
  none: { fr: "Aucune anomalie ce mois-ci.", en: "No anomaly this month." },
  severity: terms.severity,
  what: { fr: "Titre", en: "Title" },
  lasted: terms.lasted,
  end: { fr: "Conclusion", en: "End" },
  ticket: { fr: "Ticket", en: "Ticket" },
  tickets: { fr: "Tickets de support", en: "Support tickets" },
  soFar: { fr: "Le mois n'est pas terminé : chiffres à ce jour.", en: "The month goes on: figures so far." },
  definitions: { fr: "Définitions", en: "Definitions" },
  daily: { fr: "Jour par jour", en: "Day by day" },
  uptime: { fr: "Disponibilité", en: "Uptime" },
  responseTime: { fr: "Temps de réponse (P95)", en: "Response time (P95)" },
} satisfies Record<string, Text>;

/** What the names of figures mean, in one line each. */
export const definitions: readonly { readonly name: Text; readonly means: Text }[] = [
  {
    name: { fr: "Détection", en: "Detection" },
    means: {
      fr: "de la première mesure hors limite à l'alerte, en moyenne.",
      en: "from the first value beyond its limit to the alert, on average.",
    },
  },
  {
    name: sheetWords.resolution,
    means: {
      fr: "de l'ouverture de l'anomalie à sa fin, en moyenne, toutes gravités confondues.",
      en: "from the anomaly's record to its end, on average, whatever its severity.",
    },
  },
  {
    name: { fr: "MTTR", en: "MTTR" },
    means: {
      fr: "de la première mesure hors limite au rétablissement, en moyenne, pour les anomalies critiques.",
      en: "from the first value beyond its limit until service was restored, on average, of critical anomalies.",
    },
  },
  {
    name: { fr: "MTBF", en: "MTBF" },
    means: {
      fr: "temps surveillé divisé par le nombre d'anomalies critiques ; au moins une semaine.",
      en: "time that was watched, divided by the critical anomalies; a week at least.",
    },
  },
  {
    name: words.uptime,
    means: {
      fr: "part du temps où l'API a répondu à sa sonde ; un trou de mesure compte comme une panne.",
      en: "share of the time in which the API answered its probe; a gap in the data counts as down.",
    },
  },
];

/** A line's cells as people read them: in the report's page and in its Markdown alike. */
export function cellsOf(line: Line, locale: Locale) {
  const { unit, value, before, why, objective } = line;
  const shown = (one: number | undefined) => (one === undefined ? words.noData[locale] : unit.text(one, locale));
  const met = isMet(objective, value);
  return {
    title: line.title[locale],
    value: value === undefined && why ? why[locale] : shown(value),
    objective: objective === undefined ? "" : `${objective.is} ${unit.text(objective.limit, locale)}`,
    met,
    verdict: met === undefined ? "" : met ? words.met[locale] : words.missed[locale],
    before: shown(before),
    change: changeOf(line, locale),
  };
}

/** In percent of the month before; of shares, in points. */
function changeOf({ unit, value, before }: Line, locale: Locale): string {
  if (value === undefined || before === undefined) return "";
  const isShare = unit.name === "ratio";
  if (!isShare && before === 0) return "";
  const change = isShare ? (value - before) * 100 : ((value - before) / before) * 100;
  const number = new Intl.NumberFormat(locale, { maximumSignificantDigits: 2, signDisplay: "exceptZero" });
  return `${number.format(change)} ${isShare ? "pt" : "%"}`;
}
