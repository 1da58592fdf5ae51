import type { Alert, Cause } from "../model/alert.ts";
import { readsOfAlert } from "../model/alert-reads.ts";
import type { Environment } from "../model/environment.ts";
import { scrape } from "../model/scraped.ts";

/** Stands for every program at once. */
const all = "all";

type Eyes = Pick<Environment, "jobs">;

/** The programs by which an alert sees what it tells of. */
export function eyesOf(alert: Alert, { jobs }: Eyes): ReadonlySet<string> {
  const eyes = new Set<string>();
  for (const { jobs: read, metrics } of readsOfAlert(alert)) {
    for (const job of read.keys()) eyes.add(jobs[job]?.sameAs ?? job);
    // `up` of no job by name is that of all of them.
    if (metrics.has(scrape.up) && ![...read.values()].includes(scrape.up.name)) eyes.add(all);
  }
  return eyes;
}

/**
 * A cause is believed where several eyes see it, or where its symptom is seen by the very same: one eye that is wrong must
 * not silence what another one sees.
 */
export function proves({ alert: cause, explains }: Cause, symptom: Alert, environment: Eyes): boolean {
  const eyes = eyesOf(cause, environment);
  if (eyes.size > 1 || eyes.has(all)) return true;
  const others =
    explains.job === undefined
      ? eyesOf(symptom, environment)
      : new Set([environment.jobs[explains.job]?.sameAs ?? explains.job]);
  return [...eyes].every((eye) => others.has(eye));
}
