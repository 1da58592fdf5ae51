import { readsOfText } from "../../model/reads-of-text.ts";
import { type Rule, type RuleGroup, readsAlerts, withWhatItReads } from "./rule-groups.ts";
import { earlierDays } from "./scenario.ts";

/**
 * The alerts that compare with earlier days, each in its group after what it reads; groups without one are left out, and so are rules
 * that are made of alerts.
 */
export function comparingWithThePast(groups: readonly RuleGroup[]): RuleGroup[] {
  const compares = (rule: Rule, group: RuleGroup) =>
    withWhatItReads({ ...group, rules: [rule] }, groups).some(({ expr }) => readsOfText(expr).past >= earlierDays);
  return groups
    .map((group) => ({
      ...group,
      rules: group.rules.filter((rule) => rule.alert !== undefined && !readsAlerts(rule) && compares(rule, group)),
    }))
    .filter(({ rules }) => rules.length > 0)
    .map((group) => ({ ...group, rules: withWhatItReads(group, groups) }));
}
