import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parser } from "@prometheus-io/lezer-promql";
import { describe, expect, it } from "vitest";
import { metricsQl, templateWithMetricsQl } from "../../../../kit/write/replicated/metrics-ql.ts";
import { partsOf } from "../../../../kit/write/replicated/rules.ts";
import { parseYaml } from "../../../../kit/yaml.ts";

const apart = (job: string | undefined) => (job === "fast" ? 5 : 15);

describe("metricsQl", () => {
  it.each([
    ["changes(a[5m]) > 0", "changes_prometheus(a[5m]) > 0"],
    [
      "sum by (job) (increase(a_total[10m])) / 2 or delta(b[1m])",
      "sum by (job) (increase_prometheus(a_total[615s])) / 2 or delta_prometheus(b[75s])",
    ],
    ["max_over_time(changes(a[5m])[1h:1m])", "max_over_time(changes_prometheus(a[5m])[1h:1m])"],
    // Longer by what lies between two samples of its job.
    [
      'increase(a_total{x="increase(",job="fast"}[1h] offset 5m)',
      'increase_prometheus(a_total{x="increase(",job="fast"}[3605s] offset 5m)',
    ],
    ['increase(a_total{job!="fast"}[1h])', 'increase_prometheus(a_total{job!="fast"}[3615s])'],
    // They mean the same as they stand, or nothing means it better.
    ["rate(a_total[5m]) + resets(b[1h]) + deriv(c[1h])", "rate(a_total[5m]) + resets(b[1h]) + deriv(c[1h])"],
    // Names and values that look like a function are none.
    ['a{action="increase(x)"} + increase', 'a{action="increase(x)"} + increase'],
    [
      'label_replace(a, "delta", "changes(1)", "job", "(.+)")',
      'label_replace(a, "delta", "changes(1)", "job", "(.+)")',
    ],
  ])("%s", (expression, expected) => {
    expect(metricsQl(expression, apart)).toBe(expected);
  });

  it("knows each function that the rules use", () => {
    const same =
      `abs absent avg_over_time clamp_min count_over_time deriv histogram_quantile label_replace last_over_time max_over_time
      min_over_time present_over_time quantile_over_time rate resets sqrt sum_over_time time timestamp vector`.split(
        /\s+/,
      );
    const used = new Set<string>();
    for (const { rules } of production())
      for (const expression of rules.map(({ expr }) => metricsQl(expr, apart)))
        parser.parse(expression).iterate({
          enter: ({ name, from, to }) => void (name === "FunctionIdentifier" && used.add(expression.slice(from, to))),
        });
    expect([...used].sort()).toEqual(same.sort());
  });
});

it("asks the same in what a message says", () => {
  expect(
    templateWithMetricsQl(
      String.raw`{{ range printf "changes(runs{job=\"a\",target=%q}[30m]) > 0" $labels.app | query | sortByLabel "action" }}{{ .Value }} "changes(" {{ end }}`,
      apart,
    ),
  ).toBe(
    String.raw`{{ range printf "changes_prometheus(runs{job=\"a\",target=%q}[30m]) > 0" $labels.app | query | sortByLabel "action" }}{{ .Value }} "changes(" {{ end }}`,
  );
});

describe("partsOf", () => {
  const rules = [
    { record: "a", expr: "up" },
    { record: "b", expr: "a + last_over_time(b[5m])" },
    { alert: "Other", expr: "up < 1" },
    { alert: "OnB", expr: "max_over_time(b[5m]) > 1 and a > 0" },
    { alert: "OnA", expr: 'a{x="b"} > 1' },
  ];

  it("lets what reads a recording come after it, and nothing else", () => {
    expect(
      partsOf({ name: "group", rules }, apart).map(({ name, after, rules }) => [name, after, rules.length]),
    ).toEqual([
      ["group", 0, 2],
      ["group-after-1", 1, 2],
      ["group-after-2", 2, 1],
    ]);
  });

  it("leaves no rule of production out, and none before what it reads", () => {
    for (const group of production()) {
      const parts = partsOf(group, apart);
      expect(parts.flatMap((part) => part.rules)).toHaveLength(group.rules.length);
      const partOf = new Map(parts.flatMap(({ after, rules }) => rules.map(({ record }) => [record, after] as const)));
      for (const { after, rules } of parts)
        for (const { record, expr } of rules)
          for (const name of new Set(expr.match(/[\w:]+/g)))
            if (name !== record) expect(partOf.get(name) ?? -1, name).toBeLessThan(after);
    }
  });
});

function production() {
  const directory = path.resolve(import.meta.dirname, "../../../../generated/production/prometheus/rules");
  return readdirSync(directory).flatMap((file) => {
    const { groups } = parseYaml(readFileSync(path.join(directory, file), "utf8")) as {
      groups: { name: string; rules: { record?: string; expr: string }[] }[];
    };
    return groups;
  });
}
