import type { Environment } from "../model/environment.ts";
import { type Job, usualInterval } from "../model/job.ts";
import { isGuarded, passwords } from "../model/login.ts";
import { generatedNotice, yaml } from "../yaml.ts";
import { declaredSeries } from "./declared-series.ts";
import { remoteWrite } from "./remote-write.ts";
import { basicAuth } from "./web-config.ts";

/** What every Prometheus must be told on its command line, one that only scrapes too. */
export const anyPrometheusFlags: readonly string[] = ["--web.enable-lifecycle"];

/**
 * How often whoever evaluates rules tells Alertmanager of an alert that goes on. One that restarted knows no alert: until the next sending
 * (usually a minute) a cause would not silence its symptoms. What it has not heard of for four times as long has ended for it.
 */
export const resendDelay = "10s";

/** What one that evaluates rules must be told, wherever it runs. */
export const prometheusFlags: readonly string[] = [
  ...anyPrometheusFlags,
  `--rules.alert.resend-delay=${resendDelay}`,
  // Of a latency, the id of a trace that had it.
  "--enable-feature=exemplar-storage",
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
      scrape_configs: scrapeConfigs({ platform, config, jobs }),
      ...(remote.length > 0 && { remote_write: remote }),
    })
  );
}

/** Where a job is scraped, and as what its series say they come from. */
export interface Target {
  readonly address: string;
  readonly instance: string;
}

/**
 * Each job with its interval, its login and what is kept of it.
 * @param several jobs of which there is more than the configured one
 */
export function scrapeConfigs(
  { platform, config, jobs }: Pick<Environment, "platform" | "config" | "jobs">,
  several: Readonly<Record<string, readonly Target[]>> = {},
): object[] {
  return Object.entries(config.jobs).flatMap(([name, address]) =>
    address === undefined
      ? []
      : scrapeConfig(name, several[name] ?? [{ address, instance: config.host }], jobs[name], { platform, config }),
  );
}

function scrapeConfig(
  name: string,
  targets: readonly Target[],
  { interval, path, onlyDeclared, probes: asksProbes }: Job = { interval: usualInterval },
  { platform, config }: Pick<Environment, "platform" | "config">,
): object {
  return {
    job_name: name,
    ...(interval !== usualInterval && { scrape_interval: interval, scrape_timeout: interval }),
    ...(path && { metrics_path: path }),
    ...login(name, config),
    static_configs: targets.flatMap(({ address, instance }) => {
      const target = { targets: [address], labels: { instance } };
      if (!asksProbes) return [target];
      return Object.entries(config.probes).map(([name, { url }]) => ({
        ...target,
        labels: { instance, target: name, __param_module: name, __param_target: url },
      }));
    }),
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
