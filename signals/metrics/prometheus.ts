import { metricsOf } from "../../kit/model/metric.ts";

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
  },
  ruleFailures: {
    name: "prometheus_rule_evaluation_failures_total",
    type: "counter",
    about: "Evaluations of rules that failed.",
    labels: group,
    alwaysPresent: true,
  },
  missedIterations: {
    name: "prometheus_rule_group_iterations_missed_total",
    type: "counter",
    about: "Evaluations of a group that were left out because the one before took too long.",
    labels: group,
    alwaysPresent: true,
  },
  alertsSent: {
    name: "prometheus_notifications_sent_total",
    type: "counter",
    about: "Alerts that were sent to an Alertmanager, refused ones included.",
    labels: receiver,
    alwaysPresent: true,
  },
  alertsRefused: {
    name: "prometheus_notifications_errors_total",
    type: "counter",
    about: "Alerts that could not be sent to an Alertmanager.",
    labels: receiver,
    alwaysPresent: true,
  },
  series: {
    name: "prometheus_tsdb_head_series",
    type: "gauge",
    about: "Series in memory: those of the last two to three hours.",
    alwaysPresent: true,
  },
  blockBytes: {
    name: "prometheus_tsdb_storage_blocks_bytes",
    type: "gauge",
    about: "Bytes of all blocks on disk.",
    alwaysPresent: true,
  },
  walBytes: {
    name: "prometheus_tsdb_wal_storage_size_bytes",
    type: "gauge",
    about: "Bytes of the write-ahead log.",
    alwaysPresent: true,
  },
  chunkBytes: {
    name: "prometheus_tsdb_head_chunks_storage_size_bytes",
    type: "gauge",
    about: "Bytes of the last hours' samples on disk.",
    alwaysPresent: true,
  },
  retentionBytes: {
    name: "prometheus_tsdb_retention_limit_bytes",
    type: "gauge",
    about: "The size at which the oldest blocks are deleted; 0 without a limit.",
    alwaysPresent: true,
  },
});

/** The share of refused alerts beyond which the way to Alertmanager is dead. */
export const deadWay = 0.5;
