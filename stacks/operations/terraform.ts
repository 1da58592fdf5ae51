import path from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Mistake, Mistakes } from "../../kit/model/mistakes.ts";
import { mistakeFrom } from "./failures.ts";
import { followed } from "./follow.ts";
import { ended } from "./host.ts";

/** The project's directory: CDKTF and Terraform are run in it. */
export const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Terraform, or OpenTofu by CDKTF's own variable. */
const binary = () => process.env.TERRAFORM_BINARY_NAME || "terraform";

/** https://developer.hashicorp.com/terraform/language/upgrade-guides: postconditions need 1.2, `use_lockfile` 1.10. */
const oldest = { alone: "1.2.0", withLockfile: "1.10.0" };

/** Nothing asks the internet for news about itself. */
process.env.CHECKPOINT_DISABLE ??= "1";

const versions = z.object({ terraform_version: z.string() });

/** Whether Terraform is there and new enough; OpenTofu counts from 1.6 as Terraform does. */
export async function terraformMistakes(lockfile: boolean): Promise<Mistake[]> {
  const where = `${binary()} on this machine`;
  const { code, out } = await ended([binary(), "version", "-json"]);
  const remedy =
    "install it (https://developer.hashicorp.com/terraform/install), or OpenTofu and set TERRAFORM_BINARY_NAME=tofu";
  if (code !== 0) {
    const openTofu = (await ended(["tofu", "version"])).code === 0;
    return [{ where, what: "is not there", remedy: openTofu ? "OpenTofu is: set TERRAFORM_BINARY_NAME=tofu" : remedy }];
  }
  const version = versions.parse(JSON.parse(out.slice(out.indexOf("{"), out.lastIndexOf("}") + 1))).terraform_version;
  const wanted = lockfile ? oldest.withLockfile : oldest.alone;
  if (version.localeCompare(wanted, "en", { numeric: true }) >= 0) return [];
  return [{ where, what: `is ${version}; needed: ${wanted} or newer`, remedy }];
}

const directoryOf = (stack: string) => path.join(project, "cdktf.out/stacks", stack);

/** @throws Mistakes when the provider or the state cannot be had. */
export async function initialize(stack: string): Promise<void> {
  const { code, out, error } = await ended([
    binary(),
    `-chdir=${directoryOf(stack)}`,
    "init",
    "-input=false",
    "-no-color",
  ]);
  if (code !== 0) throw new Mistakes([mistakeFrom(`terraform init of ${stack}`, out + error)]);
}

const state = z.object({
  resources: z.array(
    z.object({ type: z.string(), instances: z.array(z.object({ attributes: z.looseObject({ id: z.string() }) })) }),
  ),
});

/** The ids of what a stack made, as its state has them; the stack is initialized. */
export async function knownIds(stack: string): Promise<Set<string>> {
  const { code, out, error } = await ended([binary(), `-chdir=${directoryOf(stack)}`, "state", "pull"]);
  if (code !== 0) throw new Mistakes([mistakeFrom(`the state of ${stack}`, out + error)]);
  if (out.trim() === "") return new Set();
  return new Set(
    state.parse(JSON.parse(out)).resources.flatMap(({ instances }) => instances.map(({ attributes }) => attributes.id)),
  );
}

/** Applies some resources of a stack alone. @throws Mistakes */
export async function applyOnly(
  stack: string,
  addresses: readonly string[],
  tell: (line: string) => void,
): Promise<void> {
  const targets = addresses.map((address) => `-target=${address}`);
  const command = [
    binary(),
    `-chdir=${directoryOf(stack)}`,
    "apply",
    "-auto-approve",
    "-input=false",
    "-no-color",
    ...targets,
  ];
  await followed(`terraform apply of ${stack}`, command, tell);
}

/** Runs one of CDKTF's commands on stacks that are synthesized already. @throws Mistakes */
export async function cdktf(
  command: "deploy" | "diff" | "destroy",
  stacks: readonly string[],
  tell: (line: string) => void,
): Promise<void> {
  // No lock file for other machines: it would need the registry, and the provider's version is pinned anyway.
  const options = ["--skip-synth", "--skip-provider-lock", ...(command === "diff" ? [] : ["--auto-approve"])];
  await followed(
    `cdktf ${command} ${stacks.join(" ")}`,
    [path.join(project, "node_modules/.bin/cdktf"), command, ...stacks, ...options],
    tell,
    project,
  );
}
