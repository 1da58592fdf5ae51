import { alwaysPresentOf } from "../../kit/model/metric.ts";
import { counts, harmless, less, more, restless } from "../../kit/model/ways.ts";

/**
 * What prom-client adds about the API's own process (benevoclic.md section 2, last row).
 * https://github.com/siimon/prom-client#default-metrics
 */
export const apiProcess = alwaysPresentOf("benevoclic-api", {
  eventLoopLag: {
    name: "nodejs_eventloop_lag_p99_seconds",
    type: "gauge",
    about: "How late the event loop was, in the worst hundredth of the time since the last scrape.",
    harmless: harmless({
      "a lag that nobody would see shows in the answers: ApiSlowResponses": ["freezes"],
      "a loop that is quicker": [...less],
      "twice or ten times a few milliseconds are not felt; ApiEventLoopBlocked tells what is": [...more, ...restless],
    }),
  },
  heapUsed: {
    name: "nodejs_heap_size_used_bytes",
    type: "gauge",
    about: "JavaScript objects in memory.",
    harmless: harmless({
      "a heap that would be full shows in the collections: ApiGarbagePressure": ["freezes"],
      "less memory in use": [...less],
      "far below the limit, near which ApiHeapNearLimit tells": [...more, ...restless],
    }),
  },
  garbageCollection: {
    name: "nodejs_gc_duration_seconds",
    type: "histogram",
    about: "How long each garbage collection stopped the process.",
    labels: { kind: "major" },
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
    harmless: harmless({
      "collections that nobody would see show in the loop: ApiEventLoopBlocked": ["freezes", "drops to zero"],
      "ten times a few milliseconds of each minute are not felt; ApiGarbagePressure tells what is": [...more, "flaps"],
      "a process that starts anew is told by ApiRestarting; increase() survives it": [...counts],
    }),
  },
  openFiles: {
    name: "process_open_fds",
    type: "gauge",
    about: "Open files and sockets.",
    harmless: harmless({
      "files that nobody would see being opened end in refused connections: ApiUnreachable": ["freezes"],
      "fewer are open": [...less],
      "ten times a quiet noon's are far below the limit, near which ApiFilesNearLimit tells": [...more, ...restless],
    }),
  },
  maxFiles: {
    name: "process_max_fds",
    type: "gauge",
    about: "Files and sockets that may be open.",
    harmless: harmless({
      "there is more of it, which is no harm": ["doubles", "grows tenfold"],
      "the limit is set when the process starts": [...restless, "steps back"],
    }),
  },
  startTime: {
    name: "process_start_time_seconds",
    type: "gauge",
    about: "When the process started, Unix time.",
    harmless: harmless({
      "a process that seems to run for longer": [
        "drops to zero",
        "doubles",
        "grows tenfold",
        "drifts for hours",
        "flaps",
        "steps back",
      ],
    }),
  },
});
