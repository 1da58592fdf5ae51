import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import type { Dashboard } from "../../kit/preview/page/model.ts";
import { dashboardFiles } from "../../kit/write/dashboards.ts";
import { ruleFile } from "../../kit/write/rules.ts";
import { yaml } from "../../kit/yaml.ts";
import { benevoclic } from "../../platform.ts";
import { forgetDirectories, promtool, written } from "../kit/programs.ts";
import { queriesOf } from "./asked.ts";
import { expected, now, world } from "./rare.ts";

afterAll(forgetDirectories);

const environment = environmentOf(benevoclic, loadConfig("production"));
const asked = queriesOf(dashboardFiles(environment).map(([, json]) => JSON.parse(json) as Dashboard));

it("fills the panels that a healthy platform leaves empty, with the right figures", async () => {
  const tests = Object.entries(expected).map(([name, samples]) => {
    const query = asked.find((one) => one.name === name);
    expect(query, name).toBeDefined();
    // Promtool compares without tolerance: to six digits.
    return { expr: `round(${query?.expr ?? ""}, 1e-6)`, eval_time: `${now}h`, exp_samples: samples };
  });
  const test = yaml({
    rule_files: ["anomalies.yml"],
    // Recorded at the beginning and at the end.
    evaluation_interval: `${now}h`,
    tests: [{ interval: "1h", input_series: world, promql_expr_test: tests }],
  });
  const files = new Map([
    ["anomalies.yml", ruleFile(environment, "anomalies")],
    ["rare.yml", test],
  ]);
  const { code, said } = await promtool("test", "rules", path.join(written(files), "rare.yml"));
  expect(said).toContain("SUCCESS");
  expect(code).toBe(0);
});
