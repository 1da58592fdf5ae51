import { chmodSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it, vi } from "vitest";
import { terraformMistakes } from "../../../stacks/operations/terraform.ts";
import { synthesized, temporaryDirectory } from "../synthesized.ts";

afterEach(() => vi.unstubAllEnvs());

/** Terraform or OpenTofu of some version, as far as it is asked here. */
function binaryOf(version: string): string {
  const file = path.join(temporaryDirectory(), "tofu");
  writeFileSync(
    file,
    `#!/bin/sh\necho 'a warning'\necho '{"terraform_version":"${version}","platform":"linux_amd64"}'\n`,
  );
  chmodSync(file, 0o755);
  return file;
}

it.each([
  ["1.1.9", false, /is 1\.1\.9; needed: 1\.2\.0/],
  ["1.2.0", false, undefined],
  ["1.11.4", false, undefined],
  ["1.9.8", true, /needed: 1\.10\.0/],
  ["1.10.0", true, undefined],
  ["1.10.0-rc1", true, /is 1\.10\.0-rc1; needed: 1\.10\.0/],
  ["1.11.0-alpha2", true, undefined],
])("version %s (state with a lock file: %s)", async (version, lockfile, expected) => {
  vi.stubEnv("TERRAFORM_BINARY_NAME", binaryOf(version));
  const [mistake] = await terraformMistakes(lockfile);
  if (expected === undefined) expect(mistake).toBeUndefined();
  else expect(mistake?.what).toMatch(expected);
});

it("that would follow somebody's variables to another state, or to half of the changes, is not asked at all", async () => {
  vi.stubEnv("TERRAFORM_BINARY_NAME", binaryOf("1.11.4"));
  for (const [name, value] of [
    ["TF_WORKSPACE", "staging"],
    ["TF_CLI_ARGS", "-lock=false"],
    ["TF_CLI_ARGS_plan", "-destroy"],
    ["TF_DATA_DIR", "/tmp/elsewhere"],
  ] as const) {
    vi.stubEnv(name, value);
    expect(await terraformMistakes(false)).toMatchObject([{ where: expect.stringContaining(name) }]);
    vi.stubEnv(name, name === "TF_WORKSPACE" ? "default" : "");
  }
  vi.stubEnv("TF_CLI_ARGS_init", "-plugin-dir=/opt/plugins");
  expect(await terraformMistakes(false)).toEqual([]);
});

it("that is too old to answer as JSON is told as too old", async () => {
  const file = binaryOf("");
  writeFileSync(file, "#!/bin/sh\necho 'Terraform v0.12.31'\n");
  vi.stubEnv("TERRAFORM_BINARY_NAME", file);
  expect(await terraformMistakes(false)).toMatchObject([{ what: "is 0.12.31; needed: 1.2.0 or newer" }]);
});

it("that is not there is a mistake with a remedy", async () => {
  vi.stubEnv("TERRAFORM_BINARY_NAME", "/nonexistent/terraform");
  expect(await terraformMistakes(false)).toMatchObject([
    { what: "is not there", remedy: expect.stringContaining("OpenTofu") },
  ]);
});

it("that is not there where OpenTofu is: says how to use that", async () => {
  vi.stubEnv("TERRAFORM_BINARY_NAME", "");
  vi.stubEnv("PATH", path.dirname(binaryOf("1.10.0")));
  expect(await terraformMistakes(false)).toMatchObject([
    { where: "terraform on this machine", what: "is not there", remedy: "OpenTofu is: set TERRAFORM_BINARY_NAME=tofu" },
  ]);
});

it("keeps the state in an S3-compatible storage with a lock, when told to", () => {
  const state = { bucket: "benevoclic-monitoring", region: "gra", endpoint: "https://s3.gra.io.cloud.ovh.net" };
  const { data, monitoring, json } = synthesized("production", {
    config: (config) => ({ ...config, deployment: { ...config.deployment, state } }),
  });
  for (const [stack, name] of [
    [data, "data"],
    [monitoring, "monitoring"],
  ] as const)
    expect(stack.terraform.backend).toEqual({
      s3: expect.objectContaining({
        bucket: state.bucket,
        key: `benevoclic-monitoring/${name}-production.tfstate`,
        region: state.region,
        endpoints: { s3: state.endpoint },
        use_lockfile: true,
      }),
    });
  expect(json).not.toMatch(/access_key|secret_key/);
});
