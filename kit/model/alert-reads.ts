import type { Config } from "../config/load.ts";
import type { Alert } from "./alert.ts";
import { seconds } from "./durations.ts";
import { type Job, usualInterval } from "./job.ts";
import type { MetricTable } from "./metric.ts";
import type { Promql } from "./promql.ts";
import { type Reads, readsOf } from "./reads.ts";

/** Whether an alert exists in an environment: unless that one disables it, or has not got a job that it needs. */
export function alertExists(config: Config, alert: Alert, declared: MetricTable): boolean {
  if (config.alerts[alert.name]?.enabled === false) return false;
  if (Object.keys(config.withoutJobs).length === 0) return true;
  return isMeasured(config, alert.on.expr, declared) && isMeasured(config, alert.onlyWhile?.expr, declared);
}

/** Whether an environment has all jobs that an expression needs; what it says that it is without is missed by nobody. */
export const isMeasured = (config: Config, expr: Promql | undefined, declared: MetricTable): boolean =>
  expr === undefined || ![...readsOf(expr, declared).jobs.keys()].some((job) => job in config.withoutJobs);

/** What an alert depends on. */
export function readsOfAlert({ on, onlyWhile }: Alert, declared: MetricTable): Reads[] {
  return [on.expr, ...(onlyWhile ? [onlyWhile.expr] : [])].map((expr) => readsOf(expr, declared));
}

/** Seconds between two scrapes of the slowest job that an alert depends on. */
export function slowestScrape(
  alert: Alert,
  { metrics, jobs }: { readonly metrics: MetricTable; readonly jobs: Readonly<Record<string, Job>> },
): number {
  const read = readsOfAlert(alert, metrics).flatMap((reads) => [...reads.jobs.keys()]);
  return Math.max(0, ...read.map((job) => seconds(jobs[job]?.interval ?? usualInterval)));
}
