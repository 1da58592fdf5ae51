import { sampleLine } from "../../kit/lab/recording/exposition.ts";
import { survey } from "../../signals/metrics/business.ts";
import { deploy } from "../../signals/metrics/deploy.ts";
import { qualityExporter, reportStates } from "../../signals/metrics/quality-exporter.ts";
import { certificateTimeLeft } from "../platform/certificate.ts";
import { filesOf as hostFiles } from "../platform/host-writer.ts";
import { qualityMetrics } from "../platform/quality-reports.ts";
import { businessFigures } from "./business-figures.ts";
import { anomalyRecorder, database, processes, selfHealing } from "./exporters.ts";
import { journeysWalker } from "./journeys.ts";
import { logPrograms } from "./log-programs.ts";
import { nodeMetrics } from "./node-metrics.ts";
import { probeMetrics } from "./probe-metrics.ts";
import type { Recorder } from "./recorder.ts";
import { snapshotOf } from "./snapshots.ts";
import { tracePrograms } from "./trace-programs.ts";

const api: Recorder = {
  job: "benevoclic-api",
  targets: (world) => [
    {
      labels: {},
      async answer() {
        const found = await world.api.metrics();
        return found?.status === 200 ? { exposition: found.body, forgotten: found.forgotten } : "refused";
      },
    },
  ],
};

const node: Recorder = {
  job: "node",
  targets: (world) => [
    {
      labels: {},
      answer: () =>
        world.active("host-down") || world.active("node-exporter-down")
          ? "refused"
          : {
              exposition: [
                nodeMetrics(hostFiles(world.host()), world.clock.now() / 1000),
                qualityMetrics(world, new Date(world.clock.now())),
                ...leftByPrograms(world.clock.now() / 1000 - world.elapsed(), world.clock.now() / 1000),
              ].join("\n"),
            },
    },
  ],
};

const aDay = 86_400;

/** What other programs leave for the textfile collector: the deploy, the survey, and of the nightly reports how they were found. */
const leftByPrograms = (start: number, now: number): string[] => [
  sampleLine(deploy.info.name, deploy.info.labels, 1),
  sampleLine(deploy.timestamp.name, deploy.timestamp.labels, start - 9 * aDay),
  sampleLine(survey.score.name, {}, 4.4),
  sampleLine(survey.answers.name, {}, 212),
  sampleLine(survey.timestamp.name, {}, start - 20 * aDay),
  ...reportStates.map((state) =>
    sampleLine(
      qualityExporter.reportState.name,
      { ...qualityExporter.reportState.labels, state },
      Number(state === "good"),
    ),
  ),
  // Every quarter of an hour.
  sampleLine(qualityExporter.lastRun.name, {}, now - (now % 900)),
];

/** A probe asks the API for its health, or the front end for its page. */
export const asksHealth = (url: string): boolean => url.endsWith("/health");

/** What is left of a certificate when `certificate-expired` begins, in seconds. */
const lastMinutes = 300;

const blackbox: Recorder = {
  job: "blackbox",
  targets(world) {
    let lastMoment: number | undefined;
    /** Seconds since the epoch. */
    const certificateExpires = () => {
      const now = world.clock.now() / 1000;
      if (world.active("certificate-expired")) lastMoment ??= now + lastMinutes;
      else lastMoment = undefined;
      return lastMoment ?? now - world.elapsed() + certificateTimeLeft(world);
    };
    return Object.entries(world.config.probes).map(([target, { url, contains }]) => ({
      labels: { target },
      answer() {
        const expires = certificateExpires();
        // What has expired is refused before anything is asked.
        const refused = expires <= world.clock.now() / 1000;
        const answered = refused ? undefined : asksHealth(url) ? world.apiHealth() : world.webPage();
        const body = typeof answered?.body === "string" ? answered.body : JSON.stringify(answered?.body);
        return {
          exposition: probeMetrics(answered && { ...answered, body }, { contains, certificateExpires: expires }),
        };
      },
    }));
  },
};

/** What a fault of the monitoring makes of its own series: how much they grow in a second then. */
const growth: Readonly<Record<string, readonly (readonly [series: RegExp, perSecond: number])[]>> = {
  // Tried again at each group interval, and refused for good each time.
  "discord-refusing": [
    [/^alertmanager_notifications_total\{integration="discord"\}$/, 1 / 30],
    [/^alertmanager_notifications_failed_total\{integration="discord",reason="clientError"\}$/, 1 / 30],
    [/^alertmanager_notification_requests_total\{integration="discord"\}$/, 1 / 30],
    [/^alertmanager_notification_requests_failed_total\{integration="discord"\}$/, 1 / 30],
  ],
};

/** And what it makes of their gauges. */
const gauges: Readonly<Record<string, readonly (readonly [series: string, value: number])[]>> = {
  "configuration-refused": [["prometheus_config_last_reload_successful", 0]],
};

/** When the monitoring was started and last changed, before the recording's start. In seconds. */
const dayBefore = 86_400;

const itself = (job: "prometheus" | "alertmanager"): Recorder => ({
  job,
  targets(world) {
    const began = world.clock.now() / 1000;
    const series = snapshotOf(job).map((one) => ({ ...one, now: one.value }));
    let last = world.elapsed();
    return [
      {
        labels: {},
        answer() {
          const passed = world.elapsed() - last;
          last = world.elapsed();
          const faster = Object.entries(growth).flatMap(([fault, rates]) => (world.active(fault) ? rates : []));
          for (const one of series) {
            const rate = faster.find(([pattern]) => pattern.test(one.series))?.[1] ?? one.perSecond;
            if (one.moment === undefined) one.now += rate * passed;
            else one.now = one.moment === "now" ? world.clock.now() / 1000 : began - dayBefore;
          }
          const set = new Map(Object.entries(gauges).flatMap(([fault, values]) => (world.active(fault) ? values : [])));
          const lines = series.map((one) => sampleLine(one.series, {}, set.get(one.series) ?? one.now));
          return { exposition: lines.join("\n") };
        },
      },
    ];
  },
});

export const recorders: readonly Recorder[] = [
  ...[itself("prometheus"), itself("alertmanager")],
  ...[
    node,
    blackbox,
    api,
    database,
    processes,
    businessFigures,
    anomalyRecorder,
    selfHealing,
    journeysWalker,
    ...logPrograms,
    ...tracePrograms,
  ],
];
