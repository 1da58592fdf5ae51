import { type Labels, sampleLine } from "../../kit/lab/recording/exposition.ts";
import { severities } from "../../kit/model/level.ts";
import type { Metric } from "../../kit/model/metric.ts";
import { anomalies } from "../../signals/metrics/anomalies.ts";
import { exporterBuilds } from "../../signals/metrics/exporter-builds.ts";
import { mongodb } from "../../signals/metrics/mongodb.ts";
import { pm2, processStatuses } from "../../signals/metrics/pm2.ts";
import { remediation } from "../../signals/metrics/remediation.ts";
import type { Recorder } from "./recorder.ts";

/** What the exporters of our own would say of the platform. */

/** Of an exporter that was built with the release. */
export const buildOf = ({ name, labels }: Metric): string => sampleLine(name, labels, 1);

/** Of a server of Atlas's smallest tier: https://www.mongodb.com/docs/atlas/reference/atlas-limits/ */
const connections = { current: 40, available: 460 };

/** What a healthy server of that size says of itself: operations a second, microseconds of each, bytes. */
const perSecond = { query: 8, insert: 0.2, update: 1, delete: 0.05, getmore: 0.5, command: 12 };
const latencies = { reads: [8, 900], writes: [1.3, 1500], commands: [12, 250] } as const;
const cache = { used: 180 * 2 ** 20, size: 256 * 2 ** 20, dirty: 4 * 2 ** 20 };
const sections = ["connections", "opcounters", "opLatencies", "globalLock", "metrics", "wiredTiger"];
const dayBefore = 86_400;

const statusOf = (seconds: number): string[] => [
  ...sections.map((section) => sampleLine(mongodb.statusSection.name, { section }, 1)),
  sampleLine(mongodb.uptime.name, {}, seconds),
  ...Object.entries(perSecond).map(([legacy_op_type, rate]) =>
    sampleLine(mongodb.operations.name, { legacy_op_type }, Math.floor(rate * seconds)),
  ),
  ...Object.entries(latencies).flatMap(([op_type, [rate, microseconds]]) => [
    sampleLine(mongodb.latency.name, { op_type }, Math.floor(rate * seconds) * microseconds),
    sampleLine(mongodb.latencyOperations.name, { op_type }, Math.floor(rate * seconds)),
  ]),
  ...["total", "readers", "writers"].map((count_type) => sampleLine(mongodb.queue.name, { count_type }, 0)),
  // The support page's list has no index, and needs none.
  sampleLine(mongodb.collectionScans.name, {}, Math.floor(seconds / 300)),
  sampleLine(mongodb.cacheUsed.name, {}, cache.used),
  sampleLine(mongodb.cacheSize.name, {}, cache.size),
  sampleLine(mongodb.cacheDirty.name, {}, cache.dirty),
];

export const database: Recorder = {
  job: "mongodb",
  targets: (world) => [
    {
      labels: {},
      answer() {
        if (world.active("host-down")) return "refused";
        if (world.active("mongodb-down")) return { exposition: sampleLine(mongodb.up.name, {}, 0) };
        const lines = Object.entries(connections).map(([conn_type, count]) =>
          sampleLine(mongodb.connections.name, { conn_type }, count),
        );
        const status = statusOf(dayBefore + world.elapsed());
        return { exposition: [sampleLine(mongodb.up.name, {}, 1), ...lines, ...status].join("\n") };
      },
    },
  ],
};

/** So many observations, each of the same. */
export const histogramLines = ({ name, buckets = [] }: Metric, labels: Labels, count: number, each: number) => [
  ...[...buckets, Number.POSITIVE_INFINITY].map((bound) =>
    sampleLine(
      `${name}_bucket`,
      { ...labels, le: bound === Number.POSITIVE_INFINITY ? "+Inf" : String(bound) },
      each <= bound ? count : 0,
    ),
  ),
  sampleLine(`${name}_sum`, labels, count * each),
  sampleLine(`${name}_count`, labels, count),
];

/** The recorder of a platform that has been well for weeks: anomalies of old, none that is open. */
export const anomalyRecorder: Recorder = {
  job: "anomalies",
  targets: (world) => [
    {
      labels: {},
      answer: () => (world.active("host-down") ? "refused" : { exposition: recorderLines.join("\n") }),
    },
  ],
};

const histogram = (metric: Metric, count: number, each: number) =>
  severities.flatMap((severity) => histogramLines(metric, { severity }, count, each));
const recorderLines: readonly string[] = [
  ...severities.flatMap((severity) => [
    sampleLine(
      anomalies.open.name,
      { severity, category: "functionality", component: "api", acknowledged: "false" },
      0,
    ),
    sampleLine(
      anomalies.recorded.name,
      { severity, category: "functionality", component: "api", detection_method: "automatic" },
      12,
    ),
    sampleLine(anomalies.closed.name, { severity, resolution: "fixed" }, 12),
  ]),
  ...histogram(anomalies.detection, 12, 70),
  ...histogram(anomalies.acknowledgement, 12, 400),
  ...histogram(anomalies.resolution, 12, 2500),
  sampleLine(anomalies.pending.name, {}, 0),
  ...["create", "update", "reopen", "close", "list"].map((operation) =>
    sampleLine(anomalies.failures.name, { operation }, 0),
  ),
  buildOf(exporterBuilds.anomalies),
];

/** The self-healing of a platform that needed none for weeks. */
export const selfHealing: Recorder = {
  job: "remediation",
  targets: (world) => [
    {
      labels: {},
      answer: () => (world.active("host-down") ? "refused" : { exposition: selfHealingLines.join("\n") }),
    },
  ],
};

const restart = { action: "restart", target: "benevoclic-api" };
const selfHealingLines: readonly string[] = [
  sampleLine(remediation.allowed.name, {}, 1),
  ...["healed", "failed", "refused", "dry_run"].map((outcome) =>
    sampleLine(remediation.runs.name, { ...restart, outcome }, 0),
  ),
  sampleLine(remediation.running.name, restart, 0),
  sampleLine(remediation.budgetLeft.name, restart, 2),
  sampleLine(remediation.healedInWeek.name, restart, 0),
  buildOf(exporterBuilds.remediation),
];

/** PM2's settings (benevoclic.md section 1). Seconds, bytes. */
const [maxRestarts, restartDelay, memoryLimit] = [10, 4, 2 ** 30];
const steady = { app: "benevoclic-api", id: "0" };
/** It ends at once when it is started, until PM2 gives up; when the fault is over somebody starts it again. */
const crashing = { app: "benevoclic-web", id: "1" };

export const processes: Recorder = {
  job: "pm2",
  targets(world) {
    const startedAt = world.clock.now() / 1000 - 86_400;
    let restarts = 0;
    let tries = 0;
    let last = world.elapsed();
    return [
      {
        labels: {},
        answer() {
          const passed = world.elapsed() - last;
          last = world.elapsed();
          if (world.active("host-down")) return "refused";
          const loops = world.active("pm2-crash-loop");
          if (loops) tries = Math.min(maxRestarts, tries + passed / restartDelay);
          else if (tries > 0) {
            restarts += Math.floor(tries) + 1;
            tries = 0;
          }
          const ofProcess = (labels: typeof steady, online: boolean, restarted: number) => [
            sampleLine(pm2.processUp.name, labels, Number(online)),
            sampleLine(pm2.restarts.name, labels, restarted),
            sampleLine(pm2.memoryLimit.name, labels, memoryLimit),
            sampleLine(pm2.unstableRestarts.name, labels, 0),
            ...processStatuses.map((status) =>
              sampleLine(
                pm2.processStatus.name,
                { ...labels, status },
                Number(status === (online ? "online" : "launching")),
              ),
            ),
            ...(online
              ? [
                  sampleLine(pm2.memory.name, labels, 150e6),
                  sampleLine(pm2.cpu.name, labels, world.active("web-busy") && labels === crashing ? 0.98 : 0.03),
                  sampleLine(pm2.eventLoopLag.name, labels, 0.002),
                  sampleLine(pm2.startTime.name, labels, startedAt),
                ]
              : []),
          ];
          const lines = [
            buildOf(exporterBuilds.pm2),
            sampleLine(pm2.up.name, {}, 1),
            ...ofProcess(steady, true, 0),
            ...ofProcess(crashing, !loops, restarts + Math.floor(tries)),
          ];
          return { exposition: lines.join("\n") };
        },
      },
    ];
  },
};
