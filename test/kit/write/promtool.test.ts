import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { committedEnvironments, generatedDirectory } from "../../../config/load.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { runRuleTests } from "../../../kit/lab/rule-tests.ts";
import { passedRuleTests, ruleTestsOf } from "../../../simulator/checks.ts";
import { forgetDirectories, promtool, written } from "../programs.ts";

afterAll(forgetDirectories);

const filesIn = (directory: string) => readdirSync(directory).map((file) => path.join(directory, file));

describe.concurrent.each(committedEnvironments)("generated/%s", (environment) => {
  const directory = path.join(generatedDirectory, environment, "prometheus");

  it("has rules without error or lint", async () => {
    const rules = filesIn(path.join(directory, "rules"));
    const { code, said } = await promtool("check", "rules", "--lint=all", "--lint-fatal", ...rules);
    expect(said.match(/SUCCESS: [1-9]\d* rules found/g)).toHaveLength(rules.length);
    expect(code).toBe(0);
  });

  it("has a configuration that Prometheus accepts and that loads every rule file", async () => {
    const { code, said } = await promtool("check", "config", path.join(directory, "prometheus.yml"));
    expect(said).toContain(`SUCCESS: ${filesIn(path.join(directory, "rules")).length} rule files found`);
    expect(code).toBe(0);
  });

  it("has rules that fire and stay silent as the declarations' examples say", { timeout: 900_000 }, async () => {
    const { files, elsewhere } = await ruleTestsOf(environment);
    const { promtool: part } = await obtainParts({ names: ["promtool"] });
    const { tests, wrong } = await runRuleTests(files, part, { passed: passedRuleTests, elsewhere });
    expect(wrong).toBe("");
    expect(tests).toBe(files.flatMap((file) => readFileSync(file, "utf8").match(/^ {2}- name: /gm) ?? []).length);
  });
});

// All files take minutes so: every rule of a file is evaluated for each of its tests.
it("the tests run as they stand, too", async () => {
  const { code, said } = await promtool(
    "test",
    "rules",
    path.join(generatedDirectory, "production/prometheus/tests/web.yml"),
  );
  expect(code, said).toBe(0);
});

it("promtool refuses a rule that is no PromQL, and one that is there twice", async () => {
  const rule = (expr: string) => `{ record: "a:b:c", expr: "${expr}" }`;
  const group = (...rules: string[]) => new Map([["r.yml", `groups: [{ name: a, rules: [${rules.join(", ")}] }]`]]);
  const checked = (files: Map<string, string>) =>
    promtool("check", "rules", "--lint=all", "--lint-fatal", path.join(written(files), "r.yml"));
  expect((await checked(group(rule("up"), rule("down")))).code).not.toBe(0);
  expect((await checked(group(rule("sum(up")))).code).not.toBe(0);
  expect((await checked(group(rule("up")))).code).toBe(0);
});
