import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { temporaryDirectory } from "./synthesized.ts";

const run = promisify(execFile);
const project = path.resolve(import.meta.dirname, "../..");

/** What `npm run synth` does, into a directory of its own; Terraform is not needed for it. */
function synth(variables: Record<string, string> = {}) {
  const outdir = temporaryDirectory();
  const { DOCKER_CONTEXT: _context, DOCKER_CERT_PATH: _path, ...inherited } = process.env;
  const env = { ...inherited, CDKTF_OUTDIR: outdir, TERRAFORM_BINARY_NAME: "no-terraform", ...variables };
  const masked = "umask 077; exec node_modules/.bin/tsx stacks/main.ts";
  return { outdir, done: run("sh", ["-c", masked], { cwd: project, env }) };
}

it("writes both stacks of every environment, without a path of this machine", async () => {
  const { outdir, done } = synth();
  await done;
  const stacks = readdirSync(path.join(outdir, "stacks")).sort();
  expect(stacks).toEqual([
    "data-development",
    "data-production",
    "data-staging",
    "monitoring-development",
    "monitoring-production",
    "monitoring-staging",
  ]);
  for (const stack of stacks) {
    const text = readFileSync(path.join(outdir, "stacks", stack, "cdk.tf.json"), "utf8");
    expect(text).not.toContain(project);
    expect(text).not.toContain(outdir);
  }
  // What the engine builds images of is read by the services' users, whatever the mask of who deploys.
  const assets = path.join(outdir, "stacks/monitoring-production/assets");
  const entries = readdirSync(assets, { recursive: true, withFileTypes: true });
  const closed = entries.filter((entry) => (statSync(path.join(entry.parentPath, entry.name)).mode & 0o044) !== 0o044);
  expect(entries.length).toBeGreaterThan(5);
  expect(closed.map(({ name }) => name)).toEqual([]);
});

it("explains what is wrong instead of showing a stack, and writes nothing", async () => {
  const { outdir, done } = synth({ DOCKER_CONTEXT: "elsewhere" });
  const failure = await done.then(
    () => undefined,
    (error: { code: number; stderr: string }) => error,
  );
  expect(failure?.code).toBe(1);
  expect(failure?.stderr).toContain('DOCKER_CONTEXT  is "elsewhere" and overrides deployment.engine');
  expect(failure?.stderr).not.toContain("    at ");
  expect(readdirSync(path.join(outdir, "stacks"))).toEqual([]);
});

it("is what cdktf.json runs, without sending anything anywhere", () => {
  const manifest: unknown = JSON.parse(readFileSync(path.join(project, "cdktf.json"), "utf8"));
  expect(manifest).toMatchObject({ app: "npx tsx stacks/main.ts", output: "cdktf.out", sendCrashReports: "false" });
});
