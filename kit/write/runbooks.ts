import { severityMarks } from "../channels/messages.ts";
import { type Alert, componentOf } from "../model/alert.ts";
import type { Environment, EnvironmentAlert } from "../model/environment.ts";
import type { Level } from "../model/level.ts";
import { routesOf, routesTaken } from "../model/routes.ts";
import type { Step } from "../model/step.ts";
import { colon, type Text } from "../model/text.ts";
import { terms } from "../model/words.ts";
import { commandTemplate } from "./placeholders.ts";
import { channelOf, labelsOf } from "./routes-table.ts";
import { healingSection } from "./runbook-healing.ts";

const words = {
  meaning: { fr: "Ce que cela veut dire", en: "What it means" },
  impact: { fr: "Ce que les visiteurs ressentent", en: "What users feel" },
  next: terms.next,
  when: { fr: "Quand l'alerte se déclenche", en: "When it fires" },
  because: { fr: "Conséquence possible de", en: "May follow from" },
  explains: { fr: "Peut expliquer", en: "May explain" },
  rule: { fr: "L'expression", en: "The expression" },
  level: { fr: "niveau", en: "level" },
  limit: { fr: "limite", en: "limit" },
  during: terms.during,
  kept: { fr: "se termine après", en: "ends after" },
  told: { fr: "prévient", en: "tells" },
  above: terms.above,
  below: { fr: "au-dessous de", en: "below" },
} satisfies Record<string, Text>;

/** The page an alert's message links to: everything the declaration knows, for someone who was just woken. */
export function runbook(environment: Environment, declared: EnvironmentAlert): string {
  const { alert, levels } = declared;
  const { locale } = environment.config;
  const word = (key: keyof typeof words) => words[key][locale];
  // A cause that is disabled here has no page to link to.
  const causes = (alert.causes ?? [])
    .map((cause) => cause.alert)
    .filter((cause) => environment.alerts.some((other) => other.alert === cause));
  const explains = environment.alerts
    .filter((other) => other.alert.causes?.some((cause) => cause.alert === alert))
    .map((other) => other.alert);
  const linked = (alerts: readonly Alert[]) =>
    alerts.map(({ name, title }) => `[${title[locale]}](${name}.md)`).join(", ");
  const sections = [
    `# ${alert.title[locale]}`,
    `*${alert.name} · ${componentOf(environment.platform.components, alert)} · ${alert.category}*`,
    `## ${word("meaning")}\n\n**${alert.on.title[locale]}**${colon[locale]} ${alert.on.about[locale]}`,
    `## ${word("impact")}\n\n${alert.impact[locale]}`,
    `## ${word("next")}\n\n${alert.next.map((step, index) => `${index + 1}. ${stepText(step, environment)}`).join("\n")}`,
    ...healingSection(environment, declared),
    `## ${word("when")}\n\n${levelTable(declared, levels, environment)}`,
    ...(causes.length ? [`${word("because")}${colon[locale]} ${linked(causes)}.`] : []),
    ...(explains.length ? [`${word("explains")}${colon[locale]} ${linked(explains)}.`] : []),
    `## ${word("rule")}\n\n\`\`\`promql\n${environment.render(alert.on.expr)}\n\`\`\``,
  ];
  return `${sections.join("\n\n")}\n`;
}

function levelTable(declared: EnvironmentAlert, levels: readonly Level[], environment: Environment): string {
  const { alert } = declared;
  const { locale } = environment.config;
  const routes = routesOf(environment);
  const word = (key: keyof typeof words) => words[key][locale];
  const rows = levels.map((level) => {
    const { severity, direction, limit, for: time, keepFiringFor: kept } = level;
    const { icon, word: mark } = severityMarks[severity];
    const told = routesTaken(routes, labelsOf(declared, level, environment))
      .map(({ receiver }) => channelOf(receiver, environment))
      .join(", ");
    return `| ${icon} ${mark[locale]} | ${word(direction)} ${alert.on.unit.text(limit, locale)} | ${time} | ${kept} | ${told} |`;
  });
  return [
    `| ${word("level")} | ${word("limit")} | ${word("during")} | ${word("kept")} | ${word("told")} |`,
    "|---|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function stepText(step: Step, { config, platform }: Environment): string {
  const text = step.text[config.locale];
  if (step.kind === "command")
    return `${text}${colon[config.locale]}\n   \`\`\`sh\n   ${commandExample(step.command, platform.places?.(config))}\n   \`\`\``;
  return step.kind === "link"
    ? `[${text}](${withExamples(step.url).replace("<prometheus>", config.urls.prometheus).replace("<anomalies>/<anomaly>", `${config.urls.anomalies}/`)})`
    : `${text} (${step.who}).`;
}

/** The command as it is typed in this environment, `<mountpoint>` standing for the label. */
const commandExample = (line: string, places: Readonly<Record<string, string>> | undefined) =>
  commandTemplate(line, places).replace(/\{\{ \$labels\.(\w+).*?\}\}/g, "<$1>");

/** `{{mountpoint}}` of the alert becomes `<mountpoint>` on a page that is not about one occurrence. */
const withExamples = (text: string) => text.replace(/\{\{\s*(\w+)\s*\}\}/g, "<$1>");
