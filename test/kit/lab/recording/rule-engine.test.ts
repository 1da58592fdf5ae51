import { beforeAll, describe, expect, test } from "vitest";
import { obtainParts, type Part } from "../../../../kit/lab/parts/obtain.ts";
import { evaluate } from "../../../../kit/lab/recording/rule-engine.ts";
import { readsAlertOf, ruleGroups, withWhatItReads } from "../../../../kit/lab/recording/rule-groups.ts";
import type { Recording } from "../../../../kit/lab/recording/target-log.ts";
import { readsOfText } from "../../../../kit/model/reads-of-text.ts";

let promtool: Part;
beforeAll(async () => {
  promtool = (await obtainParts({ names: ["promtool"] })).promtool;
});

const rules = (text: string) => ruleGroups(text, "15s");

/** One series of one sample every 15 seconds. */
const recorded = (name: string, values: string, scrapes: number): Recording => ({
  seconds: scrapes * 15,
  series: [{ name, labels: { job: "node" }, every: 15, values }],
});

describe("the real engine tells when alerts begin and end", () => {
  test("after `for`, and at the first good value", async () => {
    const [group] = [
      rules("groups: [{name: g, rules: [{alert: Down, expr: up == 0, for: 1m, labels: {severity: critical}}]}]"),
    ];
    const episodes = await evaluate(recorded("up", "1x3 0x9 1x9 0x1 1x3", 28), group, { promtool });
    expect(episodes).toEqual([
      { labels: { alertname: "Down", severity: "critical", job: "node" }, from: 60 + 60, to: 14 * 15 },
    ]);
  });

  test("an alert that still fires at the end has no end, also when its outcome comes from the cache", async () => {
    const group = rules("groups: [{name: g, rules: [{alert: Down, expr: up == 0}]}]");
    const recording = recorded("up", "1x3 0x9", 14);
    const first = await evaluate(recording, group, { promtool });
    expect(first).toEqual([{ labels: { alertname: "Down", job: "node" }, from: 60, to: Number.POSITIVE_INFINITY }]);
    expect(await evaluate(recording, group, { promtool })).toEqual(first);
  });

  test("two series with quotes and braces in their labels are told apart", async () => {
    const group = rules("groups: [{name: g, rules: [{alert: Low, expr: level < 1}]}]");
    const odd = ['a"b}', "c, {x}"];
    const recording: Recording = {
      seconds: 60,
      series: odd.map((file) => ({ name: "level", labels: { file }, every: 15, values: "0x3" })),
    };
    const episodes = await evaluate(recording, group, { promtool });
    expect(episodes.map(({ labels }) => labels.file).sort()).toEqual(odd);
  });

  test("two machines that are recorded alike have the same outcome, each under its own name", async () => {
    const on = (instance: string): Recording => ({
      seconds: 60,
      series: [{ name: "level", labels: { instance }, every: 15, values: "0x3" }],
    });
    const group = rules('groups: [{name: g, rules: [{alert: Low, expr: "level < 1"}]}]');
    const own = rules(`groups: [{name: g, rules: [{alert: Low, expr: 'level{instance="one"} < 1'}]}]`);
    const machines = async (machine: string, of: typeof group) =>
      (await evaluate(on(machine), of, { promtool })).map(({ labels }) => labels.instance);
    expect(await machines("one", group)).toEqual(["one"]);
    expect(await machines("two", group)).toEqual(["two"]);
    // A rule that names its machine means that one.
    expect(await machines("one", own)).toEqual(["one"]);
    expect(await machines("two", own)).toEqual([]);
  });

  test("a rule of another group is evaluated before the one that reads it", async () => {
    const groups = rules(`groups:
      - {name: a, rules: [{alert: High, expr: "half > 2"}]}
      - {name: b, rules: [{record: half, expr: level / 2}]}`);
    const episodes = await evaluate(recorded("level", "2x3 8x3", 8), groups, { promtool });
    expect(episodes).toMatchObject([{ labels: { alertname: "High" }, from: 60 }]);
  });

  test("a rule made of alerts sees those that fire, from its recording and from elsewhere, and no other", async () => {
    const echo = (alert: string) =>
      `{alert: After${alert}, expr: 'max_over_time(ALERTS{alertname="${alert}",alertstate="firing"}[1m])'}`;
    const groups = rules(`groups:
      - {name: late, rules: [${echo("Low")}, ${echo("Elsewhere")}, ${echo("Never")}]}
      - {name: a, rules: [{alert: Low, expr: level < 1, for: 30s}, {alert: Elsewhere, expr: level > 9}, {alert: Never, expr: level > 9}]}`);
    const episodes = await evaluate(recorded("level", "1x3 0x4 1x12", 22), groups, {
      promtool,
      alongside: [{ labels: { alertname: "Elsewhere" }, from: -40, to: 70 }],
    });
    const times = episodes.map(({ labels, from, to }) => [labels.alertname, from, to]);
    expect(times).toEqual([
      ["AfterElsewhere", 0, 120],
      ["Low", 90, 135],
      // The last of its samples is 15 s older than its end.
      ["AfterLow", 90, 180],
    ]);
  });

  test("a rule that cannot be evaluated is an error, not a silence", async () => {
    const groups = rules("groups: [{name: g, rules: [{alert: Odd, expr: level * on (job) level}]}]");
    const two: Recording = {
      seconds: 60,
      series: ["a", "b"].map((disk) => ({ name: "level", labels: { job: "node", disk }, every: 15, values: "1x3" })),
    };
    await expect(evaluate(two, groups, { promtool })).rejects.toThrow("could not evaluate");
  });
});

test("what an expression reads: names, and how far back", () => {
  expect(readsOfText('sum(rate(a{x="y"}[5m])) / b offset 1d')).toEqual({
    names: new Set(["a", "b"]),
    past: 300 + 86_400,
    offset: 86_400,
  });
  // The furthest of several, not their sum.
  expect(readsOfText("rate(a[30m]) > rate(a[1h]) and rate(a[5m]) > 0")).toMatchObject({ past: 3600, offset: 0 });
  expect(readsOfText("max_over_time(rate(a[5m])[1h:1m] offset 1d)").past).toBeGreaterThanOrEqual(86_400 + 3600 + 300);
  expect(readsOfText('count({job="a"})').names).toBeUndefined();
  expect(readsOfText("quantile_over_time(0.5, c[1w:5m])").past).toBeGreaterThanOrEqual(604_800);
});

test("a group that reads ALERTS gets the alerts that its selector may mean", () => {
  const down = { alert: "Down", expr: "up == 0", labels: { severity: "critical", level: "{{ $labels.level }}" } };
  for (const read of [
    "ALERTS",
    "ALERTS_FOR_STATE",
    'ALERTS{alertstate="firing"}',
    'ALERTS{alertname="Down"} or ALERTS{alertname="Other"}',
    'ALERTS{alertname=~"Up|Do.+", severity!="info", level="high"}',
    '{alertname!~"Up"}',
  ])
    expect(readsAlertOf(`count(${read})`, down), read).toBe(true);
  for (const other of [
    "up",
    'ALERTS{alertname="Own"}',
    'ALERTS{alertname=~"Do"}',
    'ALERTS{alertname!~"Do.+"}',
    'ALERTS{alertname="Down",severity="warning"}',
    "ALERTS{severity!='critical'}",
  ])
    expect(readsAlertOf(`count(${other})`, down), other).toBe(false);
  expect(readsAlertOf("ALERTS", { record: "a:b:c", expr: "1" })).toBe(false);

  const groups = rules(`groups:
    - {name: a, rules: [{alert: Digest, expr: 'count(ALERTS) > 0'}]}
    - {name: b, rules: [{record: unread, expr: "1"}, {alert: Down, expr: up == 0}]}`);
  const [digest] = groups;
  expect(digest && withWhatItReads(digest, groups).map(({ alert }) => alert)).toEqual(["Down", "Digest"]);
});
