import { sampleLine } from "../../kit/lab/recording/exposition.ts";
import type { PlatformFault } from "../faults.ts";

/** How the API's process fares. Bytes, seconds, ratios. */
export interface ProcessLevels {
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly residentBytes: number;
  readonly cpuRatio: number;
  readonly openFiles: number;
  /** The longest that the event loop stood still, and its 99th percentile. */
  readonly lagMax: number;
  readonly lagP99: number;
  /** On average; what a timer waits for. */
  readonly lagMean: number;
  /** Seconds in garbage collection for each second. */
  readonly collectionRatio: number;
}

export const healthyProcess: ProcessLevels = {
  heapUsedBytes: 62e6,
  heapTotalBytes: 92e6,
  residentBytes: 148e6,
  cpuRatio: 0.02,
  openFiles: 34,
  lagMax: 0.022,
  lagP99: 0.0124,
  lagMean: 0.0104,
  collectionRatio: 0.0012,
};

/** What a fault makes of it, as simulator/platform/api-runtime.ts has it; the stalls are those of api-program.ts, 600 ms in every second. */
export const faultProcess: Readonly<Partial<Record<PlatformFault, Partial<ProcessLevels>>>> = {
  "api-stalls": { lagMax: 0.61, lagP99: 0.6, lagMean: 0.026 },
  "api-heap-full": { heapUsedBytes: 1006e6, heapTotalBytes: 1040e6, residentBytes: 1100e6 },
  "api-gc-pressure": { collectionRatio: 0.25 },
  "api-files-open": { openFiles: 63_570 },
};

/** Counters of one process since its start. */
export interface ProcessCounters {
  cpuSeconds: number;
  collections: number;
  collectionSeconds: number;
}

export const freshProcess = (): ProcessCounters => ({ cpuSeconds: 0.9, collections: 12, collectionSeconds: 0.03 });

/** Lets `seconds` pass in the process. */
export function passProcess(counters: ProcessCounters, levels: ProcessLevels, seconds: number): void {
  counters.cpuSeconds += levels.cpuRatio * seconds;
  counters.collectionSeconds += levels.collectionRatio * seconds;
  // A young collection takes a millisecond or two.
  counters.collections += (levels.collectionRatio / 0.0015) * seconds;
}

const spaces = {
  read_only: 0,
  new: 0.08,
  old: 0.8,
  code: 0.04,
  shared: 0,
  new_large_object: 0,
  large_object: 0.08,
  code_large_object: 0,
  shared_large_object: 0,
};
const collectionBuckets = ["0.001", "0.01", "0.1", "1", "2", "5", "+Inf"];

/**
 * What prom-client's `collectDefaultMetrics` would expose of the API's process, whose real one measures the recorder instead. A test
 * holds its names and labels against the real ones.
 * @param startedAt seconds since the epoch
 */
export function processMetrics(levels: ProcessLevels, counters: ProcessCounters, startedAt: number): string {
  const plain = {
    process_cpu_user_seconds_total: 0.8 * counters.cpuSeconds,
    process_cpu_system_seconds_total: 0.2 * counters.cpuSeconds,
    process_cpu_seconds_total: counters.cpuSeconds,
    process_start_time_seconds: Math.floor(startedAt),
    process_resident_memory_bytes: levels.residentBytes,
    process_virtual_memory_bytes: 1.1e9,
    process_heap_bytes: levels.heapTotalBytes * 1.4,
    process_open_fds: levels.openFiles,
    process_max_fds: 65_536,
    nodejs_eventloop_lag_seconds: levels.lagMean / 4,
    nodejs_eventloop_lag_min_seconds: 0.009,
    nodejs_eventloop_lag_max_seconds: levels.lagMax,
    nodejs_eventloop_lag_mean_seconds: levels.lagMean,
    nodejs_eventloop_lag_stddev_seconds: (levels.lagMax - levels.lagMean) / 8,
    nodejs_eventloop_lag_p50_seconds: 0.0101,
    nodejs_eventloop_lag_p90_seconds: 0.011,
    nodejs_eventloop_lag_p99_seconds: levels.lagP99,
    nodejs_active_resources_total: 12,
    nodejs_active_handles_total: 8,
    nodejs_active_requests_total: 0,
    nodejs_heap_size_total_bytes: levels.heapTotalBytes,
    nodejs_heap_size_used_bytes: levels.heapUsedBytes,
    nodejs_external_memory_bytes: 4.2e6,
  };
  const collections = Math.floor(counters.collections);
  const kind = "minor";
  return [
    ...Object.entries(plain).map(([name, value]) => sampleLine(name, {}, value)),
    sampleLine("nodejs_active_resources", { type: "TCPSocketWrap" }, 12),
    sampleLine("nodejs_active_handles", { type: "Socket" }, 8),
    sampleLine("nodejs_version_info", { version: "v20.20.2", major: "20", minor: "20", patch: "2" }, 1),
    ...Object.entries(spaces).flatMap(([space, share]) => {
      const total = levels.heapTotalBytes * share;
      const used = levels.heapUsedBytes * share;
      return [
        sampleLine("nodejs_heap_space_size_total_bytes", { space }, total),
        sampleLine("nodejs_heap_space_size_used_bytes", { space }, used),
        sampleLine("nodejs_heap_space_size_available_bytes", { space }, total - used),
      ];
    }),
    ...collectionBuckets.map((le) =>
      sampleLine(
        "nodejs_gc_duration_seconds_bucket",
        { le, kind },
        le === "0.001" ? Math.floor(collections / 3) : collections,
      ),
    ),
    sampleLine("nodejs_gc_duration_seconds_sum", { kind }, counters.collectionSeconds),
    sampleLine("nodejs_gc_duration_seconds_count", { kind }, collections),
  ].join("\n");
}
