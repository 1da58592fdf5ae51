import { currentEpisode, statusOf } from "../exporters/anomalies/anomaly.ts";
import type { Locale } from "../exporters/anomalies/sheet.ts";
import { resolutionWords, statusWords } from "../exporters/anomalies/words.ts";
import { inline } from "../kit/model/github-markdown.ts";
import type { Text } from "../kit/model/text.ts";
import { seconds } from "../kit/model/unit.ts";
import { severityWords } from "../kit/model/words.ts";
import { monthText } from "./month.ts";
import type { Report } from "./monthly.ts";
import { isMet } from "./objective.ts";
import { cellsOf, definitions, words } from "./words.ts";

/** For people. */
export function markdownReport(report: Report, locale: Locale): string {
  const { month, environment, madeAt, lines, sizing, anomalies, days } = report;
  const say = (text: Text) => text[locale];
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
    [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");
  const tickets = byTicket(anomalies);
  const colon = locale === "fr" ? " :" : ":";
  return [
    `# ${say(words.title)} · ${monthText(month, locale)} · ${environment}`,
    ...(madeAt < month.to ? [say(words.soFar)] : []),
    verdictOf(report, locale),
    table(
      [
        words.figure,
        { fr: monthText(month, "fr"), en: monthText(month, "en") },
        words.objective,
        words.verdict,
        words.before,
        words.change,
      ].map(say),
      lines.map((line) => {
        const { title, value, objective, verdict, before, change } = cellsOf(line, locale);
        return [title, value, objective, verdict, before, change];
      }),
    ),
    ...(days.length > 1
      ? [
          `## ${say(words.daily)}`,
          [
            [words.uptime, days.map(({ uptime }) => uptime)] as const,
            [words.responseTime, days.map(({ responseTime }) => responseTime)] as const,
            [words.anomalies, days.map(({ anomalies }) => sum(anomalies))] as const,
          ]
            .map(([title, values]) => `- ${say(title)}${colon} \`${sparkline(values)}\``)
            .join("\n"),
        ]
      : []),
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
              end ? seconds.text(Math.round((Date.parse(end) - Date.parse(detectedAt)) / 1000), locale) : "",
              resolution ? say(resolutionWords[resolution]) : say(statusWords[statusOf(anomaly)]),
              inline(anomaly.ticket ?? "", 40),
            ];
          }),
        ),
    ...(tickets.size === 0
      ? []
      : [
          `## ${say(words.tickets)}`,
          [...tickets].map(([ticket, ids]) => `- ${inline(ticket, 40)}${colon} ${ids.join(", ")}`).join("\n"),
        ]),
    `## ${say(words.definitions)}`,
    definitions.map(({ name, means }) => `- **${say(name)}**${colon} ${say(means)}`).join("\n"),
    "",
  ].join("\n\n");
}

/** How many objectives were kept, in one sentence. */
export function verdictOf({ lines }: Pick<Report, "lines">, locale: Locale): string {
  const judged = lines.map(({ objective, value }) => isMet(objective, value)).filter((met) => met !== undefined);
  const met = judged.filter(Boolean).length;
  const unknown = lines.filter(({ objective }) => objective !== undefined).length - judged.length;
  const [fr, en] = [met > 1 ? "objectifs tenus" : "objectif tenu", judged.length === 1 ? "objective" : "objectives"];
  return locale === "fr"
    ? `${met} ${fr} sur ${judged.length}${unknown > 0 ? ` ; ${unknown} sans données suffisantes` : ""}.`
    : `${met} of ${judged.length} ${en} met${unknown > 0 ? `; ${unknown} without enough data` : ""}.`;
}

export const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, one) => total + one, 0);

const blocks = "▁▂▃▄▅▆▇█";

/** Values from the least to the greatest, a character each; a space where there is none. */
function sparkline(values: readonly (number | undefined)[]): string {
  const known = values.filter((value) => value !== undefined);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return values
    .map((value) => {
      if (value === undefined) return " ";
      return blocks[most === least ? 0 : Math.round(((value - least) / (most - least)) * (blocks.length - 1))];
    })
    .join("");
}

/** Support tickets -> the anomalies that they led to. */
function byTicket(anomalies: Report["anomalies"]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { ticket, id } of anomalies) if (ticket) found.set(ticket, [...(found.get(ticket) ?? []), id]);
  return found;
}

/** For programs: values in base units, null where there is no data. */
export function jsonReport({ month, environment, madeAt, lines, days, sizing, anomalies }: Report): string {
  const report = {
    ...{ month: month.name, environment, madeAt: madeAt.toISOString(), sizing: sizing.map(({ en }) => en) },
    figures: lines.map(({ title, unit, objective, value, before }) => ({
      ...{
        title: title.en,
        unit: unit.name,
        objective: objective ?? null,
        met: isMet(objective, value) ?? null,
        value: value ?? null,
        before: before ?? null,
      },
    })),
    days,
    anomalies: anomalies.map(({ id, severity, category, component, detection, title, ticket, episodes }) => ({
      ...{ id, severity, category, component, detection, title, ticket: ticket ?? null, episodes },
    })),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}
