import { componentOf } from "../model/alert.ts";
import { type Duration, seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import { justBeyond, justWithin, steady } from "../model/example.ts";
import { type Healing, healingsOf } from "../model/healing.ts";
import { remedyDue } from "../model/routing.ts";
import { generatedNotice, yaml } from "../yaml.ts";
import { annotationsOf } from "./annotations.ts";
import { alertExpression, groupsNeededBy, ruleGroups, type WrittenGroup } from "./rules.ts";
import { selectorOf, writtenSeries } from "./test-series.ts";

/** Rules that tell the remediation, before people are told. */
export const remedyGroup = "remedies";

/** The rules, evaluated as often as those of the alerts that they go before. */
function remedyRules(environment: Environment): WrittenGroup[] {
  const intervals = [...new Set(healingsOf(environment).map((healing) => intervalOf(environment, healing)))];
  return intervals.map((interval) => ({
    name: `${remedyGroup}-${interval}`,
    interval,
    rules: healingsOf(environment)
      .filter((healing) => intervalOf(environment, healing) === interval)
      .map((healing) => remedyRule(environment, healing)),
  }));
}

export const remedyRuleFile = (environment: Environment): string =>
  generatedNotice + yaml({ groups: remedyRules(environment) });

const intervalOf = (environment: Environment, { declared }: Healing): Duration =>
  ruleGroups(environment, declared.domain).find(({ alerts }) => alerts.includes(declared))?.interval ?? "15s";

function remedyRule(environment: Environment, { declared, level, after }: Healing): object {
  const { alert } = declared;
  // What only people who act need, and what is asked of Prometheus for each message.
  const { next_steps: _, symptoms: __, tried: ___, ...said } = annotationsOf(environment, declared, level);
  return {
    alert: remedyDue.alertname,
    expr: alertExpression(environment, declared, level),
    ...(seconds(after) > 0 && { for: after }),
    labels: {
      ...{ severity: "none", component: componentOf(environment.platform.components, alert), category: alert.category },
      ...{ heals: alert.name, level: level.severity },
    },
    annotations: said,
  };
}

/** Their promtool tests: due in time, and over as soon as the signal is well, unlike the alert itself. */
export function remedyRuleTests(environment: Environment): string {
  const healings = healingsOf(environment).filter(({ declared: { alert } }) => alert.on.produce !== undefined);
  const groups = [...new Set(healings.flatMap(({ declared }) => groupsNeededBy(environment, declared.domain)))];
  const intervals = [...new Set(healings.map((healing) => intervalOf(environment, healing)))];
  return (
    generatedNotice +
    yaml({
      rule_files: [...new Set(groups.map(({ domain }) => `../rules/${domain}.yml`)), `../rules/${remedyGroup}.yml`],
      group_eval_order: [...groups.map(({ name }) => name), ...intervals.map((one) => `${remedyGroup}-${one}`)],
      evaluation_interval: "5s",
      tests: healings.map((healing) => remedyTest(environment, healing)),
    })
  );
}

function remedyTest(environment: Environment, { declared, level, after }: Healing): object {
  const { alert } = declared;
  const interval = 5;
  const over = Math.max(seconds(alert.on.over ?? "0s"), seconds(alert.onlyWhile?.over ?? "0s"));
  const context = { level, unit: alert.on.unit, interval, over, instance: environment.config.host };
  const bad = steady(justBeyond);
  const length = Math.ceil((over + seconds(level.for)) / interval) + 8;
  const swing = {
    name: bad.name,
    values: () => [
      ...Array.from({ length }, () => justBeyond(context)),
      ...Array.from({ length: length + 8 }, () => justWithin(context)),
    ],
  };
  const series = writtenSeries(declared, context, swing);
  const due = `count by (heals) (ALERTS{alertname="${remedyDue.alertname}",alertstate="firing",heals="${alert.name}"})`;
  const one = [{ labels: `{heals="${alert.name}"}`, value: 1 }];
  const settles = alert.on.needsAllOfIt || alert.onlyWhile?.over ? over : 0;
  return {
    name: `${remedyDue.alertname} for ${alert.name}`,
    interval: `${interval}s`,
    input_series: series.map(({ name, labels, values }) => ({ series: selectorOf(name, labels), values })),
    promql_expr_test: [
      { expr: due, eval_time: `${settles + seconds(after) + 3 * interval}s`, exp_samples: one },
      { expr: due, eval_time: `${interval * (2 * length + 7)}s`, exp_samples: [] },
    ],
  };
}
