import { alwaysPresentOf } from "../../kit/model/metric.ts";
import { counts, harmless, less, more, restless } from "../../kit/model/ways.ts";

/** The label values of `status`: PM2's own, where its "waiting restart" is told apart (exporters/pm2/processes.ts). */
export const processStatuses = ["online", "stopping", "stopped", "launching", "errored"] as const;

const process = { app: "benevoclic-api", id: "0" };

/** The PM2 processes, by our PM2 exporter. Without `up` there is no series of a process. */
export const pm2 = alwaysPresentOf("pm2", {
  up: {
    name: "pm2_up",
    type: "gauge",
    about: "1 when the PM2 daemon answered within the time-out.",
    isSwitch: true,
    harmless: harmless({
      "one minute in four: the daemon starts anew with all its processes, which ProcessCrashLooping, ApiDown and WebDown tell":
        ["starts anew"],
    }),
  },
  processUp: {
    name: "pm2_process_up",
    type: "gauge",
    about:
      "1 when the process is online, 0 when it should be; none while it rests: stopped on purpose, or a job that ended well.",
    isSwitch: true,
    labels: process,
    harmless: harmless({
      "a process that is gone for a minute and back is counted: ProcessCrashLooping": ["starts anew"],
    }),
  },
  processStatus: {
    name: "pm2_process_status",
    type: "gauge",
    about: "1 for the status that the process has, 0 for each other one.",
    isSwitch: true,
    labels: { ...process, status: "online" },
    harmless: harmless({
      "only drawn: what is not online is told by pm2_process_up (ProcessNotOnline)": [
        "vanishes",
        "freezes",
        "drops to zero",

        ...restless,
        "is there every other sample",
      ],
    }),
  },
  restarts: {
    name: "pm2_process_restarts_total",
    type: "counter",
    about:
      "Restarts of the process since the exporter first reached PM2: by a crash, by the memory limit or by hand. A job (autorestart: false) has none.",
    labels: process,
    harmless: harmless({ "the daemon itself was started anew: HostRebooted or ProcessDaemonGone": [...counts] }),
  },
  unstableRestarts: {
    name: "pm2_process_unstable_restarts",
    type: "gauge",
    about: "Restarts in a row after less than min_uptime; PM2 gives up at max_restarts, and sets it back to 0.",
    labels: process,
    harmless: harmless({
      "only drawn: the same restarts are counted in pm2_process_restarts_total (ProcessCrashLooping)": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  memory: {
    name: "pm2_process_memory_bytes",
    type: "gauge",
    about: "Resident memory of the process, while it runs.",
    labels: process,
    harmless: harmless({
      "memory that would be full ends in a restart, which ProcessRestartedByMemory tells": ["freezes"],
      "less memory in use": [...less],
      "below the limit, near which ProcessMemoryHigh tells; PM2 itself restarts what passes it": [...more, ...restless],
    }),
  },
  memoryLimit: {
    name: "pm2_process_memory_limit_bytes",
    type: "gauge",
    about: "Memory above which PM2 restarts the process (max_memory_restart), where it is set.",
    labels: process,
    harmless: harmless({
      "there is more of it, which is no harm": ["doubles", "grows tenfold"],
      "the limit is set when the process starts": [...restless, "steps back"],
    }),
  },
  cpu: {
    name: "pm2_process_cpu_ratio",
    type: "gauge",
    about: "CPU that the process uses, while it runs: 1 is one core.",
    labels: process,
    harmless: harmless({
      "a process that would be too busy shows in its answers: ApiSlowResponses, WebSlow": ["freezes"],
      "less to do": [...less],
      "ten times a quiet noon's is a third of a core; ProcessCpuHigh tells a whole one": [...more, ...restless],
    }),
  },
  startTime: {
    name: "pm2_process_start_time_seconds",
    type: "gauge",
    about: "When the process was last started (Unix time), while it is online.",
    labels: process,
    harmless: harmless({
      "only drawn: a start is counted in pm2_process_restarts_total (ProcessCrashLooping)": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  eventLoopLag: {
    name: "pm2_process_event_loop_lag_seconds",
    type: "gauge",
    about: "Event-loop lag that 95 % of the recent measurements stay below, where the app publishes it.",
    labels: process,
    harmless: harmless({
      "a lag that nobody would see shows in the answers: ApiSlowResponses, WebSlow": ["freezes"],
      "a loop that is quicker": [...less],
      "ten times a few milliseconds are not felt; ProcessEventLoopLagging tells what is": [...more, ...restless],
    }),
  },
});
