import type { Alert, Cause } from "../alerts/model/alert.ts";
import type { JobName } from "../config/schema.ts";
import { jobs } from "../signals/jobs.ts";
import { scrape } from "../signals/metrics/every.ts";
import { readsOfAlert } from "./told.ts";

/** Stands for every program at once. */
const all = "all";

/** The programs by which an alert sees what it tells of. */
export function eyesOf(alert: Alert): ReadonlySet<string> {
  const eyes = new Set<string>();
  for (const { jobs: read, metrics } of readsOfAlert(alert)) {
    for (const job of read.keys()) eyes.add(jobs[job as JobName].sameAs ?? job);
    // `up` of no job by name is that of all of them.
    if (metrics.has(scrape.up) && ![...read.values()].includes(scrape.up.name)) eyes.add(all);
  }
  return eyes;
}

/**
 * A cause is believed where several eyes see it, or where its symptom is seen by the very same: one eye that is wrong must
 * not silence what another one sees.
 */
export function proves({ alert: cause, explains }: Cause, symptom: Alert): boolean {
  const eyes = eyesOf(cause);
  if (eyes.size > 1 || eyes.has(all)) return true;
  const others = explains.job === undefined ? eyesOf(symptom) : new Set([explains.job]);
  return [...eyes].every((eye) => others.has(eye));
}
