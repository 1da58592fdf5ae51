import { currentEpisode, statusOf } from "../exporters/anomalies/anomaly.ts";
import { inline } from "../exporters/anomalies/escape.ts";
import { type Locale, lasted } from "../exporters/anomalies/sheet.ts";
import { resolutionWords, severityWords, statusWords } from "../exporters/anomalies/words.ts";
import type { Text } from "../kit/model/text.ts";
import type { Line, Report } from "./monthly.ts";

const words = {
  title: { fr: "Rapport mensuel", en: "Monthly report" },
  figure: { fr: "Indicateur", en: "Figure" },
  objective: { fr: "Objectif", en: "Objective" },
  before: { fr: "Mois précédent", en: "Month before" },
  change: { fr: "Évolution", en: "Change" },
  noData: { fr: "pas de données", en: "no data" },
  sizing: { fr: "Dimensionnement (30 jours)", en: "Sizing (30 days)" },
  anomalies: { fr: "Anomalies", en: "Anomalies" },
  none: { fr: "Aucune anomalie ce mois-ci.", en: "No anomaly this month." },
  severity: { fr: "Gravité", en: "Severity" },
  what: { fr: "Titre", en: "Title" },
  lasted: { fr: "Durée", en: "Lasted" },
  end: { fr: "Conclusion", en: "End" },
  ticket: { fr: "Ticket", en: "Ticket" },
  tickets: { fr: "Tickets de support", en: "Support tickets" },
  soFar: { fr: "Le mois n'est pas terminé : chiffres à ce jour.", en: "The month goes on: figures so far." },
} satisfies Record<string, Text>;

/** For people. */
export function markdownReport(
  { month, environment, madeAt, lines, sizing, anomalies }: Report,
  locale: Locale,
): string {
  const say = (text: Text) => text[locale];
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
  const shown = ({ unit }: Line, value: number | undefined) =>
    value === undefined ? say(words.noData) : unit.text(value, locale);
  const tickets = byTicket(anomalies);
  return [
    `# ${say(words.title)} ${month.name} · ${environment}`,
    ...(madeAt < month.to ? [say(words.soFar)] : []),
    table(
      [words.figure, { fr: month.name, en: month.name }, words.objective, words.before, words.change].map(say),
      lines.map((line) => [
        say(line.title),
        shown(line, line.value),
        line.objective ?? "",
        shown(line, line.before),
        changeOf(line, locale),
      ]),
    ),
    ...(sizing.length === 0
      ? []
      : [`## ${say(words.sizing)}`, sizing.map((one) => `- ${inline(say(one), 200)}`).join("\n")]),
    `## ${say(words.anomalies)}`,
    anomalies.length === 0
      ? say(words.none)
      : table(
          ["Id", ...[words.severity, words.what, words.lasted, words.end, words.ticket].map(say)],
          anomalies.map((anomaly) => {
            const { detectedAt, resolvedAt, closedAt, resolution } = currentEpisode(anomaly);
            const end = resolvedAt ?? closedAt;
            return [
              anomaly.id,
              say(severityWords[anomaly.severity]),
              inline(anomaly.title, 150),
              end ? lasted(Date.parse(end) - Date.parse(detectedAt)) : "",
              resolution ? say(resolutionWords[resolution]) : say(statusWords[statusOf(anomaly)]),
              inline(anomaly.ticket ?? "", 40),
            ];
          }),
        ),
    ...(tickets.size === 0
      ? []
      : [
          `## ${say(words.tickets)}`,
          [...tickets].map(([ticket, ids]) => `- ${inline(ticket, 40)}: ${ids.join(", ")}`).join("\n"),
        ]),
    "",
  ].join("\n\n");
}

/** Support tickets -> the anomalies that they led to. */
function byTicket(anomalies: Report["anomalies"]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { ticket, id } of anomalies) if (ticket) found.set(ticket, [...(found.get(ticket) ?? []), id]);
  return found;
}

/** In percent of the month before; of shares, in points. */
function changeOf({ unit, value, before }: Line, locale: Locale): string {
  if (value === undefined || before === undefined) return "";
  const isShare = unit.name === "ratio";
  if (!isShare && before === 0) return "";
  const change = isShare ? (value - before) * 100 : ((value - before) / before) * 100;
  const digits = String(Number(change.toPrecision(2)));
  const number = locale === "fr" ? digits.replace(".", ",") : digits;
  return `${change > 0 ? "+" : ""}${number} ${isShare ? "pt" : "%"}`;
}

/** For programs: values in base units, null where there is no data. */
export function jsonReport({ month, environment, madeAt, lines, sizing, anomalies }: Report): string {
  const report = {
    ...{ month: month.name, environment, madeAt: madeAt.toISOString(), sizing: sizing.map(({ en }) => en) },
    figures: lines.map(({ title, unit, objective, value, before }) => ({
      ...{
        title: title.en,
        unit: unit.name,
        objective: objective ?? null,
        value: value ?? null,
        before: before ?? null,
      },
    })),
    anomalies: anomalies.map(({ id, severity, category, component, detection, title, ticket, episodes }) => ({
      ...{ id, severity, category, component, detection, title, ticket: ticket ?? null, episodes },
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
