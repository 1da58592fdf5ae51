import type { Environment } from "../model/environment.ts";
import { kind } from "../model/log-count.ts";
import { allOf, matcherText, oneOf } from "../model/matchers.ts";
import { promql, renderPromql } from "../model/promql.ts";

/** More explains less. */
const atMost = 3;
/** A line that ended a program goes before any number of others. */
const fatalFirst = 1e6;

/**
 * The lines that may explain an alert, one a line, as a template of the rule engine: of the services that stand behind its component,
 * what ended a program first, then the most frequent. They are counted over logs, masked, and short. Empty where no logs are counted.
 */
export function explainingLines({ platform: { logs }, config }: Environment, component: string): string {
  const services = logs?.trouble?.explains[component];
  if (logs?.trouble === undefined || services === undefined || config.jobs[logs.parts.rules] === undefined) return "";
  const { lines } = logs.trouble;
  const behind = matcherText(oneOf("service", ...services));
  const all = lines.where(behind);
  const fatal = lines.where(behind, ...allOf({ level: "fatal" }).map(matcherText));
  const chosen = promql`sort_desc(${all} and topk(${atMost}, ${fatal} * ${fatalFirst} or ${all}))`;
  const query = JSON.stringify(renderPromql(chosen, new Set()));
  return `{{ range query ${query} }}{{ .Labels.service }} · {{ .Value | printf "%.0f" }} × {{ .Labels.${kind} }}\n{{ end }}`;
}
