import { alwaysPresentOf } from "../../kit/model/metric.ts";

/** The label values of `status`: PM2's own, where its "waiting restart" is told apart (exporters/pm2/processes.ts). */
export const processStatuses = ["online", "stopping", "stopped", "launching", "errored"] as const;

const process = { app: "benevoclic-api", id: "0" };

/** The PM2 processes, by our PM2 exporter. Without `up` there is no series of a process. */
export const pm2 = alwaysPresentOf("pm2", {
  up: { name: "pm2_up", type: "gauge", about: "1 when the PM2 daemon answered within the time-out.", isSwitch: true },
  processUp: {
    name: "pm2_process_up",
    type: "gauge",
    about:
      "1 when the process is online, 0 when it should be; none while it rests: stopped on purpose, or a job that ended well.",
    isSwitch: true,
    labels: process,
  },
  processStatus: {
    name: "pm2_process_status",
    type: "gauge",
    about: "1 for the status that the process has, 0 for each other one.",
    isSwitch: true,
    labels: { ...process, status: "online" },
  },
  restarts: {
    name: "pm2_process_restarts_total",
    type: "counter",
    about:
      "Restarts of the process since the exporter first reached PM2: by a crash, by the memory limit or by hand. A job (autorestart: false) has none.",
    labels: process,
  },
  unstableRestarts: {
    name: "pm2_process_unstable_restarts",
    type: "gauge",
    about: "Restarts in a row after less than min_uptime; PM2 gives up at max_restarts, and sets it back to 0.",
    labels: process,
  },
  memory: {
    name: "pm2_process_memory_bytes",
    type: "gauge",
    about: "Resident memory of the process, while it runs.",
    labels: process,
  },
  memoryLimit: {
    name: "pm2_process_memory_limit_bytes",
    type: "gauge",
    about: "Memory above which PM2 restarts the process (max_memory_restart), where it is set.",
    labels: process,
  },
  cpu: {
    name: "pm2_process_cpu_ratio",
    type: "gauge",
    about: "CPU that the process uses, while it runs: 1 is one core.",
    labels: process,
  },
  startTime: {
    name: "pm2_process_start_time_seconds",
    type: "gauge",
    about: "When the process was last started (Unix time), while it is online.",
    labels: process,
  },
  eventLoopLag: {
    name: "pm2_process_event_loop_lag_seconds",
    type: "gauge",
    about: "Event-loop lag that 95 % of the recent measurements stay below, where the app publishes it.",
    labels: process,
  },
});
