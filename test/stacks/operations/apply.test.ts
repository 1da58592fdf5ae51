import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { onPath } from "../../../kit/lab/parts/programs.ts";
import { expectApproved, readApproval, saveApproval } from "../../../stacks/operations/approval.ts";
import { Interrupted } from "../../../stacks/operations/follow.ts";
import { ended } from "../../../stacks/operations/host.ts";
import { applied, imported, initialize, knownIds, planned, type Stack } from "../../../stacks/operations/terraform.ts";
import { temporaryDirectory } from "../synthesized.ts";

const noTerraform = onPath(["terraform"]).length === 0;
const nobody = () => {};

/** A stack of the one resource that Terraform has by itself, without a provider: the real program, its real words. */
function stackOfOwn(): { stack: Stack; declare: (values: Readonly<Record<string, string>>, command?: string) => void } {
  const directory = path.join(temporaryDirectory(), "stacks/monitoring-production");
  mkdirSync(directory, { recursive: true });
  return {
    stack: { name: "monitoring-production", directory },
    declare: (values, command) => {
      const resources = Object.entries(values).map(([name, input]) => [
        name,
        { input, ...(command !== undefined && { provisioner: [{ "local-exec": { command } }] }) },
      ]);
      writeFileSync(
        path.join(directory, "cdk.tf.json"),
        JSON.stringify({
          terraform: { backend: { local: { path: "state.tfstate" } } },
          ...(resources.length > 0 && { resource: { terraform_data: Object.fromEntries(resources) } }),
        }),
      );
    },
  };
}

describe.skipIf(noTerraform)("Terraform (skipped without it)", () => {
  let stack: Stack;
  let declare: ReturnType<typeof stackOfOwn>["declare"];
  beforeEach(async () => {
    ({ stack, declare } = stackOfOwn());
    declare({ one: "first" });
    await initialize(stack);
  });

  it("shows every attribute of a plan, makes it, and has nothing left to do", async () => {
    const plan = await planned(stack);
    expect(plan.changes).toEqual([{ address: "terraform_data.one", actions: ["create"], after: expect.anything() }]);
    expect(plan.text).toMatch(/\+ resource "terraform_data" "one"[\s\S]*\+ input += "first"[\s\S]*Plan: 1 to add/);
    const told: string[] = [];
    await applied(plan, (line) => told.push(line));
    expect(told).toContain("Apply complete! Resources: 1 added, 0 changed, 0 destroyed.");
    expect(await planned(stack)).toMatchObject({ changes: [], text: expect.stringContaining("No changes.") });
    expect(await knownIds(stack)).toHaveProperty("size", 1);
  });

  it("has one state, whatever workspace somebody has selected in its directory", async () => {
    await applied(await planned(stack), nobody);
    const byHand = ["env", "-u", "TF_WORKSPACE", "terraform", `-chdir=${stack.directory}`, "workspace", "new", "mine"];
    expect(await ended(byHand)).toMatchObject({ code: 0 });
    await initialize(stack);
    expect((await planned(stack)).changes).toEqual([]);
  });

  it("of whose state only half is left says so, and that without it all is taken over", async () => {
    await applied(await planned(stack), nobody);
    const file = path.join(stack.directory, "state.tfstate");
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 100));
    for (const asked of [() => initialize(stack), () => knownIds(stack), () => planned(stack)])
      await expect(asked()).rejects.toThrow(/the state cannot be read[\s\S]*takes over what runs/);
  });

  it("that is killed in the middle is no success, and the same command finishes what it left", async () => {
    // The provisioner's parent is Terraform.
    declare({ one: "first", two: "second" }, "kill -9 $PPID");
    await expect(applied(await planned(stack), nobody)).rejects.toThrow(Interrupted);
    expect((await planned(stack)).changes.length).toBeGreaterThan(0);
    declare({ one: "first", two: "second" });
    await applied(await planned(stack), nobody);
    expect((await planned(stack)).changes).toEqual([]);
  });

  it("that ends well without the words is no success either", async () => {
    const tofu = path.join(temporaryDirectory(), "tofu");
    writeFileSync(tofu, `#!/bin/sh\ncase "$*" in *" apply "*) exit 0 ;; esac\nexec terraform "$@"\n`, { mode: 0o755 });
    const plan = await planned(stack);
    process.env.TERRAFORM_BINARY_NAME = tofu;
    try {
      await expect(applied(plan, nobody)).rejects.toThrow(/ended without the words/);
    } finally {
      delete process.env.TERRAFORM_BINARY_NAME;
    }
  });

  it("that fails says why, in its own words", async () => {
    declare({ one: "first" }, "echo the disk is on fire; exit 3");
    await expect(applied(await planned(stack), nobody)).rejects.toThrow(/exit status 3[\s\S]*the disk is on fire/);
    declare({ one: "$" + "{nonsense.of.it}" });
    await expect(planned(stack)).rejects.toThrow(/undeclared resource/i);
  });

  it("makes what was approved and nothing else", async () => {
    const file = path.join(temporaryDirectory(), "plan.json");
    saveApproval(file, "production", [await planned(stack)]);
    const approval = readApproval(file, "production");
    expectApproved(await planned(stack), approval, true);

    declare({ one: "changed since" });
    const other = await planned(stack);
    expect(() => expectApproved(other, approval, false)).toThrow(
      /is not what was approved: terraform_data\.one \(create\)/,
    );
    declare({ one: "first", two: "unasked" });
    const more = await planned(stack);
    expect(() => expectApproved(more, approval, false)).toThrow(/terraform_data\.two \(create\)/);
    declare({});
    const less = await planned(stack);
    expectApproved(less, approval, false);
    expect(() => expectApproved(less, approval, true)).toThrow(/terraform_data\.one \(no longer\)/);

    expect(() => readApproval(file, "staging")).toThrow(/it is one of production/);
    expect(() => readApproval(path.join(stack.directory, "cdk.tf.json"), "production")).toThrow(/holds no plan/);
  });

  it("is given what it has forgotten", async () => {
    await imported(stack, "terraform_data.one", "an-id");
    expect(await knownIds(stack)).toEqual(new Set(["an-id"]));
    expect(readFileSync(path.join(stack.directory, "state.tfstate"), "utf8")).toContain("an-id");
  });
});
