import type { Config } from "../config/load.ts";
import type { EnvironmentAlert } from "../model/environment.ts";
import type { Level } from "../model/level.ts";
import type { Locale, Text } from "../model/text.ts";

const placeholder = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}/g;

/** The names between double braces in a text, in any language. */
export function placeholdersIn(text: Text | string): string[] {
  const texts = typeof text === "string" ? [text] : [text.fr, text.en];
  return [...new Set(texts.flatMap((one) => [...one.matchAll(placeholder)].map((match) => match[1] ?? "")))];
}

/** A declaration's text as a template of the rule engine: `{{value}}` in its unit, `{{limit}}` as text, labels by name. */
export function prose(text: Text, { alert }: EnvironmentAlert, level: Level, locale: Locale): string {
  return text[locale].replace(placeholder, (_, name: string) => {
    if (name === "value") return alert.on.unit.template("$value", locale);
    if (name === "limit") return alert.on.unit.text(level.limit, locale);
    return `{{ $labels.${name} }}`;
  });
}

/** The text of a step: unlike other prose it is not escaped for a channel afterwards, because commands stand in it. */
export function stepProse(text: Text, declared: EnvironmentAlert, level: Level, locale: Locale): string {
  return prose(text, declared, level, locale).replace(/\{\{ (\$labels\.\w+) \}\}/g, (_, label) => harmless(label));
}

/**
 * A command as a template: operators paste it into a shell, so of a label's value only harmless characters remain.
 * Anybody on the internet can choose some label values.
 */
export function commandTemplate(line: string, places: Readonly<Record<string, string>> = {}): string {
  return line.replace(placeholder, (_, name: string) => places[name] ?? harmless(`$labels.${name}`));
}

const harmless = (label: string) => `{{ ${label} | reReplaceAll "[^A-Za-z0-9_./:@=-]" "?" }}`;

/** A link as a template; `{{prometheus}}` and `{{anomalies}}` are the addresses of Prometheus and of the anomalies' pages for browsers. */
export function urlTemplate(url: string, config: Config): string {
  return url.replace(placeholder, (_, name: string) =>
    isAddress(name) ? (config.urls[name] ?? "") : `{{ $labels.${name} | reReplaceAll "[^A-Za-z0-9_.~-]" "" }}`,
  );
}

/** Names that stand for an address of the environment in a link. */
const addresses = ["prometheus", "anomalies"] as const;
export const isAddress = (name: string): name is (typeof addresses)[number] =>
  (addresses as readonly string[]).includes(name);
