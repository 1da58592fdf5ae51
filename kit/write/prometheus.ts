import type { Environment } from "../model/environment.ts";
import { type Job, usualInterval } from "../model/job.ts";
import { isGuarded, passwords } from "../model/login.ts";
import { generatedNotice, yaml } from "../yaml.ts";
import { declaredSeries } from "./declared-series.ts";
import { remoteWrite } from "./remote-write.ts";
import { basicAuth } from "./web-config.ts";

/** What Prometheus must be told on its command line, wherever it runs. */
export const prometheusFlags: readonly string[] = [
  "--web.enable-lifecycle",
  // An Alertmanager that restarted knows no alert: until the next sending (usually a minute) a cause would not silence
  // its symptoms.
  "--rules.alert.resend-delay=10s",
];

/** Beside these, where logs are counted: what vmalert counted is written to it, by who knows its password. */
export const takesCounts: readonly string[] = ["--web.enable-remote-write-receiver"];

/** Prometheus' own configuration: what it scrapes, which rules it loads, whom it tells. */
export function prometheusFile({ platform, config, jobs }: Pick<Environment, "platform" | "config" | "jobs">): string {
  const alertmanager = config.jobs.alertmanager;
  const remote = remoteWrite(config);
  return (
    generatedNotice +
    yaml({
      global: {
        scrape_interval: usualInterval,
        evaluation_interval: usualInterval,
        external_labels: { environment: config.environment, platform: platform.name },
      },
      rule_files: ["rules/*.yml"],
      ...(alertmanager && {
        alerting: {
          alertmanagers: [{ ...login("alertmanager", config), static_configs: [{ targets: [alertmanager] }] }],
        },
      }),
      scrape_configs: Object.entries(config.jobs).map(([name, address]) =>
        scrapeConfig(name, address, jobs[name], { platform, config }),
      ),
      ...(remote.length > 0 && { remote_write: remote }),
    })
  );
}

function scrapeConfig(
  name: string,
  address: string | undefined,
  { interval, path, onlyDeclared, probes: asksProbes }: Job = { interval: usualInterval },
  { platform, config }: Pick<Environment, "platform" | "config">,
): object {
  const { host, probes } = config;
  const targets = [address];
  const target = { targets, labels: { instance: host } };
  return {
    job_name: name,
    ...(interval !== usualInterval && { scrape_interval: interval, scrape_timeout: interval }),
    ...(path && { metrics_path: path }),
    ...login(name, config),
    static_configs: asksProbes
      ? Object.entries(probes).map(([name, { url }]) => ({
          targets,
          labels: { instance: host, target: name, __param_module: name, __param_target: url },
        }))
      : [target],
    ...(onlyDeclared && {
      metric_relabel_configs: declaredSeries(
        platform.parts.filter((part) => part.name === name).flatMap(({ metrics }) => metrics),
        onlyDeclared,
      ),
    }),
  };
}

/** What opens a part that asks who it is; the file is read at every request. */
const login = (job: string, { prometheus: { secrets } }: Environment["config"]): object =>
  isGuarded(job) ? basicAuth(`${secrets}/${passwords[job].name}`) : {};
