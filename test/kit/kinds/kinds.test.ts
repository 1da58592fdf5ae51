import { afterAll, expect, it } from "vitest";
import { busyRatio } from "../../../kit/kinds/busy-ratio.ts";
import { counterRate } from "../../../kit/kinds/counter-rate.ts";
import { errorRatio } from "../../../kit/kinds/error-ratio.ts";
import { eventCount } from "../../../kit/kinds/event-count.ts";
import { gaugeRatio } from "../../../kit/kinds/gauge-ratio.ts";
import { latencyQuantile } from "../../../kit/kinds/latency-quantile.ts";
import { predictedExhaustion } from "../../../kit/kinds/predicted-exhaustion.ts";
import { up } from "../../../kit/kinds/up.ts";
import { seconds } from "../../../kit/model/durations.ts";
import { metricsOf } from "../../../kit/model/metric.ts";
import { renderPromql } from "../../../kit/model/promql.ts";
import { notation, type Sample } from "../../../kit/model/series.ts";
import type { SignalDefinition } from "../../../kit/model/signal.ts";
import { yaml } from "../../../kit/yaml.ts";
import { forgetDirectories, promtool, written } from "../programs.ts";

afterAll(forgetDirectories);

const t = metricsOf("node", {
  free: { name: "t_free", type: "gauge", about: "Left.", labels: { kind: "a" } },
  size: { name: "t_size", type: "gauge", about: "All.", labels: { kind: "a" } },
  total: { name: "t_total", type: "counter", about: "Events.", labels: { code: "200" } },
  failed: { name: "t_failed_total", type: "counter", about: "Failures.", labels: { reason: "x" } },
  took: { name: "t_seconds", type: "histogram", about: "Times.", buckets: [0.1, 0.5, 1, 5] },
});
const title = { fr: "Essai", en: "Trial" };
const common = { title, about: title, over: "5m", per: ["instance"] } as const;
const hour = 3600;

/** A kind, the values to produce, and how far (relatively) the engine may be from them. */
const kinds: readonly [name: string, kind: SignalDefinition, values: readonly number[], within?: number][] = [
  ["gauge ratio", gaugeRatio({ ...common, free: t.free, of: t.size }), [0, 0.1, 0.5, 0.8499, 1]],
  ["counter rate", counterRate({ ...common, counter: t.total }), [0, 0.01, 1, 850]],
  [
    "busy ratio",
    busyRatio({
      ...common,
      counter: t.total,
      idle: 'code="i"',
      examples: { idle: { code: "i" }, busy: { code: "u" } },
    }),
    [0, 0.05, 0.8, 0.951, 1],
  ],
  [
    "error ratio in one metric",
    errorRatio({
      ...common,
      bad: { counter: t.total, where: ['code=~"5.."'], example: { code: "500" } },
      all: { counter: t.total },
    }),
    [0, 0.001, 0.05, 1],
  ],
  [
    "error ratio of two metrics",
    errorRatio({ ...common, bad: { counter: t.failed }, all: { counter: t.total } }),
    [0, 0.5, 1],
  ],
  // From 0.1 × 0.95, the least that a P95 in the first bucket can be, to the last bound, the most.
  ["P95", latencyQuantile({ ...common, histogram: t.took, quantile: 0.95 }), [0.096, 0.1, 0.2, 0.5, 0.51, 0.99, 3, 5]],
  ["P50", latencyQuantile({ ...common, histogram: t.took, quantile: 0.5 }), [0.06, 0.1, 0.3, 0.49, 2]],
  ["up", up({ ...common, gauge: t.free }), [0, 1]],
  [
    "predicted exhaustion",
    predictedExhaustion({ ...common, free: t.free, of: t.size, trends: ["6h", "1h", "15m"], onceUsed: 0.6 }),
    [hour, 4 * hour, 24 * hour, 240 * hour],
    0.01,
  ],
];

/** A promtool test in which `kind` is to have `value` at the end of `samples`. */
function test(kind: SignalDefinition, samples: readonly Sample[], value: number, interval: number, within: number) {
  const series = kind.produce?.({ values: samples, interval, labels: { instance: "t" } }) ?? [];
  const selector = (labels: Readonly<Record<string, string>>) => Object.entries(labels).map(([k, v]) => `${k}="${v}"`);
  const expr = `abs((${renderPromql(kind.expr, new Set())}) - ${value}) <= bool ${within * Math.max(value, 1e-3)}`;
  return {
    name: `wanted ${value}`,
    interval: `${interval}s`,
    input_series: series.map((one) => ({
      series: `${one.name}{${selector(one.labels)}}`,
      values: notation(one.samples),
    })),
    promql_expr_test: [
      { expr, eval_time: `${(samples.length - 1) * interval}s`, exp_samples: [{ labels: '{instance="t"}', value: 1 }] },
    ],
  };
}

it.each(kinds)("%s has the values that its series were made for", async (_, kind, values, within = 1e-6) => {
  const interval = kind.needsAllOfIt ? 120 : 15;
  const length = seconds(kind.over ?? "0s") / interval + 8;
  const tests = values.flatMap((value) => {
    const steady: Sample[] = Array.from({ length }, () => value);
    return [steady, steady.with(-4, null)].map((samples) => test(kind, samples, value, interval, within));
  });
  const directory = written(new Map([["tests.yml", yaml({ evaluation_interval: `${interval}s`, tests })]]));
  const { code, said } = await promtool("test", "rules", `${directory}/tests.yml`);
  expect(said).toContain("SUCCESS");
  expect(code).toBe(0);
});

/** The kind over series written out, at the end of 6 h 30 min. */
async function evaluated(
  [, kind]: (typeof kinds)[number],
  input: Readonly<Record<string, string>>,
  exp_samples: object[],
) {
  const input_series = Object.entries(input).map(([series, values]) => ({ series, values }));
  const expr = renderPromql(kind.expr, new Set());
  const tests = [{ interval: "2m", input_series, promql_expr_test: [{ expr, eval_time: "6h30m", exp_samples }] }];
  const directory = written(new Map([["tests.yml", yaml({ tests })]]));
  return (await promtool("test", "rules", `${directory}/tests.yml`)).said;
}
const kindNamed = (name: string) => kinds.find(([one]) => one === name) ?? raise(name);
function raise(name: string): never {
  throw new Error(`no kind is named ${name}`);
}

it("a predicted exhaustion has no value while nothing shrinks, nor while enough is left", async () => {
  const labels = (kind: string) => `{job="node",instance="t",kind="${kind}"}`;
  const free = { steady: "10x200", growing: "10+1x200", empty: "99-0.1x200" };
  const input = Object.entries(free).flatMap(([kind, values]) => [
    [`t_free${labels(kind)}`, values],
    [`t_size${labels(kind)}`, "100x200"],
  ]);
  expect(await evaluated(kindNamed("predicted exhaustion"), Object.fromEntries(input), [])).toContain("SUCCESS");
});

it("of several that should be up, one that is down counts", async () => {
  const input = {
    't_free{job="node",instance="t",kind="a"}': "1x200",
    't_free{job="node",instance="t",kind="b"}': "0x200",
  };
  expect(await evaluated(kindNamed("up"), input, [{ labels: '{instance="t"}', value: 0 }])).toContain("SUCCESS");
});

it("an error ratio is 0 while no error series exists yet", async () => {
  const input = { 't_total{job="node",instance="t",code="200"}': "0+10x200" };
  const zero = [{ labels: '{instance="t"}', value: 0 }];
  expect(await evaluated(kindNamed("error ratio in one metric"), input, zero)).toContain("SUCCESS");
});

const still = { ...common, over: "4m", still: "1m" } as const;
const lasting = [
  ["an error ratio", errorRatio({ ...still, bad: { counter: t.failed }, all: { counter: t.total } }), 1],
  ["a quantile", latencyQuantile({ ...still, histogram: t.took, quantile: 0.5 }), 4],
  ["a count", eventCount({ ...still, counter: t.total }), 40],
] as const;

it.each(lasting)("%s that must still go on forgets within a minute what is over", async (_, kind, bad) => {
  const values = [...Array.from({ length: 40 }, () => bad), ...Array.from({ length: 8 }, () => 0)];
  const series = kind.produce?.({ values, interval: 15, labels: { instance: "t" } }) ?? [];
  const input_series = series.map(({ name, labels, samples }) => ({
    series: `${name}{${Object.entries(labels).map(([label, value]) => `${label}="${value}"`)}}`,
    values: notation(samples),
  }));
  const holds = (at: string, expr: string) => ({
    expr: `(${renderPromql(kind.expr, new Set())}) ${expr}`,
    eval_time: at,
    exp_samples: [],
  });
  const promql_expr_test = [holds("9m45s", `< ${bad * 0.9}`), holds("11m", `> ${bad / 10}`)];
  const tests = [{ interval: "15s", input_series, promql_expr_test }];
  const directory = written(new Map([["tests.yml", yaml({ evaluation_interval: "15s", tests })]]));
  expect((await promtool("test", "rules", `${directory}/tests.yml`)).said).toContain("SUCCESS");
});

it("without any event in the shorter window, a ratio is that of the longer", async () => {
  const kind = errorRatio({ ...still, bad: { counter: t.failed }, all: { counter: t.total } });
  const input_series = [
    { series: 't_total{job="node",instance="t",code="200"}', values: "0+10x40 400x8" },
    { series: 't_failed_total{job="node",instance="t",reason="x"}', values: "0+5x40 200x8" },
  ];
  const expr = renderPromql(kind.expr, new Set());
  const half = { expr, eval_time: "11m30s", exp_samples: [{ labels: '{instance="t"}', value: 0.5 }] };
  const tests = [{ interval: "15s", input_series, promql_expr_test: [half] }];
  const directory = written(new Map([["tests.yml", yaml({ evaluation_interval: "15s", tests })]]));
  expect((await promtool("test", "rules", `${directory}/tests.yml`)).said).toContain("SUCCESS");
});

it("a latency that is no bucket boundary is reported with the nearest", () => {
  const { cautions } = latencyQuantile({ ...common, histogram: t.took, quantile: 0.95 });
  expect(cautions?.(0.5)).toEqual([]);
  expect(cautions?.(0.2)[0]).toContain("0.2 s is not a bucket boundary of t_seconds; the nearest are 0.1 s and 0.5 s");
  expect(cautions?.(0.05)[0]).toContain("the nearest are 0 s and 0.1 s");
  expect(cautions?.(9)[0]).toContain("the nearest are 5 s and +Inf s");
});
