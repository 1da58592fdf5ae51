import { metricsOf } from "../../kit/model/metric.ts";
import { counts, harmless, less, more, restless } from "../../kit/model/ways.ts";

const group = { rule_group: "/etc/prometheus/rules/host.yml;host" };
const receiver = { alertmanager: "http://alertmanager:9093/api/v2/alerts" };

/** Prometheus about itself. https://github.com/prometheus/prometheus */
export const prometheus = metricsOf("prometheus", {
  reloaded: {
    name: "prometheus_config_last_reload_successful",
    type: "gauge",
    about: "1 when the last attempt to load the configuration succeeded.",
    isSwitch: true,
    alwaysPresent: true,
    harmless: harmless({
      "a configuration is taken or refused at a deploy, and does not go to and fro by itself": [...restless],
    }),
  },
  ruleFailures: {
    name: "prometheus_rule_evaluation_failures_total",
    type: "counter",
    about: "Evaluations of rules that failed.",
    labels: group,
    alwaysPresent: true,
    harmless: harmless({
      "a program that starts anew misses no more than its sign of life, whose absence the outside service tells; increase() survives it":
        [...counts],
    }),
  },
  missedIterations: {
    name: "prometheus_rule_group_iterations_missed_total",
    type: "counter",
    about: "Evaluations of a group that were left out because the one before took too long.",
    labels: group,
    alwaysPresent: true,
    harmless: harmless({
      "a program that starts anew misses no more than its sign of life, whose absence the outside service tells; increase() survives it":
        [...counts],
    }),
  },
  alertsSent: {
    name: "prometheus_notifications_sent_total",
    type: "counter",
    about: "Alerts that were sent to an Alertmanager, refused ones included.",
    labels: receiver,
    alwaysPresent: true,
    harmless: harmless({
      "the sign of life is sent every minute: when nothing is, the outside service calls, and no alert could be sent either":
        ["freezes", "drops to zero"],
      "each alert that is sent is told itself, however many there are": [...more, "flaps"],
      "a program that starts anew misses no more than its sign of life, whose absence the outside service tells; increase() survives it":
        [...counts],
    }),
  },
  alertsRefused: {
    name: "prometheus_notifications_errors_total",
    type: "counter",
    about: "Alerts that could not be sent to an Alertmanager.",
    labels: receiver,
    alwaysPresent: true,
    harmless: harmless({
      "a few that are refused are sent again; a share of them is told": ["doubles"],
      "a program that starts anew misses no more than its sign of life, whose absence the outside service tells; increase() survives it":
        [...counts],
    }),
  },
  series: {
    name: "prometheus_tsdb_head_series",
    type: "gauge",
    about: "Series in memory: those of the last two to three hours.",
    alwaysPresent: true,
    harmless: harmless({
      "what is lost is told where it is missing: MonitoringMetricsVanished, MonitoringTargetMissing": [...less],
      "twice a healthy day's series are within the budget, beyond which MonitoringSeriesTooMany tells": [
        ...more,
        ...restless,
      ],
    }),
  },
  blockBytes: {
    name: "prometheus_tsdb_storage_blocks_bytes",
    type: "gauge",
    about: "Bytes of all blocks on disk.",
    alwaysPresent: true,
    harmless: harmless({
      "far below the limit, near which MonitoringStorageNearLimit tells": [...more, ...less, ...restless],
    }),
  },
  walBytes: {
    name: "prometheus_tsdb_wal_storage_size_bytes",
    type: "gauge",
    about: "Bytes of the write-ahead log.",
    alwaysPresent: true,
    harmless: harmless({
      "far below the limit, near which MonitoringStorageNearLimit tells": [...more, ...less, ...restless],
    }),
  },
  chunkBytes: {
    name: "prometheus_tsdb_head_chunks_storage_size_bytes",
    type: "gauge",
    about: "Bytes of the last hours' samples on disk.",
    alwaysPresent: true,
    harmless: harmless({
      "far below the limit, near which MonitoringStorageNearLimit tells": [...more, ...less, ...restless],
    }),
  },
  retentionBytes: {
    name: "prometheus_tsdb_retention_limit_bytes",
    type: "gauge",
    about: "The size at which the oldest blocks are deleted; 0 without a limit.",
    alwaysPresent: true,
    harmless: harmless({ "a deploy sets it, and it does not go to and fro by itself": [...restless, "steps back"] }),
  },
});

/** The share of refused alerts beyond which the way to Alertmanager is dead. */
export const deadWay = 0.5;

/** At every other scrape is not there; what a deploy takes away for three minutes is there again before it is told. */
export const mostly = { of: 0.7, over: "3m" } as const;
