import type { z } from "zod";
import type { Job } from "./job.ts";
import type { Metric } from "./metric.ts";
import type { Service } from "./service.ts";

/**
 * Something that is watched or that watches: one scrape job, and what runs for it.
 * @typeParam Values what its service reads of an environment
 */
export interface Part<Name extends string = string, Values = never> {
  /** The label `job` of its series, and its key under `jobs` in an environment's file. */
  readonly name: Name;
  readonly scrape: Job;
  /** All metrics that are declared of it. */
  readonly metrics: readonly Metric[];
  /** No environment can do without it: the monitoring itself. */
  readonly needed: boolean;
  /** What an environment's file says of it under its name. */
  readonly settings?: z.ZodType;
  /** What is deployed for it; nothing for what runs anyway. */
  readonly service?: Service<Values>;
}

interface PartDefinition<Values, Settings extends z.ZodType> {
  readonly scrape: Job;
  /** As `metricsOf` gives them. */
  readonly metrics?: readonly Readonly<Record<string, Metric>>[];
  readonly needed?: true;
  readonly settings?: Settings;
  readonly service?: Service<Values, z.output<Settings>>;
}

/** Declares a part: `part("queue", { scrape: { interval: "15s" }, metrics: [queue] })`. */
export const part = <const Name extends string, Values = unknown, Settings extends z.ZodType = z.ZodNever>(
  name: Name,
  { metrics = [], needed, ...definition }: PartDefinition<Values, Settings>,
): Part<Name, Values> => {
  const made = { ...definition, name, metrics: metrics.flatMap((one) => Object.values(one)), needed: needed === true };
  declared.add(made);
  return made;
};

const declared = new WeakSet<object>();

/** What the values of an environment hold under a part's name; its own schema has read it, whatever that is. */
export const settingsIn = (values: object, { name }: Pick<Part, "name">): never =>
  (values as Readonly<Record<string, never>>)[name] as never;

/** Whether `part` declared it, whatever its service reads. */
export const isPart = <Values>(found: unknown): found is Part<string, Values> =>
  typeof found === "object" && found !== null && declared.has(found);
