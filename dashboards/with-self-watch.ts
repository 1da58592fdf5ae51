import { monitoringJobWithoutTarget, monitoringMetricsVanished } from "../alerts/self-watch.ts";
import type { Config } from "../kit/config/load.ts";
import { monitoring as domain } from "../kit/model/alert.ts";
import { alertExists, readsOfAlert } from "../kit/model/alert-reads.ts";
import type { Metric } from "../kit/model/metric.ts";
import type { Declarations, Platform } from "../kit/platform.ts";
import { jobsWithoutTarget, vanishedMetrics, vanishedOfJob } from "../signals/self-watch.ts";
import { missingRow } from "./self-watch.ts";

/**
 * Adds what follows from the other declarations: alerts for a scraped job that has no target, and for the metrics on
 * which an enabled alert depends and which are declared always present; and a row that shows both.
 */
export function withSelfWatch(declared: Platform, config: Config): Declarations {
  const { signals, alerts, dashboards } = declared;
  const declaredSignals = signals.get(domain);
  const declaredAlerts = alerts.get(domain);
  if (declaredSignals === undefined || declaredAlerts === undefined) return declared;

  const jobs = Object.keys(config.jobs);
  const withoutTarget = jobsWithoutTarget(jobs);
  const metrics = alwaysPresentMetrics(declared, config);
  const vanished = vanishedMetrics(metrics);
  const vanishedInJob = vanishedOfJob(vanished);
  const any = metrics.length > 0;
  const missing = missingRow(withoutTarget, any ? { metrics: vanished, inJob: vanishedInJob } : undefined);
  return {
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
function alwaysPresentMetrics({ alerts }: Platform, config: Config): Metric[] {
  const told = [...alerts.values()].flat().filter((alert) => alertExists(config, alert));
  const read = told.flatMap((alert) => readsOfAlert(alert)).flatMap((reads) => [...reads.metrics]);
  return [...new Set(read)]
    .filter((metric) => metric.alwaysPresent || metric.presentAfterRequests !== undefined)
    .filter((metric) => metric.job !== "every" && config.jobs[metric.job] !== undefined)
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}
