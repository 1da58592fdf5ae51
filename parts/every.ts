import { declaredIn } from "../kit/declared-in.ts";
import type { Duration } from "../kit/model/durations.ts";
import { usualInterval } from "../kit/model/job.ts";
import { isPart, type Part } from "../kit/model/part.ts";
import type { Deployed } from "./deployed.ts";

/** Everything that is watched or watches: each file of this directory. Which of it an environment has, and where, stands in config/. */
export const parts: readonly Part<string, Deployed>[] = await declaredIn(
  import.meta.dirname,
  isPart<Deployed>,
  "every.ts",
);

/** How often a job is scraped. */
export const intervalOf = (job: string): Duration =>
  parts.find(({ name }) => name === job)?.scrape.interval ?? usualInterval;
