import type { Job } from "./job.ts";
import type { Metric } from "./metric.ts";

/** Something that is watched or that watches: one scrape job. */
export interface Part<Name extends string = string> {
  /** The label `job` of its series, and its key under `jobs` in an environment's file. */
  readonly name: Name;
  readonly scrape: Job;
  /** All metrics that are declared of it. */
  readonly metrics: readonly Metric[];
  /** No environment can do without it: the monitoring itself. */
  readonly needed: boolean;
}

interface PartDefinition {
  readonly scrape: Job;
  /** As `metricsOf` gives them. */
  readonly metrics?: readonly Readonly<Record<string, Metric>>[];
  readonly needed?: true;
}

/** Declares a part: `part("queue", { scrape: { interval: "15s" }, metrics: [queue] })`. */
export const part = <const Name extends string>(
  name: Name,
  { scrape, metrics = [], needed = undefined }: PartDefinition,
): Part<Name> => ({ name, scrape, metrics: metrics.flatMap((one) => Object.values(one)), needed: needed === true });
