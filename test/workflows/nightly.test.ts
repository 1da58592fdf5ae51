import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseYaml } from "../../kit/yaml.ts";

test("the night tries every metric in every way", () => {
  const text = readFileSync(new URL("../../.github/workflows/nightly.yml", import.meta.url), "utf8");
  const workflow = parseYaml(text) as {
    on: { schedule: unknown[] };
    jobs: Record<string, { steps: { run?: string }[] }>;
  };
  expect(workflow.on.schedule).toHaveLength(1);
  const commands = Object.values(workflow.jobs).flatMap(({ steps }) => steps.map(({ run = "" }) => run));
  expect(commands).toContainEqual(expect.stringContaining("coverage:faults"));
  expect(text).not.toContain("secrets.");
});
