import { componentOf } from "../alerts/model/alert.ts";
import type { Example, ExampleContext } from "../alerts/model/example.ts";
import type { Level } from "../alerts/model/level.ts";
import { type Duration, seconds } from "../config/units.ts";
import type { Domain } from "../signals/catalogue.ts";
import { notation, type TestSeries } from "../signals/model/series.ts";
import type { Environment, EnvironmentAlert } from "./environment.ts";
import { alertsOf, evaluationInterval } from "./rules.ts";
import { generatedNotice, yaml } from "./yaml.ts";

/** A signal that reads more of the past than this is tested in larger steps: the engine evaluates every one of them. */
const longPast: Duration = "1h";
const longStep: Duration = "2m";

/**
 * The promtool tests of one domain, by file name: every example of every level, through the real rule engine. Signals
 * with a long past have a file of their own, because promtool knows only one evaluation interval a file.
 */
export function ruleTestFiles(environment: Environment, domain: Domain): [string, string][] {
  const rule_files = environment.domains.map((other) => `../rules/${other}.yml`);
  const readsLong = ({ alert }: EnvironmentAlert) => seconds(alert.on.over ?? "0s") >= seconds(longPast);
  const alerts = alertsOf(environment, domain);
  const usual = evaluationInterval(environment, domain);
  return [
    { file: `${domain}.yml`, interval: usual, among: alerts.filter((declared) => !readsLong(declared)) },
    { file: `${domain}-long.yml`, interval: longStep, among: alerts.filter(readsLong) },
  ]
    .filter(({ among }) => among.length > 0)
    .map(({ file, interval, among }) => {
      const tests = among.flatMap((declared) => testsOf(environment, declared, seconds(interval)));
      return [file, generatedNotice + yaml({ rule_files, evaluation_interval: interval, tests })];
    });
}

function testsOf(environment: Environment, declared: EnvironmentAlert, interval: number): object[] {
  const { alert, levels } = declared;
  return levels.flatMap((level) => {
    const over = seconds(alert.on.over ?? "0s");
    const context = { level, unit: alert.on.unit, interval, over, instance: environment.config.host };
    return [
      ...alert.examples.fires.map((example) => firingTest(declared, context, example)),
      ...alert.examples.silent.map((example) => silentTest(declared, context, example)),
    ];
  });
}

function firingTest(declared: EnvironmentAlert, context: ExampleContext, example: Example): object {
  const { alert } = declared;
  const { level, interval } = context;
  const series = seriesOfExample(declared, context, example);
  const labels = {
    alertname: alert.name,
    alertstate: "firing",
    severity: level.severity,
    component: componentOf(alert),
    category: alert.category,
    ...(alert.escalation && { escalation: alert.escalation }),
    ...Object.fromEntries(
      alert.on.per.map((label) => [label, series.find((one) => label in one.labels)?.labels[label]]),
    ),
  };
  const expr = firing(declared, level);
  const waitsAt = (time: number) => ({ expr, eval_time: `${time}s`, exp_samples: [] });
  const firesAt = (time: number) => ({
    expr,
    eval_time: `${time}s`,
    exp_samples: [{ labels: selector("ALERTS", labels), value: 1 }],
  });
  const end = firesAt((samplesIn(series) - 1) * interval);
  if ("series" in example) return test(declared, context, `fires: ${example.name}`, series, [end]);
  // A gauge crosses the limit with its first sample, a rate with its second; a trend, unless earlier, once it has all
  // of its past. One interval before `for` is over the alert waits, one interval after it the alert fires.
  const time = seconds(level.for);
  const settles = Math.max(alert.on.needsAllOfIt ? context.over : 0, seconds(alert.onlyWhile?.over ?? "0s"));
  const waits = settles > 0 || time < 2 * interval ? [] : [waitsAt(time - interval)];
  const fires = firesAt(time + interval + settles);
  return test(declared, context, `fires: ${example.name}`, series, [...waits, fires, end]);
}

function silentTest(declared: EnvironmentAlert, context: ExampleContext, example: Example): object {
  const series = seriesOfExample(declared, context, example);
  const end = (samplesIn(series) - 1) * context.interval;
  // Silent all the time, not only at the end.
  const ever = `count_over_time(${firing(declared, context.level)}[${end + context.interval}s])`;
  return test(declared, context, `silent: ${example.name}`, series, [
    { expr: ever, eval_time: `${end}s`, exp_samples: [] },
  ]);
}

function test(
  { alert }: EnvironmentAlert,
  { level, interval }: ExampleContext,
  name: string,
  series: readonly TestSeries[],
  promql_expr_test: readonly object[],
): object {
  return {
    name: `${alert.name} ${level.severity} ${name}`,
    interval: `${interval}s`,
    input_series: series.map((one) => ({ series: selector(one.name, one.labels), values: notation(one.samples) })),
    promql_expr_test,
  };
}

function seriesOfExample(
  { alert }: EnvironmentAlert,
  context: ExampleContext,
  example: Example,
): readonly TestSeries[] {
  if ("series" in example) return example.series(context);
  const values = example.values(context);
  const behaviour = { values, interval: context.interval, labels: { instance: context.instance } };
  // An expression of no series at all, such as vector(1): time must pass all the same.
  const own = alert.on.produce?.(behaviour) ?? [{ name: "time_passes", labels: {}, samples: values }];
  const taken = new Set(own.map(identity));
  const others = alert.onlyWhile?.produce(behaviour) ?? [];
  return [...own, ...others.filter((series) => !taken.has(identity(series)))];
}

const identity = ({ name, labels }: TestSeries) => JSON.stringify([name, Object.entries(labels).sort()]);

const samplesIn = (series: readonly TestSeries[]) => Math.max(1, ...series.map(({ samples }) => samples.length));

const firing = ({ alert }: EnvironmentAlert, { severity }: Level) =>
  selector("ALERTS", { alertname: alert.name, alertstate: "firing", severity });

const selector = (name: string, labels: Readonly<Record<string, string | undefined>>) =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${JSON.stringify(value)}`)
    .join(",")}}`;
