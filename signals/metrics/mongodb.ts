import { metricsOf } from "../../kit/model/metric.ts";

/**
 * The database, by our business exporter's second endpoint. The `mongodb_ss_…` names and labels are those of percona's
 * mongodb_exporter (https://github.com/percona/mongodb_exporter), so that its rules and dashboards can be used; they
 * are absent while the server refuses serverStatus, as Atlas does on its shared tiers for parts of it.
 */
export const mongodb = metricsOf("mongodb", {
  up: {
    name: "mongodb_up",
    type: "gauge",
    about: "1 when the primary, which takes the writes, answers a ping.",
    alwaysPresent: true,
    isSwitch: true,
  },
  statusSection: {
    name: "benevoclic_exporter_server_status_section",
    type: "gauge",
    about: "1 when the server's serverStatus has what the figures of this section are read from.",
    isSwitch: true,
    labels: { section: "connections" },
  },
  uptime: { name: "mongodb_ss_uptime", type: "gauge", about: "Seconds since the primary's process started." },
  connections: {
    name: "mongodb_ss_connections",
    type: "gauge",
    about: "Connections to the primary: in use, still available, or busy with an operation.",
    alwaysPresent: true,
    labels: { conn_type: "current" },
  },
  operations: {
    name: "mongodb_ss_opcounters",
    type: "counter",
    about: "Operations since the primary's process started.",
    labels: { legacy_op_type: "query" },
  },
  latency: {
    name: "mongodb_ss_opLatencies_latency",
    type: "counter",
    about: "Microseconds spent on operations.",
    labels: { op_type: "reads" },
  },
  latencyOperations: {
    name: "mongodb_ss_opLatencies_ops",
    type: "counter",
    about: "Operations whose microseconds are counted.",
    labels: { op_type: "reads" },
  },
  queue: {
    name: "mongodb_ss_globalLock_currentQueue",
    type: "gauge",
    about: "Operations that wait for a lock.",
    labels: { count_type: "total" },
  },
  collectionScans: {
    name: "mongodb_ss_metrics_queryExecutor_collectionScans_total",
    type: "counter",
    about: "Queries that read a whole collection, as they do where an index is missing.",
  },
  cacheUsed: {
    name: "mongodb_ss_wt_cache_bytes_currently_in_the_cache",
    type: "gauge",
    about: "Bytes in the storage engine's cache.",
  },
  cacheSize: {
    name: "mongodb_ss_wt_cache_maximum_bytes_configured",
    type: "gauge",
    about: "Bytes that the storage engine's cache may hold.",
  },
  cacheDirty: {
    name: "mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache",
    type: "gauge",
    about: "Bytes in the cache that are not on disk yet.",
  },
});
