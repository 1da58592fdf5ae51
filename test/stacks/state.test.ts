import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mistakeFrom } from "../../stacks/operations/failures.ts";
import { ended } from "../../stacks/operations/host.ts";
import { terraformMistakes } from "../../stacks/operations/terraform.ts";
import { type ObjectStorage, startObjectStorage } from "./object-storage.ts";
import { synthesized, temporaryDirectory } from "./synthesized.ts";

const [terraform] = await terraformMistakes(true);
const title = `state in an object storage${terraform === undefined ? "" : ` (skipped: ${terraform.where} ${terraform.what})`}`;

describe.skipIf(terraform !== undefined)(title, () => {
  const bucket = "benevoclic-monitoring";
  const key = "benevoclic-monitoring/monitoring-production.tfstate";
  let storage: ObjectStorage;
  let directory: string;
  const run = (...args: string[]) =>
    ended([
      ...["env", "AWS_ACCESS_KEY_ID=id", "AWS_SECRET_ACCESS_KEY=secret", "CHECKPOINT_DISABLE=1"],
      ...["terraform", `-chdir=${directory}`, ...args, "-no-color", "-input=false"],
    ]);

  beforeAll(async () => {
    storage = await startObjectStorage({ bucket });
    const state = { bucket, region: "gra", endpoint: storage.endpoint };
    const { terraform: settings } = synthesized("production", {
      config: (config) => ({ ...config, deployment: { ...config.deployment, state } }),
    }).monitoring;
    directory = temporaryDirectory();
    // The stack's own way to its state, and something that needs no provider and takes as long as it is told.
    const opened = path.join(directory, "opened");
    // It ends with the test that started it as well, however that ends.
    const hold = `while [ -d ${directory} ] && [ ! -e ${opened} ]; do sleep 0.1; done`;
    const resource = { terraform_data: { slow: { provisioner: [{ "local-exec": { command: hold } }] } } };
    writeFileSync(
      path.join(directory, "main.tf.json"),
      JSON.stringify({ terraform: { backend: settings.backend }, resource }),
    );
  });
  afterAll(() => storage?.stop());

  it("is locked while somebody deploys, and whoever comes second is told so", async () => {
    expect(await run("init")).toMatchObject({ code: 0 });
    const locked = storage.written(`${key}.tflock`);
    const first = run("apply", "-auto-approve");
    await locked;
    const second = await run("plan");
    expect(second.code).toBe(1);
    // In Terraform's own words, which a stand-in would only repeat.
    expect(mistakeFrom("terraform", second.error).what).toMatch(
      /^another deployment of this environment is under way: the state is locked\n +ID: +[\da-f-]{36}\n +Who: .+\n +Created: /,
    );
    mkdirSync(path.join(directory, "opened"));
    expect(await first).toMatchObject({ code: 0 });
    expect(storage.keys()).toEqual([key]);
    expect(await run("plan", "-detailed-exitcode")).toMatchObject({ code: 0 });
  });
});
