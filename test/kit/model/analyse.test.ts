import { expect, it } from "vitest";
import { analyse } from "../../../kit/model/analyse.ts";
import { metricsOf, metricTable } from "../../../kit/model/metric.ts";

const gauge = { type: "gauge", about: "For these tests." } as const;
const declared = metricTable(
  [
    metricsOf("node", { a: { ...gauge, name: "t_disk_bytes", labels: { device: "sda", kind: "ssd" } } }),
    metricsOf("pm2", { b: { ...gauge, name: "t_shared", labels: { app: "api" } } }),
    metricsOf("business", { b: { ...gauge, name: "t_shared", labels: { role: "admin" } } }),
    metricsOf("every", { c: { ...gauge, name: "t_up" } }),
    metricsOf("benevoclic-api", {
      d: { name: "t_seconds", type: "histogram", about: "For these tests.", labels: { path: "/" }, buckets: [1] },
    }),
  ].flatMap((metrics) => Object.values(metrics)),
);
const recorded = new Map([["instance:t_use:ratio", ["instance", "device"]]]);

it.each([
  // Selectors: what the target adds, and what the metric declares.
  ["t_up", "instance job"],
  ["t_disk_bytes", "device instance job kind"],
  ["instance:t_use:ratio", "device instance"],
  ["t_seconds_bucket", "instance job le path"],
  ["t_seconds_count", "instance job path"],
  ["t_shared", "app instance job role"],
  ['t_shared{job="pm2"}', "app instance job"],
  // What keeps labels.
  ["-t_up", "instance job"],
  ["(t_up offset 1h)", "instance job"],
  ["max_over_time(rate(t_disk_bytes[1h30m])[90m:1m])", "device instance job kind"],
  ["rate(t_up[90])", "instance job"],
  ["topk(3, t_disk_bytes)", "device instance job kind"],
  ["t_up > bool 0", "instance job"],
  ["# a comment\nt_up", "instance job"],
  // Aggregation.
  ["sum(t_disk_bytes)", ""],
  ["sum by (device) (t_disk_bytes)", "device"],
  ["sum(t_disk_bytes) by (device, job)", "device job"],
  ["sum without (kind, job) (t_disk_bytes)", "device instance"],
  ["quantile by (kind) (0.5, t_disk_bytes)", "kind"],
  ['count_values("value", t_up)', "value"],
  // Functions.
  ["histogram_quantile(0.9, sum by (le, path) (rate(t_seconds_bucket[5m])))", "path"],
  ['label_replace(t_up, "host", "$1", "instance", "(.*)")', "host instance job"],
  ['label_join(t_up, "host", "-", "instance", "job")', "host instance job"],
  ["absent(t_up)", ""],
  ['absent(t_disk_bytes{device="sda", kind=~"s.*"})', "device"],
  ['absent_over_time(t_disk_bytes{device="sda"}[5m] offset 1h)', "device"],
  ["vector(1)", ""],
  ["clamp_max(t_up, 1)", "instance job"],
  // Two sides.
  ["1 - t_up", "instance job"],
  ["t_up * scalar(t_disk_bytes)", "instance job"],
  ["scalar(t_disk_bytes) * t_up", "instance job"],
  ["t_up / on (instance) t_up", "instance"],
  ["t_up / ignoring (job) t_up", "instance"],
  ["t_up * on (instance) group_left (kind) t_disk_bytes", "instance job kind"],
  ["t_up * on (instance) group_right (job) t_disk_bytes", "device instance job kind"],
  ["t_up and on (instance) t_disk_bytes", "instance job"],
  ["t_up unless t_disk_bytes", "instance job"],
  ["t_up or t_disk_bytes", "device instance job kind"],
])("%s leaves the labels %s", (text, labels) => {
  const analysis = analyse(text, recorded, declared);
  expect(analysis.problems).toEqual([]);
  expect([...(analysis.labels ?? ["none known"])].sort().join(" ")).toBe(labels);
});

it.each(["1 + 1", "time()", "scalar(t_up)"])("%s has no labels at all, not even none", (text) => {
  expect(analyse(text, recorded, declared)).toMatchObject({ problems: [], labels: undefined });
});

it.each([
  ["t_upp", 'names the metric "t_upp", which no part declares; did you mean "t_up"?'],
  ["mysql_connections", 'names the metric "mysql_connections", which no part declares'],
  ["instance:t_use:ration", 'did you mean "instance:t_use:ratio"?'],
  ["t_disk_bytes_bucket", 'names the metric "t_disk_bytes_bucket"'],
  ['t_shared{job="node"}', 'names the metric "t_shared"'],
  ['{__name__="t_up"}', "selects series without a metric's name"],
  ['t_up{path="/"}', 'matches the label "path", but t_up has only instance, job'],
  ['t_up{"path"="/"}', "quotes a label's name"],
  ['t_shared{job="pm2", role="admin"}', 'matches the label "role", but t_shared has only app, instance, job'],
  ['instance:t_use:ratio{kind="ssd"}', "has only device, instance"],
  ["sum by (path) (t_up)", 'groups by the label "path", which its series do not carry'],
  ["sum by (path) (sum by (job) (t_seconds_count))", 'groups by the label "path"'],
  ["t_up / on (kind) t_disk_bytes", 'matches on the label "kind", which one side does not carry'],
  ["t_up and on (kind) t_disk_bytes", 'matches on the label "kind", which one side does not carry'],
  ["histogram_quantile(0.9, sum by (path) (rate(t_seconds_bucket[5m])))", 'needs the label "le"'],
  ['label_replace(t_up, "a", "$1", "path", "(.*)")', 'copies the label "path", which its series do not carry'],
  ["rate(t_up[30s])", "has a range under 1m at"],
  ["rate(t_up[59])", "has a range under 1m at"],
  ["max_over_time(t_up[30s:10s])", "has a range under 1m at"],
  ["sum(", "is not valid PromQL at its end (line 1 of the expression)"],
  ["", "is not valid PromQL at its end"],
  ["t_up ==\n  1 foo", 'is not valid PromQL at "foo" (line 2 of the expression)'],
  ["no_such_function(t_up)", "is not valid PromQL at"],
])("%s is refused", (text, problem) => {
  const { problems } = analyse(text, recorded, declared);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(problem);
});

it("all problems of an expression are told at once, but not what follows from an undeclared metric", () => {
  const { problems } = analyse("sum by (path) (t_upp) + sum by (kind) (t_up{role='x'})", recorded, declared);
  expect(problems.map((problem) => problem.split(" ").slice(0, 4).join(" "))).toEqual([
    'names the metric "t_upp",',
    'matches the label "role",',
    "groups by the label",
  ]);
});

it("knows which scrape jobs the expression needs, and for which series", () => {
  const jobs = (text: string) => [...analyse(text, recorded, declared).jobs];
  expect(jobs("t_disk_bytes / on (instance) t_seconds_sum")).toEqual([
    ["node", "t_disk_bytes"],
    ["benevoclic-api", "t_seconds_sum"],
  ]);
  expect(jobs('t_up{job="pm2"} or t_up')).toEqual([["pm2", "t_up"]]);
  expect(jobs("instance:t_use:ratio")).toEqual([]);
});
