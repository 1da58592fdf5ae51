import { metricsOf } from "../../kit/model/metric.ts";
import { counts, harmless, less, more, restless } from "../../kit/model/ways.ts";

const notSaid = "Atlas keeps it back on its shared tiers";

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
    harmless: harmless({
      "a database that is away for a minute in four restarts: DatabaseRestarted, and the API's own errors": [
        "starts anew",
      ],
    }),
  },
  statusSection: {
    name: "benevoclic_exporter_server_status_section",
    type: "gauge",
    about: "1 when the server's serverStatus has what the figures of this section are read from.",
    isSwitch: true,
    labels: { section: "connections" },
    harmless: harmless({
      "only drawn: which figures the server keeps back, as Atlas does on its shared tiers": [
        "vanishes",
        "freezes",
        "drops to zero",
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  uptime: {
    name: "mongodb_ss_uptime",
    type: "gauge",
    about: "Seconds since the primary's process started.",
    comesAndGoes: notSaid,
    harmless: harmless({
      "absent where the server does not say it; that it answers is mongodb_up": [
        "vanishes",
        "is there every other sample",
        "freezes",
      ],
      "it seems to run for longer": [...more, "flaps"],
      "at half an age of days nothing has just started": ["steps back"],
    }),
  },
  connections: {
    name: "mongodb_ss_connections",
    type: "gauge",
    about: "Connections to the primary: in use, still available, or busy with an operation.",
    alwaysPresent: true,
    labels: { conn_type: "current" },
    harmless: harmless({
      "at rest it stands still as well; without a connection requests fail: DatabaseDriverErrors": ["freezes"],
      "fewer are in use": [...less],
      "both the taken and the free ones: the share is the same": [...more, ...restless],
    }),
  },
  operations: {
    name: "mongodb_ss_opcounters",
    type: "counter",
    about: "Operations since the primary's process started.",
    labels: { legacy_op_type: "query" },
    harmless: harmless({
      "only drawn: whether the database serves is seen by the API (DatabaseDriverErrors, DatabaseSlowOperations)": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  latency: {
    name: "mongodb_ss_opLatencies_latency",
    type: "counter",
    about: "Microseconds spent on operations.",
    labels: { op_type: "reads" },
    harmless: harmless({
      "only drawn: how long the database takes is measured by the API, network included (DatabaseSlowOperations)": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  latencyOperations: {
    name: "mongodb_ss_opLatencies_ops",
    type: "counter",
    about: "Operations whose microseconds are counted.",
    labels: { op_type: "reads" },
    harmless: harmless({
      "only drawn: it divides the latencies, which the API measures itself (DatabaseSlowOperations)": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  queue: {
    name: "mongodb_ss_globalLock_currentQueue",
    type: "gauge",
    about: "Operations that wait for a lock.",
    comesAndGoes: notSaid,
    labels: { count_type: "total" },
    harmless: harmless({
      "absent where the server does not say it; what waits shows in the API's answers (DatabaseSlowOperations)": [
        "vanishes",
        "is there every other sample",
        "freezes",
      ],
      "nobody waits": [...less],
      "ten that wait for a moment are no queue": [...more, ...restless],
    }),
  },
  collectionScans: {
    name: "mongodb_ss_metrics_queryExecutor_collectionScans_total",
    type: "counter",
    about: "Queries that read a whole collection, as they do where an index is missing.",
    comesAndGoes: notSaid,
    harmless: harmless({
      "absent where the server does not say it; a missing index shows in the API's answers (DatabaseSlowOperations)": [
        "vanishes",
        "is there every other sample",
        "freezes",
      ],
      "fewer scans": ["drops to zero"],
      "ten of a few an hour are not felt; DatabaseScansCollections tells five a second": [...more, "flaps"],
      "a server that starts anew is DatabaseRestarted": [...counts],
    }),
  },
  cacheUsed: {
    name: "mongodb_ss_wt_cache_bytes_currently_in_the_cache",
    type: "gauge",
    about: "Bytes in the storage engine's cache.",
    harmless: harmless({
      "only drawn: a cache that is full makes operations slow, which the API measures (DatabaseSlowOperations)": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  cacheSize: {
    name: "mongodb_ss_wt_cache_maximum_bytes_configured",
    type: "gauge",
    about: "Bytes that the storage engine's cache may hold.",
    comesAndGoes: notSaid,
    harmless: harmless({
      "absent where the server does not say it": ["vanishes", "is there every other sample", "freezes"],
      "a deploy of the server sets it": [...less, ...more, ...restless],
    }),
  },
  cacheDirty: {
    name: "mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache",
    type: "gauge",
    about: "Bytes in the cache that are not on disk yet.",
    comesAndGoes: notSaid,
    harmless: harmless({
      "absent where the server does not say it; writes that wait show in the API's answers (DatabaseSlowOperations)": [
        "vanishes",
        "is there every other sample",
        "freezes",
      ],
      "all is on disk": [...less],
      "twice a healthy share is on disk in a minute; DatabaseCacheDirty tells what stays": [...more, ...restless],
    }),
  },
});
