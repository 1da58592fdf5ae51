import { alwaysPresentOf } from "../../kit/model/metric.ts";

/**
 * What prom-client adds about the API's own process (benevoclic.md section 2, last row).
 * https://github.com/siimon/prom-client#default-metrics
 */
export const apiProcess = alwaysPresentOf("benevoclic-api", {
  eventLoopLag: {
    name: "nodejs_eventloop_lag_p99_seconds",
    type: "gauge",
    about: "How late the event loop was, in the worst hundredth of the time since the last scrape.",
  },
  heapUsed: { name: "nodejs_heap_size_used_bytes", type: "gauge", about: "JavaScript objects in memory." },
  garbageCollection: {
    name: "nodejs_gc_duration_seconds",
    type: "histogram",
    about: "How long each garbage collection stopped the process.",
    labels: { kind: "major" },
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
  },
  openFiles: { name: "process_open_fds", type: "gauge", about: "Open files and sockets." },
  maxFiles: { name: "process_max_fds", type: "gauge", about: "Files and sockets that may be open." },
  startTime: { name: "process_start_time_seconds", type: "gauge", about: "When the process started, Unix time." },
});
