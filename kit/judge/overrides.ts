import { severities } from "../model/level.ts";
import { nearest } from "../model/mistakes.ts";
import { judge } from "./judge.ts";

/** They would otherwise be ignored in silence. */
export const overrides = judge(
  {
    "override-alert": "An environment overrides alerts that exist.",
    "override-level": "An environment overrides levels that the alert has.",
  },
  (wrong, { config }, alerts) => {
    const names = alerts.map(({ name }) => name);
    for (const [name, override] of Object.entries(config.alerts)) {
      const alert = alerts.find((candidate) => candidate.name === name);
      if (alert === undefined) {
        const meant = nearest(name, names);
        const remedy =
          meant === undefined ? `remove it, or name one of ${names.join(", ")}` : `did you mean "${meant}"?`;
        wrong("override-alert", config.at(["alerts", name]), `alerts.${name}: there is no such alert`, remedy);
        continue;
      }
      for (const severity of severities)
        if (override[severity] !== undefined && alert.levels[severity] === undefined)
          wrong(
            "override-level",
            config.at(["alerts", name, severity]),
            `alerts.${name}.${severity}: the alert has no such level; allowed: ${Object.keys(alert.levels).join(", ")}`,
            "override a level that is declared, or declare this one with the alert",
          );
    }
  },
);
