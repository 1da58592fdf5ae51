import path from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { z } from "zod";
import { type Mistake, Mistakes } from "../../kit/model/mistakes.ts";
import { answered } from "./answer.ts";
import { mistakeFrom } from "./failures.ts";
import { errorsIn, followed, Interrupted } from "./follow.ts";
import { ended } from "./host.ts";

/** The project's directory: what CDKTF synthesizes lies in it. */
export const project = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");

/** Terraform, or OpenTofu by CDKTF's own variable. */
export const terraformProgram = () => process.env.TERRAFORM_BINARY_NAME || "terraform";

/** https://developer.hashicorp.com/terraform/language/upgrade-guides: postconditions need 1.2, `use_lockfile` 1.10. */
const oldest = { alone: "1.2.0", withLockfile: "1.10.0" };

/** Nothing asks the internet for news about itself. */
process.env.CHECKPOINT_DISABLE ??= "1";
/** A state has one workspace, whichever somebody has selected by hand. */
process.env.TF_WORKSPACE ||= "default";

/** Variables that would have Terraform do something else than it is asked here, with another state or with a part of it, without a word. */
function variableMistakes(variables: Readonly<Record<string, string | undefined>>): Mistake[] {
  const leads = Object.keys(variables).filter((name) => {
    if (name === "TF_WORKSPACE") return variables[name] !== "default";
    // Where providers are, or a proxy's certificates, is everybody's own affair.
    return name === "TF_DATA_DIR" || (/^TF_CLI_ARGS(_|$)/.test(name) && name !== "TF_CLI_ARGS_init");
  });
  return leads
    .filter((name) => variables[name])
    .map((name) => ({
      where: `the environment variable ${name}`,
      what: `is "${variables[name]}", and Terraform would follow it: another state, or other changes than those of this deployment`,
      remedy: `unset ${name}`,
    }));
}

const versions = z.object({ terraform_version: z.string() });

/** Whether Terraform is there and new enough; OpenTofu counts from 1.6 as Terraform does. */
export async function terraformMistakes(lockfile: boolean): Promise<Mistake[]> {
  const led = variableMistakes(process.env);
  if (led.length > 0) return led;
  const where = `${terraformProgram()} on this machine`;
  const { code, out } = await ended([terraformProgram(), "version", "-json"]);
  const remedy =
    "install it (https://developer.hashicorp.com/terraform/install), or OpenTofu and set TERRAFORM_BINARY_NAME=tofu";
  if (code !== 0) {
    const openTofu = (await ended(["tofu", "version"])).code === 0;
    return [{ where, what: "is not there", remedy: openTofu ? "OpenTofu is: set TERRAFORM_BINARY_NAME=tofu" : remedy }];
  }
  const wanted = lockfile ? oldest.withLockfile : oldest.alone;
  // Before 0.13 it answers in words, whatever it is asked.
  const [, words] = /^Terraform v(\S+)/.exec(out) ?? [];
  const version = words ?? answered(where, out, versions).terraform_version;
  const [core = ""] = version.split(/[-+]/, 1);
  const order = core.localeCompare(wanted, "en", { numeric: true });
  // A prerelease comes before its release.
  if (order > 0 || (order === 0 && !version.slice(core.length).startsWith("-"))) return [];
  return [{ where, what: `is ${version}; needed: ${wanted} or newer`, remedy }];
}

/**
 * A synthesized stack: Terraform itself works in its directory. CDKTF's own command would hide how Terraform ended: killed
 * in the middle, `cdktf deploy` exits with 0.
 */
export interface Stack {
  /** `monitoring-production` */
  readonly name: string;
  readonly directory: string;
}

/** Where CDKTF writes it; the variable is its own. */
export const stackOf = (name: string): Stack => ({
  name,
  directory: path.resolve(project, process.env.CDKTF_OUTDIR || "cdktf.out", "stacks", name),
});

const inside = ({ directory }: Stack, ...args: string[]) => [terraformProgram(), `-chdir=${directory}`, ...args];

/** @throws Mistakes when the provider or the state cannot be had. */
export async function initialize(stack: Stack): Promise<void> {
  const { code, out, error } = await ended(inside(stack, "init", "-input=false", "-no-color"));
  if (code !== 0) throw new Mistakes([mistakeFrom(`terraform init of ${stack.name}`, errorsIn(lines(out + error)))]);
}

const state = z.object({
  resources: z.array(
    z.object({
      type: z.string(),
      // A data source may have no id, and what is half made no attributes.
      instances: z.array(z.object({ attributes: z.looseObject({ id: z.string().optional() }).nullish() })),
    }),
  ),
});

/** The ids of what a stack made, as its state has them; the stack is initialized. */
export async function knownIds(stack: Stack): Promise<Set<string>> {
  const { code, out, error } = await ended(inside(stack, "state", "pull"));
  if (code !== 0)
    throw new Mistakes([mistakeFrom(`the state of ${stack.name}`, stripVTControlCharacters(out + error))]);
  if (out.trim() === "") return new Set();
  return new Set(
    answered(`the state of ${stack.name}`, out, state).resources.flatMap(({ instances }) =>
      instances.flatMap(({ attributes }) => attributes?.id ?? []),
    ),
  );
}

/** Gives the state a thing that is there already. @throws Mistakes */
export async function imported(stack: Stack, address: string, id: string): Promise<void> {
  const { code, out, error } = await ended(inside(stack, "import", "-input=false", "-no-color", address, id));
  if (code !== 0) throw new Mistakes([mistakeFrom(`terraform import ${address}`, errorsIn(lines(out + error)))]);
}

/** A change that Terraform is about to make, without the attributes that only the engine will know. */
export const changeSchema = z.object({
  address: z.string(),
  /** `create`, `update`, `delete`; both `delete` and `create` where it replaces. */
  actions: z.array(z.string()),
  after: z.record(z.string(), z.unknown()).nullable(),
});
export type Change = z.output<typeof changeSchema>;

export interface Plan {
  readonly stack: Stack;
  readonly changes: readonly Change[];
  /** The names of volumes that Terraform made, and that somebody else has removed since, with what they held. */
  readonly lost: readonly string[];
  /** For people: every attribute that changes, in Terraform's words. */
  readonly text: string;
}

const shown = z.object({
  resource_changes: z
    .array(
      z.object({
        address: z.string(),
        change: z.object({
          actions: z.array(z.string()),
          after: z.record(z.string(), z.unknown()).nullable(),
          after_unknown: z.union([z.boolean(), z.record(z.string(), z.unknown())]).optional(),
        }),
      }),
    )
    .default([]),
  /** What it found otherwise than it had left it. */
  resource_drift: z
    .array(
      z.object({
        type: z.string(),
        change: z.object({
          actions: z.array(z.string()),
          before: z.looseObject({ name: z.string().optional() }).nullable(),
        }),
      }),
    )
    .default([]),
});

/** Terraform's own record of a plan, in the stack's directory: what is applied is what was planned, or nothing. */
const planFile = "deploy.tfplan";

/**
 * Plans a stack that is initialized; `applied` then makes exactly these changes.
 * @param addresses only these resources and what they need; without them, everything
 * @throws Mistakes
 */
export async function planned(stack: Stack, addresses: readonly string[] = []): Promise<Plan> {
  const targets = addresses.map((address) => `-target=${address}`);
  const what = `terraform plan of ${stack.name}`;
  const { code, out, error } = await ended(
    inside(stack, "plan", "-input=false", "-no-color", `-out=${planFile}`, ...targets),
  );
  if (code !== 0) throw new Mistakes([mistakeFrom(what, errorsIn(lines(out + error)))]);
  const json = await ended(inside(stack, "show", "-json", planFile));
  if (json.code !== 0) throw new Mistakes([mistakeFrom(what, json.out + json.error)]);
  const { resource_changes, resource_drift } = answered(what, json.out, shown);
  const lost = resource_drift.flatMap(({ type, change: { actions, before } }) =>
    type === "docker_volume" && actions.includes("delete") && before?.name !== undefined ? [before.name] : [],
  );
  const changes = resource_changes.flatMap(({ address, change }): Change[] => {
    const { actions, after, after_unknown } = change;
    if (actions.every((action) => action === "no-op" || action === "read")) return [];
    const unknown = typeof after_unknown === "object" ? after_unknown : {};
    const isKnown = (key: string) => JSON.stringify(unknown[key] ?? false).includes("true") === false;
    const known = after && Object.fromEntries(Object.entries(after).filter(([key]) => isKnown(key)));
    return [{ address, actions, after: known }];
  });
  const text = lines(out)
    .filter(
      (line) =>
        !/: (Refreshing state|Reading|Read complete)|^Saved the plan to|^To perform exactly|^ +terraform apply /.test(
          line,
        ),
    )
    .join("\n")
    .trim();
  return { stack, changes, lost, text };
}

/**
 * Makes the changes of the stack's last plan.
 * @throws Interrupted when Terraform did not say that it has finished, whatever it ended with
 * @throws Mistakes with its errors
 */
export async function applied({ stack, changes, text }: Plan, tell: (line: string) => void): Promise<void> {
  const summary = lines(text).find((line) => /^(Plan:|No changes)/.test(line));
  if (summary !== undefined) tell(summary);
  if (changes.length === 0) return;
  const what = `terraform apply of ${stack.name}`;
  const said = await followed(what, inside(stack, "apply", "-input=false", "-no-color", planFile), tell);
  if (!said.some((line) => line.startsWith("Apply complete!")))
    throw new Interrupted(what, "it ended without the words `Apply complete!`");
}

const lines = (text: string) => text.split("\n");
