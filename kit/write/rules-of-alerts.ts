import { monitoring } from "../model/alert.ts";
import { type Duration, seconds } from "../model/durations.ts";
import type { Environment } from "../model/environment.ts";
import { explanationsOf } from "../model/explanations.ts";
import { dashboardUid } from "../model/ids.ts";
import { usualInterval } from "../model/job.ts";
import { severities } from "../model/level.ts";
import { matcherText, noneOf, oneOf } from "../model/matchers.ts";
import { aftermath, digest, heartbeat } from "../model/routing.ts";
import { generatedNotice, yaml } from "../yaml.ts";
import type { WrittenGroup } from "./rules.ts";

/** Alerts that watch nothing: they are made of the other alerts, for the sake of the messages. */
export const notificationGroup = "notifications";

/** The labels that say which alert it is; all others say which thing it is about. */
const alertLabels = ["alertname", "alertstate", "severity", "component", "category", "escalation"];

/** The file of these rules. */
export const ruleFileOfAlerts = (environment: Environment): string =>
  generatedNotice + yaml({ groups: rulesOfAlerts(environment) });

/** The rules that silence what outlives its cause, and the one that makes the daily digest. */
const rulesOfAlerts = (environment: Environment): WrittenGroup[] => [
  {
    name: notificationGroup,
    interval: usualInterval,
    rules: [...aftermathsOf(environment).map(aftermathRule), digestRule(environment)],
  },
];

interface Aftermath {
  readonly after: Duration;
  readonly causes: readonly string[];
}

/** The causes of each settling time. */
function aftermathsOf(environment: Environment): Aftermath[] {
  const explanations = explanationsOf(environment);
  const times = [...new Set(explanations.flatMap(({ settles }) => [...settles.values()]))].sort(
    (a, b) => seconds(a) - seconds(b),
  );
  return times.map((after) => ({
    after,
    causes: [
      ...new Set(
        explanations.filter(({ settles }) => [...settles.values()].includes(after)).map(({ cause }) => cause.name),
      ),
    ],
  }));
}

function aftermathRule({ after, causes }: Aftermath): object {
  return {
    alert: aftermath.alertname,
    expr: fired([matcherText(oneOf("alertname", ...causes))], after, { cause: "alertname", level: "severity" }),
    labels: { severity: "none", component: monitoring, category: "system", after },
    annotations: { summary: "{{ $labels.cause }}" },
  };
}

/** Information, and with quiet hours warnings too: one that came and went at night was told by nobody else. */
function digestRule({ platform, config }: Environment): object {
  const told = severities.filter(
    (severity) => severity === "info" || (severity === "warning" && config.notifications.quietHours !== undefined),
  );
  const ofInterest = [oneOf("severity", ...told), noneOf("alertname", heartbeat.alertname, digest.alertname)];
  return {
    alert: digest.alertname,
    expr: fired(ofInterest.map(matcherText), digest.over, { what: "alertname", level: "severity" }),
    labels: { severity: "info", component: monitoring, category: "system" },
    annotations: {
      summary: "{{ $labels.what }} ({{ $labels.instance }})",
      dashboard_url: `${config.urls.grafana}/d/${dashboardUid(platform.name, monitoring)}?var-environment=${config.environment}`,
      runbook_url: `${config.urls.runbooks}/{{ $labels.what }}.md`,
    },
  };
}

/** Alerts that fired within a time, by the thing they are about. Alert labels that are still needed get another name. */
function fired(matchers: readonly string[], within: Duration, renamed: Readonly<Record<string, string>>): string {
  const alerts = `max_over_time(ALERTS{${[...matchers, 'alertstate="firing"'].join(",")}}[${within}])`;
  const named = Object.entries(renamed).reduce(
    (inner, [to, from]) => `label_replace(${inner}, "${to}", "$1", "${from}", "(.+)")`,
    alerts,
  );
  return `max without (${alertLabels.join(", ")}) (${named})`;
}

/** The promtool tests of these rules by file name: the first cause that there is, and an alert of every severity. */
export function notificationRuleTests(environment: Environment): [string, string][] {
  const file = (evaluation_interval: Duration, tests: readonly object[]) =>
    generatedNotice + yaml({ rule_files: [`../rules/${notificationGroup}.yml`], evaluation_interval, tests });
  const aftermaths = aftermathsOf(environment).map(aftermathTest);
  return [
    ...(aftermaths.length > 0
      ? [[`${notificationGroup}.yml`, file(usualInterval, aftermaths)] as [string, string]]
      : []),
    // A day in steps of 15 seconds takes longer than all other tests of alerts over a day.
    [`${notificationGroup}-days.yml`, file("5m", digestTests(environment))],
  ];
}

const firing = (alertname: string, severity: string) =>
  `ALERTS{alertname="${alertname}",alertstate="firing",severity="${severity}",component="api",category="system",instance="machine",mountpoint="/data"}`;

function aftermathTest({ after, causes }: Aftermath): object {
  const [cause = ""] = causes;
  const own = `ALERTS{alertname="${aftermath.alertname}",after="${after}"}`;
  const labels = `{cause="${cause}",level="critical",instance="machine",mountpoint="/data"}`;
  const of = `count by (cause, level, instance, mountpoint) (${own})`;
  const end = 120;
  return {
    name: `${aftermath.alertname} of ${cause} lasts ${after}`,
    interval: usualInterval,
    input_series: [
      { series: firing(cause, "critical"), values: `1x${end / 15} _x200` },
      { series: firing("ApiNoCause", "critical"), values: `1x${end / 15} _x200` },
    ],
    promql_expr_test: [
      { expr: of, eval_time: `${end}s`, exp_samples: [{ labels, value: 1 }] },
      { expr: of, eval_time: `${end + seconds(after) - 15}s`, exp_samples: [{ labels, value: 1 }] },
      { expr: of, eval_time: `${end + seconds(after) + 15}s`, exp_samples: [] },
    ],
  };
}

function digestTests({ config }: Environment): object[] {
  const warningsToo = config.notifications.quietHours !== undefined;
  const of = `count by (what, level) (ALERTS{alertname="${digest.alertname}"})`;
  const sample = (what: string, level: string) => ({ labels: `{level="${level}",what="${what}"}`, value: 1 });
  const brief = "1x8 _x6000";
  return [
    {
      name: `${digest.alertname} tells what fired within ${digest.over}, and not itself`,
      interval: usualInterval,
      input_series: [
        { series: firing("HostA", "info"), values: brief },
        { series: firing("HostB", "warning"), values: brief },
        { series: firing("HostC", "critical"), values: brief },
        { series: firing(heartbeat.alertname, "info"), values: brief },
      ],
      promql_expr_test: [
        {
          expr: of,
          eval_time: "23h",
          exp_samples: [sample("HostA", "info"), ...(warningsToo ? [sample("HostB", "warning")] : [])],
        },
        { expr: of, eval_time: "24h10m", exp_samples: [] },
      ],
    },
  ];
}
