import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type RuleGroup, ruleGroups } from "../../kit/lab/recording/rule-groups.ts";
import type { Environment } from "../../kit/model/environment.ts";
import { usualInterval } from "../../kit/model/job.ts";
import { filesOf } from "../../kit/write/files.ts";

/** Rules and the routing of what they raise: what the bench compares. */
export interface RuleSet {
  readonly name: string;
  readonly groups: readonly RuleGroup[];
  /** Alertmanager's configuration. */
  readonly alertmanager: string;
}

/** What the declarations generate for an environment. */
export function ourRules(environment: Environment): RuleSet {
  const files = filesOf(environment);
  const groups = [...files]
    .filter(([file]) => file.startsWith("prometheus/rules/"))
    .flatMap(([, text]) => ruleGroups(text, usualInterval));
  return { name: "ours", groups, alertmanager: files.get("alertmanager/alertmanager.yml") ?? "" };
}

/** The nine rules of benevoclic.md section 6. */
export function presentRules(): RuleSet {
  const file = (name: string) => readFileSync(fileURLToPath(new URL(`present/${name}`, import.meta.url)), "utf8");
  return {
    name: "present nine",
    groups: ruleGroups(file("rules.yml"), usualInterval),
    alertmanager: file("alertmanager.yml"),
  };
}
