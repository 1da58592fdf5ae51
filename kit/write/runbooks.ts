import { severityMarks } from "../channels/messages.ts";
import { type Alert, componentOf } from "../model/alert.ts";
import type { Environment, EnvironmentAlert } from "../model/environment.ts";
import { spanText } from "../model/figures.ts";
import type { Level } from "../model/level.ts";
import { routesOf, routesTaken } from "../model/routes.ts";
import type { Step } from "../model/step.ts";
import { colon, type Text } from "../model/text.ts";
import { terms } from "../model/words.ts";
import { dashboardUrl, graphUrl, wellAgain } from "./annotations.ts";
import { commandTemplate } from "./placeholders.ts";
import { channelOf, labelsOf } from "./routes-table.ts";
import { healingSection } from "./runbook-healing.ts";

const words = {
  meaning: { fr: "Ce que cela veut dire", en: "What it means" },
  impact: { fr: "Ce que les visiteurs ressentent", en: "What users feel" },
  next: terms.next,
  when: { fr: "Quand l'alerte se déclenche", en: "When it fires" },
  seen: { fr: "Voir que c'est vrai", en: "See that it is true" },
  seenBy: { fr: "Sur le tableau de bord, le panneau", en: "On the dashboard, the panel" },
  shows: { fr: "montre", en: "shows" },
  or: { fr: "Le même dans", en: "The same in" },
  likely: { fr: "Causes probables", en: "Likely causes" },
  likelyTest: { fr: "Ce qui le montre", en: "What shows it" },
  cure: { fr: "Ce qui le guérit", en: "What cures it" },
  over: { fr: "Savoir que c'est fini", en: "Know that it is over" },
  itsEnd: {
    fr: "L'alerte se termine d'elle-même, au plus tôt après",
    en: "The alert ends by itself, at the earliest after",
  },
  whom: { fr: "Qui appeler", en: "Whom to call" },
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
  const likely = (alert.likely ?? []).map(({ when, test, cure }, index) => {
    const part = (title: Text, step: Step) =>
      `   - ${title[locale]}${colon[locale]} ${stepText(step, environment).replaceAll("\n   ", "\n     ")}`;
    return [
      `${index + 1}. **${withExamples(when[locale])}**`,
      part(words.likelyTest, test),
      part(words.cure, cure),
    ].join("\n");
  });
  const sections = [
    `# ${alert.title[locale]}`,
    `*${alert.name} · ${componentOf(environment.platform.components, alert)} · ${alert.category}*`,
    `## ${word("meaning")}\n\n**${alert.on.title[locale]}**${colon[locale]} ${alert.on.about[locale]}`,
    `## ${word("seen")}\n\n${seen(environment, declared)}`,
    `## ${word("impact")}\n\n${alert.impact[locale]}`,
    `## ${word("next")}\n\n${alert.next.map((step, index) => `${index + 1}. ${stepText(step, environment)}`).join("\n")}`,
    ...(likely.length ? [`## ${word("likely")}\n\n${likely.join("\n")}`] : []),
    ...healingSection(environment, declared),
    `## ${word("over")}\n\n${over(environment, declared)}`,
    `## ${word("whom")}\n\n${whom(environment, alert).join("\n")}`,
    `## ${word("when")}\n\n${levelTable(declared, levels, environment)}`,
    ...(causes.length ? [`${word("because")}${colon[locale]} ${linked(causes)}.`] : []),
    ...(explains.length ? [`${word("explains")}${colon[locale]} ${linked(explains)}.`] : []),
    `## ${word("rule")}\n\n\`\`\`promql\n${environment.render(alert.on.expr)}\n\`\`\``,
  ];
  return `${sections.join("\n\n")}\n`;
}

/** Where the alert's signal is to be seen, and what it shows at each level. */
function seen(environment: Environment, declared: EnvironmentAlert): string {
  const { alert, levels } = declared;
  const { locale } = environment.config;
  const panel = `[${alert.on.title[locale]}](${dashboardUrl(environment, declared).replace(/&var-instance=.*/, "")})`;
  const shown = levels.map(({ severity, direction, limit }) => {
    const { icon, word } = severityMarks[severity];
    const there = alert.on.unit.name === "bool";
    const what = there
      ? Number(direction === "above")
      : `${words[direction][locale]} ${alert.on.unit.text(limit, locale)}`;
    return `${what} (${icon} ${word[locale]})`;
  });
  return `${words.seenBy[locale]} ${panel} ${words.shows[locale]} ${shown.join(", ")}. ${words.or[locale]} [Prometheus](${graphUrl(environment, declared)}).`;
}

/** What is well again then, and when the alert says so. */
function over(environment: Environment, declared: EnvironmentAlert): string {
  const { locale } = environment.config;
  const [worst] = declared.levels;
  if (worst === undefined) return "";
  const again = labelsAsExamples(wellAgain(declared, worst, locale));
  return `${again}. ${words.itsEnd[locale]} ${spanText(worst.keepFiringFor, locale)}.`;
}

/** Whom its own steps name, the last one first; where they name nobody, who is told of what is critical. */
function whom({ config }: Environment, { next }: Alert): string[] {
  const named = next.flatMap((step) => (step.kind === "person" ? [step.who] : [])).reverse();
  const roles = named.length > 0 ? [...new Set(named)] : config.notifications.email.to.critical;
  return roles.map((role) => {
    const number = config.telephones[role];
    const call = number === undefined ? [] : [`[${number}](tel:${number.replaceAll(" ", "")})`];
    return `- **${role}**${colon[config.locale]} ${[...call, config.people[role]].join(", ")}`;
  });
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
      .map(({ receiver }) => channelOf(receiver, environment, locale))
      .join(", ");
    return `| ${icon} ${mark[locale]} | ${word(direction)} ${alert.on.unit.text(limit, locale)} | ${spanText(time, locale)} | ${spanText(kept, locale)} | ${told} |`;
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
  labelsAsExamples(commandTemplate(line, places));

/** A template of the rule engine where a page is not about one occurrence: `<mountpoint>`. */
const labelsAsExamples = (template: string) => template.replace(/\{\{ \$labels\.(\w+).*?\}\}/g, "<$1>");

/** `{{mountpoint}}` of the alert becomes `<mountpoint>` on a page that is not about one occurrence. */
const withExamples = (text: string) => text.replace(/\{\{\s*(\w+)\s*\}\}/g, "<$1>");
