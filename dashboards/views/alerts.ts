import { components } from "../../alerts/components.ts";
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
