import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { typed } from "../../cli/arguments.ts";
import { anomalies } from "../../cli/commands/anomalies.ts";
import { parseYaml } from "../../kit/yaml.ts";

const step = z.looseObject({ run: z.string().optional() });
const workflow = z.object({
  on: z.object({ schedule: z.array(z.object({ cron: z.string() })) }),
  jobs: z.object({ report: z.looseObject({ steps: z.array(step), permissions: z.record(z.string(), z.string()) }) }),
});
const { on, jobs } = workflow.parse(
  parseYaml(readFileSync(path.resolve(import.meta.dirname, "../../.github/workflows/report.yml"), "utf8")),
);

it("is made on the first of each month and sent, with commands that exist", () => {
  expect(on.schedule).toEqual([{ cron: expect.stringMatching(/^\d+ \d+ 1 \* \*$/) }]);
  expect(jobs.report.permissions).toEqual({ contents: "read", issues: "write" });
  const scripts = jobs.report.steps.flatMap(({ run = "" }) => run.split("\n"));
  const report = anomalies.find(({ name }) => name === "report");
  const lines = scripts.filter((line) => line.includes("npm run report"));
  expect(lines).toHaveLength(2);
  for (const line of lines) {
    const words = line.split(" -- ")[1]?.replaceAll('"', "").replaceAll("$MONTH", "2026-11").split(" ") ?? [];
    const given = report && typed(report, words);
    expect(given && given !== "help" && report.asked(given)).toBeTypeOf("function");
  }
  expect(scripts.join("\n")).toContain("gh issue create");
});
