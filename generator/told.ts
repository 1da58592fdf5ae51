import type { Alert } from "../alerts/model/alert.ts";
import type { Config } from "../config/load.ts";
import { type Analysis, analyseWhole } from "../signals/model/analyse.ts";

/** Whether an alert exists in an environment: unless that one disables it, or has not got a job that it needs. */
export function isTold(config: Config, alert: Alert): boolean {
  if (config.alerts[alert.name]?.enabled === false) return false;
  if (Object.keys(config.withoutJobs).length === 0) return true;
  return !analysesOf(alert).some(({ jobs }) => [...jobs.keys()].some((job) => job in config.withoutJobs));
}

/** What an alert depends on, through recorded signals as well. */
export function analysesOf({ on, onlyWhile }: Alert): Analysis[] {
  const read = [on.expr, ...(onlyWhile ? [onlyWhile.expr] : [])];
  return read.map(analyseWhole);
}
