import type { Labels } from "../../kit/lab/recording/exposition.ts";
import type { World } from "./world.ts";

/** What a target answers to a scrape; `forgotten` are samples beside the exposition that relabelling would drop. */
type Answer = { readonly exposition: string; readonly forgotten?: number } | "refused";

export interface Target {
  /** Beside `job` and `instance`. */
  readonly labels: Labels;
  answer(): Promise<Answer> | Answer;
}

/** The targets of one scrape job over virtual time. A job of the configuration that has none is up and says nothing. */
export interface Recorder {
  readonly job: string;
  targets(world: World): readonly Target[];
}
