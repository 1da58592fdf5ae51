import { components } from "../../alerts/components.ts";
import type { Severity } from "../../kit/model/level.ts";
import { moment } from "../../kit/model/moment.ts";
import { promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { count } from "../../kit/model/unit.ts";
import { alerts, rules } from "../../signals/metrics/alerts.ts";

const told = 'alertname!="Watchdog"';
const firing = 'alertstate="firing"';
const known = Object.values(components)
  .map(({ name }) => name)
  .join("|");

/** A component is there when rules about it are loaded: what nobody watches is not well, it is not shown. */
export const componentState = signal("component:state:max", {
  unit: count,
  per: ["component"],
  title: { fr: "État", en: "State" },
  about: {
    fr: "La plus grave alerte en cours de chaque partie de la plateforme. Cliquer pour voir le détail.",
    en: "The gravest alert that fires for each part of the platform. Click to see the details.",
  },
  expr: promql`max by (component) (
  2 * ${alerts.state.where(firing, told, 'severity="critical"')}
    or ${alerts.state.where(firing, told, 'severity="warning"')}
    or label_replace(
      0 * (${rules.inGroup.where(`rule_group=~".*/(${known})[.]yml;.*"`)} > 0),
      "component", "$1", "rule_group", ".*/([a-z]+)[.]yml;.*"
    )
)`,
});

const since = (severity: Severity) => promql`min by (alertname, severity, component) (
  1000 * ${alerts.since.where(told, `severity="${severity}"`)} and ignoring (alertstate) ${alerts.state.where(firing)}
)`;

/** Of an alert that fires at several levels, the gravest. */
export const firingAlerts = signal("alertname:alerts_firing:since", {
  unit: moment,
  per: ["alertname", "severity", "component"],
  title: { fr: "Alertes en cours", en: "Firing alerts" },
  about: {
    fr: "Ce qui ne va pas en ce moment, et depuis quand.",
    en: "What is wrong at this moment, and since when.",
  },
  expr: promql`${since("critical")}
  or (${since("warning")} unless on (alertname, component) ${since("critical")})
  or (${since("info")} unless on (alertname, component) (${since("critical")} or ${since("warning")}))`,
});
