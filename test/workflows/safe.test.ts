import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { parseYaml } from "../../kit/yaml.ts";

const github = path.resolve(import.meta.dirname, "../../.github");
const read = (file: string) => readFileSync(path.join(github, file), "utf8");
const files = readdirSync(path.join(github, "workflows")).map((file) => `workflows/${file}`);

const step = z.looseObject({
  run: z.string().optional(),
  uses: z.string().optional(),
  shell: z.string().optional(),
  with: z.looseObject({}).default({}),
});
const shells = z.looseObject({ run: z.looseObject({ shell: z.string().optional() }).default({}) }).default({ run: {} });
const job = z.looseObject({
  needs: z.union([z.string(), z.array(z.string())]).default([]),
  environment: z.unknown().optional(),
  steps: z.array(step).default([]),
  defaults: shells,
  permissions: z.record(z.string(), z.string()).default({}),
});
const workflow = z.looseObject({
  on: z.looseObject({}),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), job),
  defaults: shells,
});

/** zizmor and actionlint look for the same, and for more: this holds it without them. */
describe.each(files)("%s", (file) => {
  const { jobs, permissions, defaults } = workflow.parse(parseYaml(read(file)));
  const steps = Object.values(jobs).flatMap((one) => one.steps.map((its) => ({ ...its, job: one })));

  it("leaves no token in a checkout", () => {
    for (const { uses, with: given } of steps)
      if (uses?.startsWith("actions/checkout@")) expect(given["persist-credentials"]).toBe(false);
  });

  it("pastes no expression into a script", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  it("takes for itself no right to write, nor gives it to whoever makes the pull request", () => {
    const writes = Object.entries(permissions).filter(([, right]) => right === "write");
    if (file !== "workflows/review-comment.yml") expect(writes).toEqual([]);
    expect(read(file)).not.toContain("pull_request_target");
  });

  it("fails when what stands before a pipe fails", () => {
    for (const { run = "", shell, job: of } of steps)
      if (/[^|]\|[^|]/.test(run)) expect(shell ?? of.defaults.run.shell ?? defaults.run.shell, run).toBe("bash");
  });
});

it("no action is used by a name that can be moved", () => {
  const all = readdirSync(github, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".yml"));
  const used = all.flatMap((file) => [...read(file).matchAll(/uses: ([^\s.]\S*)(.*)/g)]);
  expect(used.length).toBeGreaterThan(20);
  for (const [, action = "", rest = ""] of used) {
    expect(action).toMatch(/@[0-9a-f]{40}$/);
    // For people, and for Dependabot, which raises both.
    expect(rest).toMatch(/^ # v\d+\.\d+\.\d+( |$)/);
  }
});

it("what meets production's keys was merged, or read by a person first", () => {
  const { jobs } = workflow.parse(parseYaml(read("workflows/deploy.yml")));
  const withKeys = Object.entries(jobs).filter(([, one]) => JSON.stringify(one).includes("secrets."));
  expect(withKeys.map(([name]) => name).sort()).toEqual(["deploy", "plan"]);
  expect(jobs.reviewed?.steps.some(({ run }) => run?.includes("--is-ancestor HEAD origin/main"))).toBe(true);
  expect(jobs.check?.needs).toBe("reviewed");
  for (const [, { needs }] of withKeys) expect([needs].flat()).toContain("check");
  expect(jobs.plan?.environment).toContain("|| 'pull-request-plan'");
  expect(jobs.deploy?.environment).toBe("production");
  // A cache is written by any branch.
  expect(read("actions/deployer/action.yml")).not.toMatch(/with:.*cache/);
});
