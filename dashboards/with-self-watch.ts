import { monitoringJobWithoutTarget, monitoringMetricsVanished } from "../alerts/self-watch.ts";
import type { Config } from "../config/load.ts";
import type { JobName } from "../config/schema.ts";
import type { Declarations } from "../kit/environment.ts";
import type { Metric } from "../kit/model/metric.ts";
import { isTold, readsOfAlert } from "../kit/model/told.ts";
import type { Domain } from "../signals/catalogue.ts";
import { jobsWithoutTarget, vanishedMetrics, vanishedOfJob } from "../signals/self-watch.ts";
import { missingRow } from "./self-watch.ts";

const domain: Domain = "monitoring";

/**
 * Adds what follows from the other declarations: alerts for a scraped job that has no target, and for the metrics on
 * which an enabled alert depends and which are declared always present; and a row that shows both.
 */
export function withSelfWatch(config: Config, declarations: Declarations): Declarations {
  const { signals, alerts, dashboards = [] } = declarations;
  const declaredSignals = signals.get(domain);
  const declaredAlerts = alerts.get(domain);
  if (declaredSignals === undefined || declaredAlerts === undefined) return declarations;

  const jobs = Object.keys(config.jobs) as JobName[];
  const withoutTarget = jobsWithoutTarget(jobs);
  const metrics = alwaysPresentMetrics(config, alerts);
  const vanished = vanishedMetrics(metrics);
  const vanishedInJob = vanishedOfJob(vanished);
  const any = metrics.length > 0;
  const missing = missingRow(withoutTarget, any ? { metrics: vanished, inJob: vanishedInJob } : undefined);
  return {
    ...declarations,
    signals: new Map(signals).set(domain, [
      ...declaredSignals,
      withoutTarget,
      ...(any ? [vanished, vanishedInJob] : []),
    ]),
    alerts: new Map(alerts).set(domain, [
      ...declaredAlerts,
      monitoringJobWithoutTarget(withoutTarget, jobs),
      ...(any ? [monitoringMetricsVanished(vanishedInJob, metrics)] : []),
    ]),
    dashboards: dashboards.map((dashboard) =>
      dashboard.name === domain ? { ...dashboard, rows: [...dashboard.rows, missing] } : dashboard,
    ),
  };
}

/** Sorted by name, because the order of the declarations means nothing. */
function alwaysPresentMetrics(config: Config, alerts: Declarations["alerts"]): Metric[] {
  const told = [...alerts.values()].flat().filter((alert) => isTold(config, alert));
  return [...new Set(told.flatMap(readsOfAlert).flatMap(({ metrics }) => [...metrics]))]
    .filter((metric) => metric.alwaysPresent && metric.job !== "every" && config.jobs[metric.job] !== undefined)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
