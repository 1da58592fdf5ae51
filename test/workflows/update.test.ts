import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { z } from "zod";
import { parseYaml } from "../../kit/yaml.ts";

const project = path.resolve(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(path.join(project, file), "utf8");
const step = z.looseObject({ id: z.string().optional(), run: z.string().optional(), if: z.string().optional() });
const job = z.looseObject({ needs: z.string().optional(), environment: z.string().optional(), steps: z.array(step) });
const text = read(".github/workflows/update.yml");
const { jobs } = z.object({ jobs: z.object({ update: job, test: job, staging: job }) }).parse(parseYaml(text));
const scripts = Object.keys(JSON.parse(read("package.json")).scripts as object);

it("updates, tests, deploys to staging, watches, and rolls back when either fails", () => {
  expect([jobs.test.needs, jobs.staging.needs]).toEqual(["update", "test"]);
  const commands = jobs.staging.steps.flatMap(({ run }) => /^npm run (\w+) -- staging/.exec(run ?? "")?.[1] ?? []);
  expect(commands).toEqual(["deploy", "probe", "rollback", "status"]);
  for (const command of commands) expect(scripts).toContain(command);
  const condition = jobs.staging.steps.find(({ run }) => run?.includes("rollback"))?.if;
  expect(condition).toContain("steps.deploy.conclusion == 'failure'");
  expect(condition).toContain("steps.watch.conclusion == 'failure'");
});

it("no secret before a reviewer has spoken", () => {
  expect(jobs.staging.environment).toBe("staging-update");
  const { staging, ...before } = jobs;
  expect(JSON.stringify(before)).not.toContain("secrets.");
  expect(JSON.stringify(staging)).toContain("secrets.DEPLOY_SSH_KEY");
});

it("takes every proposal that goes with the others, and leaves the rest for later", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "update-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const [origin, clone, bin] = ["origin", "clone", "bin"].map((name) => path.join(directory, name)) as [
    string,
    string,
    string,
  ];
  const git = (cwd: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", ...args], { cwd, encoding: "utf8" });
  mkdirSync(origin);
  git(origin, "init", "--quiet", "--initial-branch=main");
  const commit = (files: Readonly<Record<string, string>>, message: string) => {
    for (const [file, content] of Object.entries(files)) writeFileSync(path.join(origin, file), content);
    git(origin, "add", ".");
    git(origin, "commit", "--quiet", "--message", message);
  };
  commit({ a: "1", b: "1" }, "Begin");
  for (const [number, files] of [
    [11, { a: "2" }],
    [12, { a: "3" }],
    [13, { b: "2" }],
  ] as const) {
    git(origin, "checkout", "--quiet", "--detach", "main");
    commit(files, `Raise ${number}`);
    git(origin, "update-ref", `refs/pull/${number}/head`, "HEAD");
  }
  git(origin, "checkout", "--quiet", "main");
  git(directory, "clone", "--quiet", origin, clone);
  mkdirSync(bin);
  writeFileSync(
    path.join(bin, "gh"),
    "#!/bin/sh\nprintf '%s\\n' '11 dependabot/a' '12 dependabot/a-too' '13 dependabot/b'\n",
  );
  chmodSync(path.join(bin, "gh"), 0o755);
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    GITHUB_REPOSITORY: "benevoclic/benevoclic-monitoring",
    GITHUB_OUTPUT: path.join(directory, "output"),
    GITHUB_STEP_SUMMARY: path.join(directory, "summary"),
    GIT_CONFIG_GLOBAL: "/dev/null",
  };
  const script = jobs.update.steps.find(({ id }) => id === "merge")?.run ?? "";
  const { status, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", script], {
    cwd: clone,
    env,
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  expect(readFileSync(env.GITHUB_OUTPUT, "utf8")).toBe("count=2\n");
  expect(readFileSync(env.GITHUB_STEP_SUMMARY, "utf8")).toContain("#12 dependabot/a-too waits");

  // What the next jobs get.
  git(directory, "clone", "--quiet", path.join(clone, "updated.bundle"), "updated");
  const updated = (file: string) => readFileSync(path.join(directory, "updated", file), "utf8");
  expect([updated("a"), updated("b")]).toEqual(["2", "2"]);
});
