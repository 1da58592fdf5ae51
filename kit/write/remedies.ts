import { seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import { cureShown, type Healing, healingsOf } from "../model/healing.ts";
import { promql } from "../model/promql.ts";
import { alertExpression } from "./rules.ts";

/** Where the remediation reads what it may do. */
export const remediesPath = "remediation/remedies.json";

/**
 * What may be repaired, for the program that does it: by the name of the alert, what shows that it is well again, what must
 * not be the case, and the steps in their order. Times are in seconds.
 */
export function remediesFile(environment: Environment): string {
  const alerts = Object.fromEntries(
    healingsOf(environment).map((healing) => [healing.declared.alert.name, remediesOf(environment, healing)]),
  );
  return `${JSON.stringify({ environment: environment.config.environment, alerts }, null, 2)}\n`;
}

function remediesOf(environment: Environment, { declared, level, steps, unless }: Healing): object {
  const { alert } = declared;
  return {
    title: alert.title[environment.config.locale],
    level: level.severity,
    bad: alertExpression(environment, declared, level),
    // Not the absence of what is bad: of what is not measured, nobody knows.
    well: environment.render(promql`${alert.on} ${level.direction === "above" ? "<=" : ">="} ${level.limit}`),
    per: alert.on.per,
    unless,
    steps: steps.map(({ remedy, perDay, coolDown, acts }) => ({
      action: remedy.action,
      target: remedy.target.name,
      kind: remedy.target.kind,
      said: remedy.said[environment.config.locale],
      acts,
      only: remedy.only ?? {},
      atMost: remedy.atMost,
      per: seconds(remedy.per),
      perDay,
      coolDown: seconds(coolDown),
      startsWithin: seconds(remedy.target.startsWithin),
      shownWithin: cureShown(alert, remedy, environment),
      ...(remedy.whenDeployedWithin && { whenDeployedWithin: seconds(remedy.whenDeployedWithin) }),
    })),
  };
}
