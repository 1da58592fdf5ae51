import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { parseYaml } from "../../kit/yaml.ts";

const project = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(project, file), "utf8");
const step = z.looseObject({
  id: z.string().optional(),
  run: z.string().optional(),
  uses: z.string().optional(),
  if: z.string().optional(),
});
const workflow = z.object({
  jobs: z.record(z.string(), z.looseObject({ environment: z.string().optional(), steps: z.array(step) })),
});
const { jobs } = workflow.parse(parseYaml(read(".github/workflows/deploy.yml")));
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(read("package.json")));
const story = read("test/deployment/deployment.test.ts");

const commands = Object.values(jobs).flatMap(({ steps }) =>
  steps.flatMap(({ run }) => (run === undefined ? [] : [run])),
);

it("the workflow only calls npm scripts, and those of the deployment are the ones that the story runs", () => {
  const called = commands
    // git is only asked whether the tag's commit is on main.
    .filter((command) => command !== "npm ci" && !command.startsWith("git merge-base --is-ancestor "))
    .map((command) => /^npm run ([\w:]+)/.exec(command)?.[1]);
  expect([...new Set(called)].sort()).toEqual(["check", "deploy", "probe", "rollback", "status"]);
  for (const script of called) expect(scripts).toHaveProperty(script ?? "");
  for (const script of ["deploy", "probe", "rollback"])
    expect(story).toMatch(new RegExp(`(npm|mustRun)\\("${script}"`));
});

it("a deployment waits for approval, is probed, and is rolled back when either fails", () => {
  const { environment, steps } = jobs.deploy ?? { steps: [] };
  expect(environment).toBe("production");
  const order = steps.flatMap(({ run }) => /^npm run (\w+)/.exec(run ?? "")?.[1] ?? []);
  expect(order).toEqual(["deploy", "probe", "rollback", "status"]);
  const condition = steps.find(({ run }) => run?.includes("rollback"))?.if ?? "";
  for (const id of ["deploy", "probe"]) {
    expect(steps.some((one) => one.id === id)).toBe(true);
    expect(condition).toContain(`steps.${id}.conclusion == 'failure'`);
  }
});

it("a plan that fails is red, and what is deployed is the plan that was approved", () => {
  const { defaults } = z
    .looseObject({ defaults: z.object({ run: z.object({ shell: z.string() }) }) })
    .parse(parseYaml(read(".github/workflows/deploy.yml")));
  // GitHub's bash has `-eo pipefail`; its default shell has not.
  expect(defaults.run.shell).toBe("bash");
  expect(commands).toContainEqual(expect.stringContaining("--plan --save plan.json | tee"));
  expect(commands).toContain("npm run deploy -- production --approved plan.json");
  expect(jobs.deploy).toMatchObject({ needs: ["check", "plan"] });
});
