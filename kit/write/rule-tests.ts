import { componentOf } from "../model/alert.ts";
import { type Duration, seconds } from "../model/durations.ts";
import type { Environment, EnvironmentAlert } from "../model/environment.ts";
import { type Example, type ExampleContext, justBeyond, justWithin, type Value } from "../model/example.ts";
import type { Level } from "../model/level.ts";
import { promql } from "../model/promql.ts";
import { generatedNotice, yaml } from "../yaml.ts";
import { alertsOf, evaluationInterval, groupsNeededBy } from "./rules.ts";
import { selectorOf, type WrittenSeries, writtenSeries } from "./test-series.ts";

/** How finely time passes in a test: the engine evaluates every rule at every step. */
interface Pace {
  /** For signals that read at least so much of the past. */
  readonly from: Duration;
  /** Added to the domain's name. */
  readonly file: string;
  /** Between two samples; a `rate` needs two of them. */
  readonly samples: Duration;
  /** Between two evaluations; what is recorded then stands for all the time between. */
  readonly evaluations: Duration;
}

/** Signals that read a longer past are tested in larger steps; all others as often as they are evaluated. */
const slowerPaces: readonly Pace[] = [
  { from: "7d", file: "-weeks", samples: "2m", evaluations: "90m" },
  { from: "1d", file: "-days", samples: "2m", evaluations: "10m" },
  { from: "1h", file: "-long", samples: "2m", evaluations: "2m" },
];

/**
 * The promtool tests of one domain, by file name: every example of every level, through the real rule engine. Each pace
 * has a file of its own, because promtool knows only one evaluation interval a file.
 */
export function ruleTestFiles(environment: Environment, domain: string): [string, string][] {
  const usual = evaluationInterval(environment, domain);
  const paceOf = ({ alert: { on } }: EnvironmentAlert): Pace => {
    const slower = slowerPaces.find(({ from }) => seconds(on.over ?? "0s") >= seconds(from));
    const interval = on.every ?? usual;
    return slower ?? { from: "0s", file: on.every ? `-${on.every}` : "", samples: interval, evaluations: interval };
  };
  const groups = groupsNeededBy(environment, domain);
  const rule_files = [...new Set(groups.map((group) => `../rules/${group.domain}.yml`))];
  // Without it, promtool evaluates the groups in any order, and a rule may read what the step before recorded.
  const group_eval_order = groups.map(({ name }) => name);
  const byFile = new Map<string, { pace: Pace; among: EnvironmentAlert[] }>();
  for (const declared of alertsOf(environment, domain)) {
    const pace = paceOf(declared);
    const { among } = byFile.get(pace.file) ?? { among: [] };
    byFile.set(pace.file, { pace, among: [...among, declared] });
  }
  return [...byFile.values()].map(({ pace, among }) => {
    const tests = among.flatMap((declared) => testsOf(environment, declared, pace));
    return [
      `${domain}${pace.file}.yml`,
      generatedNotice + yaml({ rule_files, group_eval_order, evaluation_interval: pace.evaluations, tests }),
    ];
  });
}

function testsOf(environment: Environment, declared: EnvironmentAlert, pace: Pace): object[] {
  const { alert, levels } = declared;
  return levels.flatMap((level) => {
    const over = seconds(alert.on.over ?? "0s");
    const interval = seconds(pace.samples);
    const context = { level, unit: alert.on.unit, interval, over, instance: environment.config.host };
    return [
      ...alert.examples.fires.map((example) => firingTest(environment, declared, context, example, pace)),
      ...alert.examples.silent.map((example) => silentTest(environment, declared, context, example)),
      ...(pace.from === "0s" ? episodeTest(declared, context, pace) : []),
    ];
  });
}

function firingTest(
  environment: Environment,
  declared: EnvironmentAlert,
  context: ExampleContext,
  example: Example,
  pace: Pace,
): object {
  const { alert } = declared;
  const { level, interval } = context;
  const series = writtenSeries(declared, context, example);
  const step = seconds(pace.evaluations);
  const labels = (alertstate: "pending" | "firing") => ({
    alertname: alert.name,
    alertstate,
    severity: level.severity,
    component: componentOf(environment.platform.components, alert),
    category: alert.category,
    ...(alert.escalation && { escalation: alert.escalation }),
    ...Object.fromEntries(
      alert.on.per.map((label) => {
        const own = alert.on.renamed?.[label] ?? label;
        return [label, series.find((one) => own in one.labels)?.labels[own]];
      }),
    ),
  });
  const firesAt = (time: number) => ({
    expr: inState("firing", declared, level),
    eval_time: `${time}s`,
    exp_samples: [{ labels: selectorOf("ALERTS", labels("firing")), value: 1 }],
  });
  // At the last evaluation: between two of them, what they recorded grows stale.
  const end = Math.floor(((samplesIn(series) - 1) * interval) / step) * step;
  const time = seconds(level.for);
  // Whenever the limit is crossed, the alert waits for as many evaluations as `for` lasts, no more and no less.
  const waits = {
    expr: `count_over_time(${inState("pending", declared, level)}[${end + step}s])`,
    eval_time: `${end}s`,
    exp_samples: [{ labels: selectorOf("", labels("pending")), value: Math.ceil(time / step) }],
  };
  // A gauge crosses the limit with its first sample, a ratio of rates with its second; a trend or a count, unless earlier,
  // once it has all of its past. Series that are written out cross it when they like.
  const settles = Math.max(alert.on.needsAllOfIt ? context.over : 0, seconds(alert.onlyWhile?.over ?? "0s"));
  return test(declared, context, `fires: ${example.name}`, series, [
    ...("values" in example && pace.from === "0s" ? [firesAt(time + interval + settles)] : []),
    firesAt(end),
    ...(time > 0 ? [waits] : []),
  ]);
}

function silentTest(
  environment: Environment,
  declared: EnvironmentAlert,
  context: ExampleContext,
  example: Example,
): object {
  const series = writtenSeries(declared, context, example);
  const end = (samplesIn(series) - 1) * context.interval;
  // Silent all the time, not only at the end.
  const ever = `count_over_time(${inState("firing", declared, context.level)}[${end + context.interval}s])`;
  return test(declared, context, `silent: ${example.name}`, series, [
    { expr: ever, eval_time: `${end}s`, exp_samples: [] },
    ...(example.says ? [said(environment, example.says, series, end)] : []),
  ]);
}

/**
 * A figure that swings around the limit makes one episode, which ends in its time: beyond, within for less than the level is
 * kept firing, beyond again, and within for good.
 */
function episodeTest(declared: EnvironmentAlert, context: ExampleContext, pace: Pace): object[] {
  const { alert } = declared;
  const { level, interval, over } = context;
  const kept = seconds(level.keepFiringFor);
  const steady = alert.examples.fires.some((example) => "values" in example);
  if (kept === 0 || !steady || alert.on.produce === undefined) return [];
  const samples = (time: number) => Math.ceil(time / interval);
  const settles = Math.max(over, seconds(alert.onlyWhile?.over ?? "0s"));
  // A quantile is beyond again only once all of its window is.
  const swing = Math.max(2 * interval, Math.min(kept / 2, kept - settles - 4 * interval));
  const lengths = [settles + seconds(level.for) + 4 * interval, swing, settles + 2 * interval, settles + kept];
  const [first = 0, dip = 0, second = 0, rest = 0] = lengths.map(samples);
  const times = (length: number, value: Value) => Array.from({ length }, () => value(context));
  const example: Example = {
    name: "swings around the limit",
    values: () => [
      ...times(first, justBeyond),
      ...times(dip, justWithin),
      ...times(second, justBeyond),
      ...times(rest + 4, justWithin),
    ],
  };
  const step = seconds(pace.evaluations);
  const at = (count: number) => Math.floor((count * interval) / step) * step;
  const firing = inState("firing", declared, level);
  const one = (time: number) => ({
    expr: `count(${firing})`,
    eval_time: `${time}s`,
    exp_samples: [{ labels: "{}", value: 1 }],
  });
  return [
    test(declared, context, "one episode: swings around the limit", writtenSeries(declared, context, example), [
      // From the end of the first swing on, without a break.
      one(at(first - 1)),
      {
        expr: `count(count_over_time(${firing}[${at(dip + second)}s]) >= ${Math.floor(at(dip + second) / step) - 1})`,
        eval_time: `${at(first + dip + second - 1)}s`,
        exp_samples: [{ labels: "{}", value: 1 }],
      },
      one(at(first + dip + second - 1) + kept - step),
      { expr: firing, eval_time: `${at(first + dip + second + rest + 3)}s`, exp_samples: [] },
    ]),
  ];
}

/** What people read of a signal, without the name that it may be recorded under. */
function said(
  { render }: Environment,
  { signal, value }: NonNullable<Example["says"]>,
  series: readonly WrittenSeries[],
  end: number,
) {
  const labels = Object.fromEntries(
    signal.per.map((label) => [label, series.find((one) => label in one.labels)?.labels[label]]),
  );
  return {
    expr: `max by (${signal.per.join(", ")}) (${render(promql`${signal}`)})`,
    eval_time: `${end}s`,
    exp_samples: [{ labels: selectorOf("", labels), value }],
  };
}

function test(
  { alert }: EnvironmentAlert,
  { level, interval }: ExampleContext,
  name: string,
  series: readonly WrittenSeries[],
  promql_expr_test: readonly object[],
): object {
  return {
    name: `${alert.name} ${level.severity} ${name}`,
    interval: `${interval}s`,
    input_series: series.map(({ name, labels, values }) => ({ series: selectorOf(name, labels), values })),
    promql_expr_test,
  };
}

const samplesIn = (series: readonly WrittenSeries[]) => Math.max(1, ...series.map(({ length }) => length));

const inState = (alertstate: "pending" | "firing", { alert }: EnvironmentAlert, { severity }: Level) =>
  selectorOf("ALERTS", { alertname: alert.name, alertstate, severity });
