import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  expect((await runRuleTests(written(wrong, small), promtool, { passed })).wrong).toContain("full");
  await expect(runRuleTests(written(full, small), missing, { passed })).rejects.toThrow("ENOENT");
  expect(await runRuleTests(written(full, small), promtool, { passed })).toEqual({ tests: 2, wrong: "" });
  expect(await runRuleTests(written(full, small), missing, { passed })).toEqual({ tests: 2, wrong: "" });
  await expect(runRuleTests(written(wrong, small), missing, { passed })).rejects.toThrow("ENOENT");
  await expect(runRuleTests(written(full), { ...missing, version: "0" }, { passed })).rejects.toThrow("ENOENT");
});

test("of an alert's levels only the one asked for is evaluated, and each is told when it is wrong", async () => {
  const levels = (critical: string) => `
groups:
  - name: first
    rules:
      - { alert: Full, expr: "used > 18", labels: { severity: warning } }
      - { alert: Full, expr: "${critical}", labels: { severity: critical } }`;
  const asked = (severity: string, ...samples: readonly object[]) => ({
    ...full,
    name: severity,
    promql_expr_test: [{ ...firing("Full", ...samples), expr: `ALERTS{alertname="Full",severity="${severity}"}` }],
  });
  const fires = { labels: 'ALERTS{alertname="Full",alertstate="firing",severity="warning"}', value: 1 };
  const files = written(asked("warning", fires), asked("critical"));
  const ofRules = (critical: string, ...options: [] | [object]) => {
    writeFileSync(path.join(directory, "rules.yml"), levels(critical));
    return runRuleTests(files, promtool, ...options);
  };
  expect(await ofRules("used > 19")).toEqual({ tests: 2, wrong: "" });
  expect((await ofRules("used > 18")).wrong).toMatch(/^tests\/Full: critical\n/);
  // The level that is not asked for changes: its own test alone runs again.
  const passed = path.join(directory, "passed-levels.txt");
  await ofRules("used > 19", { passed });
  await ofRules("used > 20", { passed });
  expect(readFileSync(passed, "utf8").trim().split("\n")).toHaveLength(3);
});

test("what is run elsewhere, on another machine, is not run here unless something else differs", async () => {
  const missing = { ...promtool, command: path.join(directory, "no-promtool") };
  const on = (machine: string, limit = 0.9) => {
    const here = path.join(directory, machine);
    mkdirSync(here, { recursive: true });
    const rule = `{ alert: Full, expr: "max by (instance) (used{instance=\\"${machine}\\"}) > ${limit}" }`;
    writeFileSync(path.join(here, "rules.yml"), `groups: [{ name: first, rules: [${rule}] }]`);
    const input_series = [{ series: `used{instance="${machine}"}`, values: "1" }];
    const labels = `ALERTS{alertname="Full",alertstate="firing",instance="${machine}"}`;
    const tests = [{ ...full, input_series, promql_expr_test: [firing("Full", { labels, value: 1 })] }];
    writeFileSync(
      path.join(here, "tests.yml"),
      JSON.stringify({ rule_files: ["rules.yml"], evaluation_interval: "1m", tests }),
    );
    return [path.join(here, "tests.yml")];
  };
  const production = on("vps-production");
  expect(await runRuleTests(production, promtool)).toEqual({ tests: 1, wrong: "" });
  expect(await runRuleTests(on("vps-staging"), missing, { elsewhere: production })).toEqual({ tests: 1, wrong: "" });
  await expect(runRuleTests(on("vps-staging", 2), missing, { elsewhere: production })).rejects.toThrow("ENOENT");
  expect((await runRuleTests(on("vps-staging", 2), promtool, { elsewhere: production })).wrong).toContain("full");
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
