import { usualInterval } from "../kit/model/job.ts";
import { passwords } from "../kit/model/login.ts";
import { part } from "../kit/model/part.ts";
import { prometheusFlags, takesCounts } from "../kit/write/prometheus.ts";
import { remoteWriteSecrets } from "../kit/write/remote-write.ts";
import { webConfigs } from "../kit/write/web-config.ts";
import { alerts, rules } from "../signals/metrics/alerts.ts";
import { prometheus as prometheusMetrics } from "../signals/metrics/prometheus.ts";
import type { Deployed } from "./deployed.ts";

/**
 * It watches itself, and adds series of its own to every target and for every alert.
 *
 * Reloaded by request (`prometheusFlags`), not by watching its files: the flag that makes it watch differs between 3.5 and 3.12, watching
 * takes up to 30 s, and nobody would hear of a refusal. The request works in every version and its answer decides
 * whether the deployment succeeded. Its price is that whoever knows the password may also stop Prometheus: the engine
 * starts it again, and nginx does not pass `/-/`.
 */
export const prometheusPart = part("prometheus", {
  scrape: { interval: usualInterval },
  metrics: [prometheusMetrics, rules, alerts],
  needed: true,
  service: {
    name: "prometheus",
    memory: "1GiB",
    port: 9090,
    container: ({ jobs, prometheus, urls }: Deployed) => ({
      user: "65534:65534",
      listens: { network: "private", port: 9090 },
      command: [
        "--config.file=/etc/prometheus/current/prometheus.yml",
        "--storage.tsdb.path=/prometheus",
        `--storage.tsdb.retention.time=${prometheus.retention}`,
        `--storage.tsdb.retention.size=${prometheus.retentionSize}`,
        `--web.external-url=${urls.prometheus}`,
        // The path of the external URL is nginx's affair: scrapes, health checks and Grafana ask without it.
        "--web.route-prefix=/",
        `--web.config.file=${prometheus.secrets}/${webConfigs.prometheus.name}`,
        // Never the admin interface: it deletes series for whoever asks on the host. `npm run backup` does without it.
        ...prometheusFlags,
        ...(jobs["log-rules"] === undefined ? [] : takesCounts),
      ],
      healthPath: "/-/ready",
      // It is ready only after the replay of its write-ahead log.
      startSeconds: 600,
      stopSeconds: 120,
      data: "/prometheus",
      configuration: {
        directory: "prometheus",
        without: "tests/",
        at: "/etc/prometheus",
        check: "promtool check config prometheus.yml",
        reload: "/-/reload",
      },
      // What opens Alertmanager as well: it tells it of alerts, and scrapes both.
      secrets: {
        at: prometheus.secrets,
        files: [
          webConfigs.prometheus,
          passwords.prometheus,
          passwords.alertmanager,
          ...remoteWriteSecrets({ prometheus }),
        ],
      },
      password: passwords.prometheus,
      reachesHost: true,
    }),
  },
});
