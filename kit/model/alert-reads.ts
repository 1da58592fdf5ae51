import type { Config } from "../config/load.ts";
import type { Alert } from "./alert.ts";
import { seconds } from "./durations.ts";
import { type Job, usualInterval } from "./job.ts";
import type { Promql } from "./promql.ts";
import { type Reads, readsOf } from "./reads.ts";

/** Whether an alert exists in an environment: unless that one disables it, or has not got a job that it needs. */
export function alertExists(config: Config, alert: Alert): boolean {
  if (config.alerts[alert.name]?.enabled === false) return false;
  if (Object.keys(config.withoutJobs).length === 0) return true;
  return isMeasured(config, alert.on.expr) && isMeasured(config, alert.onlyWhile?.expr);
}

/** Whether an environment has all jobs that an expression needs; what it says that it is without is missed by nobody. */
export const isMeasured = (config: Config, expr: Promql | undefined): boolean =>
  expr === undefined || ![...readsOf(expr).jobs.keys()].some((job) => job in config.withoutJobs);

/** What an alert depends on. */
export function readsOfAlert({ on, onlyWhile }: Alert): Reads[] {
  return [on.expr, ...(onlyWhile ? [onlyWhile.expr] : [])].map((expr) => readsOf(expr));
}

/** Seconds between two scrapes of the slowest job that an alert depends on. */
export function slowestScrape(alert: Alert, { jobs }: { readonly jobs: Readonly<Record<string, Job>> }): number {
  const read = readsOfAlert(alert).flatMap((reads) => [...reads.jobs.keys()]);
  return Math.max(0, ...read.map((job) => seconds(jobs[job]?.interval ?? usualInterval)));
}
