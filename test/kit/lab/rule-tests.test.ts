import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { obtainParts, type Part } from "../../../kit/lab/parts/obtain.ts";
import { runRuleTests } from "../../../kit/lab/rule-tests.ts";

const directory = mkdtempSync(path.join(tmpdir(), "rule-tests-"));
afterAll(() => rmSync(directory, { recursive: true }));
let promtool: Part;
beforeAll(async () => {
  promtool = (await obtainParts({ names: ["promtool"] })).promtool;
});

/** Rules of which one reads another one's group, and that group comes second. */
const rules = `
groups:
  - { name: second, rules: [{ alert: Full, expr: "use:ratio > 0.9", annotations: { summary: full } }] }
  - { name: first, rules: [{ record: use:ratio, expr: used / size }, { alert: Small, expr: size < 10 }] }`;

const written = (...tests: readonly object[]) => {
  const file = path.join(directory, "tests.yml");
  writeFileSync(path.join(directory, "rules.yml"), rules);
  const order = { group_eval_order: ["first", "second"], evaluation_interval: "1m" };
  writeFileSync(file, JSON.stringify({ rule_files: ["rules.yml"], ...order, tests }));
  return [file];
};

const series = (used: number, size: number) => [
  { series: "used", values: `${used}` },
  { series: "size", values: `${size}` },
];
const firing = (name: string, ...exp_samples: readonly object[]) => ({
  expr: `ALERTS{alertname="${name}",alertstate="firing"}`,
  eval_time: "0s",
  exp_samples,
});
const fires = (alertname: string) =>
  firing(alertname, { labels: `ALERTS{alertname="${alertname}",alertstate="firing"}`, value: 1 });

const full = { name: "full", interval: "1m", input_series: series(19, 20), promql_expr_test: [fires("Full")] };
const small = { name: "small", interval: "1m", input_series: series(1, 5), promql_expr_test: [fires("Small")] };

test("an alert is tested after what it reads of another group", async () => {
  expect(await runRuleTests(written(full, small), promtool)).toEqual({ tests: 2, wrong: "" });
});

test("a test that fails is told by its name, with its file and what was found", async () => {
  const wrong = { ...full, name: 'not "full"', promql_expr_test: [firing("Full")] };
  const outcome = await runRuleTests(written(wrong, small), promtool);
  expect(outcome.tests).toBe(2);
  expect(outcome.wrong).toMatch(/^tests\/Full: not "full"\n.*\n.*exp: nil\n.*got: .*alertname="Full"/);
});

test("what has passed is not run again, unless its rules or its tests change", async () => {
  const passed = path.join(directory, "cache/passed.txt");
  const missing = { ...promtool, command: path.join(directory, "no-promtool") };
  const wrong = { ...full, promql_expr_test: [firing("Full")] };
  expect((await runRuleTests(written(wrong, small), promtool, passed)).wrong).toContain("full");
  await expect(runRuleTests(written(full, small), missing, passed)).rejects.toThrow("ENOENT");
  expect(await runRuleTests(written(full, small), promtool, passed)).toEqual({ tests: 2, wrong: "" });
  expect(await runRuleTests(written(full, small), missing, passed)).toEqual({ tests: 2, wrong: "" });
  await expect(runRuleTests(written(wrong, small), missing, passed)).rejects.toThrow("ENOENT");
  await expect(runRuleTests(written(full), { ...missing, version: "0" }, passed)).rejects.toThrow("ENOENT");
});

test("what promtool cannot even run is told in its words", async () => {
  const odd = { ...full, input_series: [{ series: "used", values: "many" }] };
  expect((await runRuleTests(written(odd), promtool)).wrong).toContain("many");
});

test("a test of two alerts, or of none, is refused", async () => {
  const both = { ...full, promql_expr_test: [fires("Full"), fires("Small")] };
  await expect(runRuleTests(written(both), promtool)).rejects.toThrow("one alert, not for Full,Small");
  const none = { ...full, promql_expr_test: [{ expr: "used", eval_time: "0s" }] };
  await expect(runRuleTests(written(none), promtool)).rejects.toThrow("one alert");
});
