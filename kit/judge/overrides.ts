import type { Config } from "../config/load.ts";
import type { Alert } from "../model/alert.ts";
import { severities } from "../model/level.ts";
import { type Mistake, nearest } from "../model/mistakes.ts";

/** Overrides of alerts or levels that do not exist, which would otherwise be ignored in silence. */
export function overrideMistakes(config: Config, alerts: readonly Alert[]): Mistake[] {
  return Object.entries(config.alerts).flatMap(([name, override]) => {
    const alert = alerts.find((candidate) => candidate.name === name);
    if (alert === undefined) {
      const names = alerts.map((candidate) => candidate.name);
      const meant = nearest(name, names);
      const remedy = meant === undefined ? `remove it, or name one of ${names.join(", ")}` : `did you mean "${meant}"?`;
      return [{ where: config.at(["alerts", name]), what: `alerts.${name}: there is no such alert`, remedy }];
    }
    return severities
      .filter((severity) => override[severity] !== undefined && alert.levels[severity] === undefined)
      .map((severity) => ({
        where: config.at(["alerts", name, severity]),
        what: `alerts.${name}.${severity}: the alert has no such level; allowed: ${Object.keys(alert.levels).join(", ")}`,
        remedy: "override a level that is declared, or declare this one in alerts/",
      }));
  });
}
