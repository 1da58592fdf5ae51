import type { Config } from "../config/load.ts";
import { componentOf } from "../model/alert.ts";
import { seconds } from "../model/durations.ts";
import type { Environment, EnvironmentAlert } from "../model/environment.ts";
import { type Explanation, explanationsOf } from "../model/explanations.ts";
import { healingsOf } from "../model/healing.ts";
import { dashboardUid, panelId } from "../model/ids.ts";
import type { Level } from "../model/level.ts";
import { allOf, type Labels, matcherText, oneOf } from "../model/matchers.ts";
import { renderPromql } from "../model/promql.ts";
import type { Step } from "../model/step.ts";
import { colon, type Locale, type Text } from "../model/text.ts";
import { seconds as timeSpan } from "../model/unit.ts";
import { severityWords, terms } from "../model/words.ts";
import { explainingLines } from "./explaining-lines.ts";
import { commandTemplate, prose, stepProse, urlTemplate } from "./placeholders.ts";

const words = {
  above: { fr: "plus de", en: "above" },
  below: { fr: "moins de", en: "below" },
  during: terms.during,
  again: { fr: "de nouveau", en: "again" },
  backAbove: { fr: "de nouveau au-dessus de", en: "back above" },
  backBelow: { fr: "de nouveau au-dessous de", en: "back below" },
  backAt: { fr: "de nouveau à", en: "back at" },
  atMost: { fr: "au plus", en: "at most" },
  healed: { fr: "cela avait suffi", en: "it had helped" },
  failed: terms.didNotHelp,
  refused: terms.refused,
  dry_run: { fr: "aurait été fait", en: "would have been done" },
} satisfies Record<string, Text>;

type Annotations = Readonly<Record<string, string>>;

/** What a message says of an alert, as templates of the rule engine. */
export function annotationsOf(environment: Environment, declared: EnvironmentAlert, level: Level): Annotations {
  const { alert } = declared;
  const { config } = environment;
  const { locale, urls } = config;
  const explained = explanationsOf(environment).filter(({ cause }) => cause === alert);
  const symptoms = symptomsTemplate(explained);
  const said = explainingLines(environment, componentOf(environment.platform.components, alert));
  return {
    title: alert.title[locale],
    summary: prose(alert.summary, declared, level, locale),
    well_again: wellAgain(declared, level, locale),
    ...levelBelow(declared, level, locale),
    impact: prose(alert.impact, declared, level, locale),
    ...measured(declared, level, environment),
    ...(symptoms !== "" && { symptoms }),
    ...triedTemplate(environment, declared, explained),
    ...(said !== "" && { lines: said }),
    next_steps: nextSteps(environment, declared, level),
    dashboard_url: dashboardUrl(environment, declared),
    runbook_url: `${urls.runbooks}/${alert.name}.md`,
    graph_url: graphUrl(environment, declared),
  };
}

/** What to do next, a step a line. */
export const nextSteps = (environment: Environment, declared: EnvironmentAlert, level: Level): string =>
  declared.alert.next
    .map((step, index) => `${index + 1}. ${stepTemplate(step, environment, declared, level)}`)
    .join("\n");

/** The very panel that shows the alert's signal, for the host that it is about. */
export function dashboardUrl({ platform, config }: Environment, { alert: { on }, domain }: EnvironmentAlert): string {
  const about = on.per.includes("instance") ? "&var-instance={{instance}}" : "";
  const panel = `${config.urls.grafana}/d/${dashboardUid(platform.name, domain)}?viewPanel=${panelId(on)}`;
  return urlTemplate(`${panel}&var-environment=${config.environment}${about}`, config);
}

/**
 * What is well again when this level has ended. A signal that is there or not is called by what it should be: "API alive"
 * again; of others the limit says it.
 */
export function wellAgain(declared: EnvironmentAlert, level: Level, locale: Locale): string {
  const { on, wellAgain: own } = declared.alert;
  if (own !== undefined) return prose(own, declared, level, locale);
  const which = on.per.filter((label) => label !== "instance").map((label) => `{{ $labels.${label} }}`);
  const about = which.length === 0 ? "" : ` (${which.join(", ")})`;
  if (on.unit.name === "bool") return `${on.title[locale]} ${words.again[locale]}${about}`;
  const limit = on.unit.text(level.limit, locale);
  const back =
    on.unit.name === "whole" && level.direction === "above"
      ? `${words.backAt[locale]} ${limit}${limit === "0" ? "" : ` ${words.atMost[locale]}`}`
      : `${words[level.direction === "above" ? "backBelow" : "backAbove"][locale]} ${limit}`;
  return `${on.title[locale]}${about}${colon[locale]} ${back}`;
}

/** The word of the lower level that fires as well, and goes on when this one has ended; empty when none does. */
function levelBelow({ alert, levels }: EnvironmentAlert, level: Level, locale: Locale): object {
  const lower = levels.slice(levels.indexOf(level) + 1);
  if (lower.length === 0) return {};
  const labels = alert.on.per.map((label) => `$labels.${label}`);
  const firing = ({ severity }: Level) => {
    const fixed = { alertname: alert.name, severity, alertstate: "firing" };
    const matchers = [...allOf(fixed).map(matcherText), ...alert.on.per.map((label) => `${label}=%q`)];
    const query = JSON.stringify(`ALERTS{${matchers.join(",")}}`);
    return labels.length === 0 ? query : `printf ${[query, ...labels].join(" ")}`;
  };
  const chain = lower.map((one) => `{{ with ${firing(one)} | query }}${severityWords[one.severity][locale]}{{ else }}`);
  return { level_below: `${chain.join("")}${"{{ end }}".repeat(chain.length)}` };
}

/** The value and the limit; of what is only there or not, the summary says enough. */
function measured({ alert: { on } }: EnvironmentAlert, level: Level, { config: { locale } }: Environment): Annotations {
  if (on.unit.name === "bool") return {};
  const during = seconds(level.for) > 0 ? ` ${words.during[locale]} ${timeSpan.text(seconds(level.for), locale)}` : "";
  return {
    value: on.unit.template("$value", locale),
    limit: `${words[level.direction][locale]} ${on.unit.text(level.limit, locale)}${during}`,
    unit: on.unit.name,
  };
}

/**
 * The names of the alerts that this one explains and silences now, one a line: Alertmanager shows inhibited alerts to no
 * template. Those that are about to fire count as well, because a cause is told before most of its symptoms.
 */
function symptomsTemplate(explanations: readonly Explanation[]): string {
  const conditions = new Map<string, { only: Labels; selectors: Selector[] }>();
  for (const { symptom, explains, only, shared } of explanations) {
    const key = JSON.stringify(only);
    const condition = conditions.get(key) ?? { only, selectors: [] };
    const alike = condition.selectors.find((one) => sameThing(one, { explains, shared }));
    if (alike === undefined) condition.selectors.push({ names: [symptom.name], explains, shared });
    else alike.names.push(symptom.name);
    conditions.set(key, condition);
  }
  return [...conditions.values()].map(({ only, selectors }) => guarded(only, listOf(selectors))).join("");
}

/** How far back a message looks for what was tried. */
const triedWithin = "30m";

/**
 * What was done without a person for it or for what it explains, one a line, so that nobody does it again for nothing; of what
 * the remediation itself tells, and of what is about one of its targets, what was done for that target.
 */
function triedTemplate(
  environment: Environment,
  { alert, domain }: EnvironmentAlert,
  explained: readonly Explanation[],
): Annotations {
  const { platform, config } = environment;
  if (platform.remediation === undefined) return {};
  const repaired = [alert, ...explained.map(({ symptom }) => symptom)];
  const remedies = healingsOf(environment).flatMap(({ declared, steps }) =>
    steps.map(({ remedy }) => ({ remedy, ofThese: repaired.includes(declared.alert) })),
  );
  const targets = remedies.flatMap(({ remedy, ofThese }) => (ofThese ? [remedy.target.name] : []));
  const label = domain === platform.remediation.part ? "target" : platform.remediation.label;
  // Each of its occurrences is about one target: what was done for another one is no news there.
  const eachItsOwn = alert.heals?.every(({ only, target }) => only?.[label] === target.name) === true;
  const ofItsTarget = alert.on.per.includes(label) && (targets.length === 0 || label === "target" || eachItsOwn);
  if (remedies.length === 0 || (targets.length === 0 && !ofItsTarget)) return {};
  const { locale } = config;
  const runs = renderPromql(platform.remediation.runs.where(), new Set());
  const matcher = ofItsTarget ? "target=%q" : matcherText(oneOf("target", ...new Set(targets)));
  const query = JSON.stringify(`changes(${runs.replace("}", `,${matcher}}`)}[${triedWithin}]) > 0`);
  const asked = ofItsTarget ? `printf ${query} $labels.${label} | query` : `query ${query}`;
  const said = remedies
    .filter(({ remedy }) => targets.length === 0 || targets.includes(remedy.target.name))
    .map(({ remedy }): [string, string] => [remedy.action, remedy.said[locale]]);
  const action = chosen("action", new Map(said));
  const outcomes = ["healed", "failed", "refused", "dry_run"] as const;
  const outcome = chosen("outcome", new Map(outcomes.map((one) => [one, words[one][locale]])));
  return {
    tried: `{{ range ${asked} | sortByLabel "action" }}{{ .Value }} × ${action} {{ .Labels.target }}${colon[locale]} ${outcome}\n{{ end }}`,
  };
}

/** The words for a label's value. */
const chosen = (label: string, words: ReadonlyMap<string, string>) =>
  `${[...words].map(([value, said], index) => `{{ ${index === 0 ? "if" : "else if"} eq .Labels.${label} "${value}" }}${said}`).join("")}{{ end }}`;

interface Selector {
  readonly names: string[];
  readonly explains: Labels;
  readonly shared: readonly string[];
}

const sameThing = (one: Omit<Selector, "names">, other: Omit<Selector, "names">) =>
  JSON.stringify([one.explains, one.shared]) === JSON.stringify([other.explains, other.shared]);

function listOf(selectors: readonly Selector[]): string {
  const text = selectors.map(({ names, explains, shared }) => {
    const fixed = [oneOf("alertname", ...names), oneOf("alertstate", "firing", "pending"), ...allOf(explains)];
    return `ALERTS{${[...fixed.map(matcherText), ...shared.map((label) => `${label}=%q`)].join(",")}}`;
  });
  const labels = selectors.flatMap(({ shared }) => shared.map((label) => `$labels.${label}`));
  const query = JSON.stringify(`count by (alertname) (${text.join(" or ")})`);
  return `{{ range printf ${[query, ...labels].join(" ")} | query | sortByLabel "alertname" }}{{ .Labels.alertname }}\n{{ end }}`;
}

function guarded(only: Labels, list: string): string {
  return Object.entries(only).reduceRight(
    (inner, [label, value]) => `{{ if eq $labels.${label} ${JSON.stringify(value)} }}${inner}{{ end }}`,
    list,
  );
}

/** The signal itself, not the rule's expression, which has no value before the limit is crossed. */
export function graphUrl(environment: Environment, { alert: { on } }: EnvironmentAlert): string {
  const expression = environment.recordingRules.has(on) ? on.name : environment.render(on.expr);
  return `${environment.config.urls.prometheus}/graph?g0.expr=${encodeURIComponent(expression).replace(/[()'*]/g, percent)}&g0.tab=0&g0.range_input=6h`;
}

/** Parentheses end a link in Markdown. */
const percent = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** A role with its address and its number, as far as they are known: `lead, lead@shop.example, +33 6 12 34 56 78`. */
const reachedBy = (role: string, { people, telephones }: Pick<Config, "people" | "telephones">): string =>
  [role, people[role], telephones[role]].filter((one) => one !== undefined).join(", ");

function stepTemplate(step: Step, environment: Environment, declared: EnvironmentAlert, level: Level): string {
  const { locale } = environment.config;
  const text = stepProse(step.text, declared, level, locale);
  if (step.kind === "command")
    return `${text}${colon[locale]} \`${commandTemplate(step.command, environment.platform.places?.(environment.config))}\``;
  if (step.kind === "link") return `${text}${colon[locale]} ${urlTemplate(step.url, environment.config)}`;
  return `${text} (${reachedBy(step.who, environment.config)})`;
}
