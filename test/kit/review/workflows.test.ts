import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { parseYaml } from "../../../kit/yaml.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const read = (file: string) => readFileSync(path.join(repository, ".github", file), "utf8");

const step = z.looseObject({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.looseObject({}).default({}),
});
const workflow = z.looseObject({
  on: z.looseObject({}),
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), z.looseObject({ steps: z.array(step) })),
});
const workflows = {
  review: workflow.parse(parseYaml(read("workflows/review.yml"))),
  comment: workflow.parse(parseYaml(read("workflows/review-comment.yml"))),
};
const steps = ({ jobs }: z.output<typeof workflow>) => Object.values(jobs).flatMap((job) => job.steps);

it("what runs a pull request's code can read, and nothing else", () => {
  expect(workflows.review.on).toEqual({ pull_request: null });
  expect(workflows.review.permissions).toEqual({ contents: "read" });
  expect(read("workflows/review.yml")).not.toContain("secrets.");
});

it("what can write runs the default branch's code", () => {
  expect(Object.keys(workflows.comment.on)).toEqual(["workflow_run"]);
  for (const { uses, with: given } of steps(workflows.comment))
    if (uses?.startsWith("actions/checkout")) expect(Object.keys(given)).toEqual(["persist-credentials"]);
  expect(read("workflows/review-comment.yml")).not.toContain("secrets.");
});

it("nothing of an event is written into a script", () => {
  for (const { run = "" } of [...steps(workflows.review), ...steps(workflows.comment)])
    expect(run).not.toContain("${{");
});

it("the workflows that are waited for are called so", () => {
  const waited = z.object({ workflow_run: z.object({ workflows: z.array(z.string()) }) }).parse(workflows.comment.on);
  const names = ["review.yml", "dashboards.yml"].map(
    (file) => (parseYaml(read(`workflows/${file}`)) as { name: string }).name,
  );
  expect(waited.workflow_run.workflows).toEqual(names);
});

it("code owners own what exists", () => {
  const paths = read("CODEOWNERS")
    .split("\n")
    .flatMap((line) => /^(\/\S+)\s/.exec(line)?.[1] ?? []);
  expect(paths.length).toBeGreaterThan(5);
  expect(paths.filter((one) => !existsSync(path.join(repository, one)))).toEqual([]);
});
