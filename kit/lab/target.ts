import type { Environment } from "../model/environment.ts";
import type { MonitoringRun } from "./monitoring.ts";
import type { Parts } from "./parts/obtain.ts";
import type { Service, Undo } from "./services.ts";

/** The targets that there are: a single one of everything, or what two hosts run. */
export const targetNames = ["single", "replicated"] as const;
export type TargetName = (typeof targetNames)[number];

/**
 * What watches and tells in a run: a single one of everything, or two of each. Its programs are had before anything starts.
 * @throws Unavailable when they cannot be had
 */
export type Target<Running extends Monitoring = Monitoring> = (
  parts: Pick<Parts, "alertmanager" | "prometheus">,
  progress: (line: string) => void,
) => Promise<ObtainedTarget<Running>>;

/**
 * Makes it ready for an environment.
 * @param files what is generated for a single host
 */
export type ObtainedTarget<Running extends Monitoring = Monitoring> = (
  environment: Environment,
  files: ReadonlyMap<string, string>,
  run: MonitoringRun,
) => Promise<PreparedTarget<Running>>;

export interface PreparedTarget<Running extends Monitoring = Monitoring> {
  /** What stands in `<directory>/generated` when it starts. */
  readonly files: ReadonlyMap<string, string>;
  /** @param died as of `startService` */
  start(undo: Undo, died?: (line: string) => void): Promise<Running>;
}

/** The programs that watch and tell, running. */
export interface Monitoring {
  /** Who is asked about samples, rules and targets, at the run's port for it. */
  readonly prometheus: Service;
  /** Who is asked about alerts, at the run's port for it. */
  readonly alertmanager: Service;
  readonly others: readonly Service[];
  /** What says what is scraped, in `<directory>/generated`, and the program that reads it. */
  readonly scraping: { readonly file: string; readonly by: Service };
}
