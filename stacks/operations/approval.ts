import { readFileSync, writeFileSync } from "node:fs";
import { z } from "zod";
import { Mistakes } from "../../kit/model/mistakes.ts";
import { type Change, changeSchema, type Plan } from "./terraform.ts";

/** What was shown to whoever approves a deployment: the changes of each stack. */
const approval = z.object({ environment: z.string(), stacks: z.record(z.string(), z.array(changeSchema)) });
export type Approval = z.output<typeof approval>;

/** Writes down what a plan showed, to be approved. */
export function saveApproval(file: string, environment: string, plans: readonly Plan[]): void {
  const stacks = Object.fromEntries(plans.map(({ stack, changes }) => [stack.name, changes]));
  writeFileSync(file, `${JSON.stringify({ environment, stacks }, undefined, 1)}\n`);
}

/** @throws Mistakes when the file holds no plan of this environment */
export function readApproval(file: string, environment: string): Approval {
  const remedy = `make one: \`npm run deploy -- ${environment} --plan --save ${file}\``;
  try {
    const read = approval.parse(JSON.parse(readFileSync(file, "utf8")));
    if (read.environment === environment) return read;
    throw new Error(`it is one of ${read.environment}`);
  } catch (error) {
    const what = `holds no plan of ${environment}: ${error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message}`;
    throw new Mistakes([{ where: file, what, remedy }]);
  }
}

/**
 * Refuses a plan that would change anything beside what was approved, or in another way.
 * @param whole it must also make everything that was approved
 * @throws Mistakes naming the changes that differ
 */
export function expectApproved({ stack, changes }: Plan, { stacks }: Approval, whole: boolean): void {
  const approved = new Map((stacks[stack.name] ?? []).map((change) => [change.address, change]));
  const surplus = changes.filter((change) => !isSame(approved.get(change.address), change));
  const planned = new Set(changes.map(({ address }) => address));
  const absent = whole ? [...approved.keys()].filter((address) => !planned.has(address)) : [];
  if (surplus.length + absent.length === 0) return;
  const words = [
    ...surplus.map(({ address, actions }) => `${address} (${actions.join(" and ")})`),
    ...absent.map((address) => `${address} (no longer)`),
  ];
  const remedy = "plan again, and have that approved: what runs there, or the state, has moved since";
  throw new Mistakes([{ where: stack.name, what: `is not what was approved: ${words.join(", ")}`, remedy }]);
}

/** What was unknown when it was approved may have become known. */
function isSame(approved: Change | undefined, now: Change): boolean {
  if (approved === undefined || approved.actions.join() !== now.actions.join()) return false;
  return Object.entries(approved.after ?? {}).every(
    ([key, value]) => JSON.stringify(now.after?.[key]) === JSON.stringify(value),
  );
}
