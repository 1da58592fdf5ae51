import type { Metric } from "../../kit/model/metric.ts";
import { exporterBuilds } from "../../signals/metrics/exporter-builds.ts";
import { pm2, processStatuses } from "../../signals/metrics/pm2.ts";
import { exposition } from "../program/exposition.ts";
import type { Log } from "../program/log.ts";
import { Mistake } from "../program/mistake.ts";
import { ownMetrics } from "../program/own-metrics.ts";
import { callPm2 } from "./call.ts";
import { type Pm2Process, readProcesses } from "./processes.ts";
import { createRestartCounter } from "./restarts.ts";
import { Unreachable } from "./unreachable.ts";

/** Milliseconds that the daemon has for its answer: a dead or hung one is to be told within 2 s of the scrape. */
export const answerWithin = 1500;

interface Pm2Exporter {
  /**
   * The exposition, read from PM2 now. Those who ask at the same time share one question to the daemon.
   * @throws Mistake when the answer is larger than what is read
   */
  metrics(): Promise<string>;
  /** Whether the last question was answered. */
  reached(): boolean;
}

/** @param options.socket path of the daemon's rpc.sock */
export function createPm2Exporter({ socket, log }: { readonly socket: string; readonly log: Log }): Pm2Exporter {
  const own = ownMetrics(exporterBuilds.pm2);
  for (const name of misnamed) own.removeSingleMetric(name);
  const restarts = createRestartCounter();
  const tell = onChange(log, socket);
  let reached = false;

  const figures = async (): Promise<ReturnType<typeof samplesOf>> => {
    try {
      const { processes, unreadable } = await read(socket);
      reached = true;
      tell(undefined, unreadable);
      const totals = restarts.count(processes);
      return processes.flatMap((process) => samplesOf(process, totals.get(process)));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      reached = false;
      tell(error);
      // It answers, and the limit is ours: a failed scrape, not a daemon that is down.
      if (error.reason === "huge") throw new Mistake(error.message, error.remedy);
      return [];
    }
  };
  const refresh = async (): Promise<string> => {
    const samples = await figures();
    const up = { metric: pm2.up, labels: {}, value: Number(reached) };
    return (await exposition(Object.values(pm2), [up, ...samples])) + (await own.metrics());
  };

  let refreshing: Promise<string> | undefined;
  return {
    metrics: () => {
      refreshing ??= refresh().finally(() => {
        refreshing = undefined;
      });
      return refreshing;
    },
    reached: () => reached,
  };
}

/** prom-client names these gauges like counters, which promtool refuses. */
const misnamed = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

async function read(socket: string) {
  const answer = await callPm2({ socket, method: "getMonitorData", within: answerWithin });
  try {
    return readProcesses(answer);
  } catch {
    throw new Unreachable("stranger");
  }
}

function samplesOf(process: Pm2Process, restarts: number | undefined) {
  const labels = { app: process.app, id: process.id };
  const figures: (readonly [Metric, number | undefined])[] = [
    [pm2.processUp, process.rests ? undefined : Number(process.status === "online")],
    [pm2.restarts, process.isJob ? undefined : restarts],
    [pm2.unstableRestarts, process.unstableRestarts],
    [pm2.memory, process.memoryBytes],
    [pm2.memoryLimit, process.memoryLimitBytes],
    [pm2.cpu, process.cpuRatio],
    [pm2.startTime, process.startTimeSeconds],
    [pm2.eventLoopLag, process.eventLoopLagSeconds],
  ];
  return [
    ...figures.flatMap(([metric, value]) => (value === undefined ? [] : [{ metric, labels, value }])),
    ...processStatuses.map((status) => ({
      metric: pm2.processStatus,
      labels: { ...labels, status },
      value: Number(status === process.status),
    })),
  ];
}

/** Tells what has changed since the last answer: a daemon that is down for a night is one line, not one for each scrape. */
function onChange(log: Log, socket: string) {
  let last: string | undefined;
  return (failure: Unreachable | undefined, unreadable: readonly string[] = []): void => {
    const state = failure?.message ?? `reached, unreadable: ${unreadable.join(", ")}`;
    if (state === last) return;
    last = state;
    if (failure) log.warn(`PM2 cannot be reached: ${failure.message}`, { socket, remedy: failure.remedy });
    else if (unreadable.length === 0) log.info("PM2 answers", { socket });
    else
      log.warn("PM2 answers, but some processes are not understood and left out", {
        unreadable: unreadable.join(", "),
        remedy: "compare PM2's version with those that the exporter knows (PM2 5 to 7), and look at pm2 prettylist",
      });
  };
}
