import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { explainingLines } from "../../../kit/write/explaining-lines.ts";
import { yaml } from "../../../kit/yaml.ts";
import { benevoclic } from "../../../platform.ts";
import { forgetDirectories, promtool, written } from "../programs.ts";

afterAll(forgetDirectories);

const production = environmentOf(benevoclic, loadConfig("production"));

/** What the real rule engine writes into a message while lines of these kinds are counted. */
async function saidOf(counted: readonly (readonly [labels: string, times: number])[], lines: string) {
  const rule = { alert: "Trial", expr: "vector(1)", annotations: { lines: explainingLines(production, "api") } };
  const test = {
    interval: "15s",
    input_series: counted.map(([labels, times]) => ({
      ...{ series: `logs:trouble:count15m{job="log-rules",instance="vps",${labels}}`, values: `${times}x8` },
    })),
    alert_rule_test: [{ eval_time: "1m", alertname: "Trial", exp_alerts: [{ exp_annotations: { lines } }] }],
  };
  const directory = written(
    new Map([
      ["rules.yml", yaml({ groups: [{ name: "trial", rules: [rule] }] })],
      ["t.yml", yaml({ rule_files: ["rules.yml"], evaluation_interval: "15s", tests: [test] })],
    ]),
  );
  return (await promtool("test", "rules", path.join(directory, "t.yml"))).said;
}

it("a message tells the three lines that explain it best: what ended a program, then the most frequent", async () => {
  const counted = [
    ['service="nginx",level="error",line="connect() failed"', 1_234_567],
    ['service="api",level="fatal",line="TypeError: `x` {{ .Value }}"', 2],
    ['service="mongodb",level="warn",line="Slow query benevoclic.announcements COLLSCAN … ms"', 312],
    ['service="api",level="error",line="request failed"', 9],
    // Nobody's who stands behind the API.
    ['service="system",level="warn",line="Failed password"', 5000],
  ] as const;
  const lines = [
    "nginx · 1234567 × connect() failed",
    "mongodb · 312 × Slow query benevoclic.announcements COLLSCAN … ms",
    "api · 2 × TypeError: `x` {{ .Value }}",
  ];
  expect(await saidOf(counted, `${lines.join("\n")}\n`)).toContain("SUCCESS");
});

it("tells of none where none is counted, or nobody's lines explain it", async () => {
  expect(await saidOf([], "")).toContain("SUCCESS");
  expect(explainingLines(production, "anomalies")).toBe("");
  const without = { ...production.config, jobs: { ...production.config.jobs, "log-rules": undefined } };
  expect(explainingLines({ ...production, config: without as typeof production.config }, "api")).toBe("");
});
