import { z } from "zod";
import { severities } from "../../kit/model/level.ts";
import { Mistake } from "../program/mistake.ts";
import { readRegular } from "../program/regular-file.ts";

const seconds = z.number().nonnegative();
const labels = z.record(z.string(), z.string());

const stepSchema = z.object({
  action: z.string(),
  target: z.string(),
  kind: z.string(),
  /** What was done, before the target's name, for people. */
  said: z.string(),
  /** Whether it is done; else it is only said. */
  acts: z.boolean(),
  /** Which occurrences of the alert it helps. */
  only: labels,
  atMost: z.int().positive(),
  per: seconds,
  perDay: z.int().positive(),
  coolDown: seconds,
  startsWithin: seconds,
  shownWithin: seconds,
  whenDeployedWithin: seconds.optional(),
});
export type Step = z.output<typeof stepSchema>;

const healedSchema = z.object({
  title: z.string(),
  /** The severity of what people would be told. */
  level: z.enum(severities),
  /** PromQL: it has a series for what is bad, and one for what is well; neither, and nobody knows. */
  bad: z.string(),
  well: z.string(),
  per: z.array(z.string()),
  unless: z.array(z.object({ alertname: z.string(), only: labels, shared: z.array(z.string()) })),
  steps: z.array(stepSchema),
});
export type Healed = z.output<typeof healedSchema>;

const planSchema = z.object({ environment: z.string(), alerts: z.record(z.string(), healedSchema) });
/** What may be done, as kit/write/remedies.ts writes it. Times are in seconds. */
export type Plan = z.output<typeof planSchema>;

/** A plan of a hundred alerts has 200 kB. */
const longestPlan = 4 * 2 ** 20;

/** @throws Mistake when it cannot be read: whoever does not know what it may do does nothing */
export async function readPlan(file: string): Promise<Plan> {
  try {
    return planSchema.parse(JSON.parse(await readRegular(file, longestPlan)));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new Mistake(`${file} is no list of remedies: ${why}`, "run `npm run generate`, and deploy what it writes");
  }
}

/** Every action on every target, once, whichever alerts name it. */
export function actionsOf({ alerts }: Plan): Step[] {
  const all = new Map<string, Step>();
  for (const { steps } of Object.values(alerts)) for (const step of steps) all.set(keyOf(step), step);
  return [...all.values()];
}

export const keyOf = ({ action, target }: Pick<Step, "action" | "target">): string => `${action} ${target}`;
