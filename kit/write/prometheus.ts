import type { JobName } from "../../config/schema.ts";
import { jobs, usualInterval } from "../../signals/jobs.ts";
import { routes } from "../../signals/routes.ts";
import type { Environment } from "../environment.ts";
import { generatedNotice, yaml } from "./yaml.ts";

/** What Prometheus must be told on its command line, wherever it runs. */
export const prometheusFlags: readonly string[] = [
  "--web.enable-lifecycle",
  // An Alertmanager that restarted knows no alert: until the next sending (usually a minute) a cause would not silence
  // its symptoms.
  "--rules.alert.resend-delay=10s",
];

/** Prometheus' own configuration: what it scrapes, which rules it loads, whom it tells. */
export function prometheusFile({ config }: Environment): string {
  const alertmanager = config.jobs.alertmanager;
  return (
    generatedNotice +
    yaml({
      global: {
        scrape_interval: usualInterval,
        evaluation_interval: usualInterval,
        external_labels: { environment: config.environment, platform: "benevoclic" },
      },
      rule_files: ["rules/*.yml"],
      ...(alertmanager && { alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] } }),
      scrape_configs: (Object.keys(config.jobs) as JobName[]).map((job) => scrapeConfig(job, config)),
    })
  );
}

function scrapeConfig(job: JobName, { jobs: addresses, host, probes }: Environment["config"]): object {
  const { interval, path, onlyRoutes, probes: asksProbes } = jobs[job];
  const targets = [addresses[job]];
  const target = { targets, labels: { instance: host } };
  return {
    job_name: job,
    ...(interval !== usualInterval && { scrape_interval: interval, scrape_timeout: interval }),
    ...(path && { metrics_path: path }),
    static_configs: asksProbes
      ? Object.entries(probes).map(([name, { url }]) => ({
          targets,
          labels: { instance: host, target: name, __param_module: name, __param_target: url },
        }))
      : [target],
    ...(onlyRoutes && { metric_relabel_configs: [keepRoutes] }),
  };
}

/** Keeps series without a path, and those of declared routes: raw paths are endless (benevoclic.md section 2, quirk 2). */
const keepRoutes = {
  source_labels: ["path"],
  regex: ["", ...routes.map((route) => route.replace(/[.+*?()[\]{}|\\^$]/g, "\\$&"))].join("|"),
  action: "keep",
};
