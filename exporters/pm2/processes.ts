import { z } from "zod";
import { processStatuses } from "../../signals/metrics/pm2.ts";

/** One process of PM2: only what the metrics need of it. */
export interface Pm2Process {
  readonly app: string;
  /** PM2's number of the process; a cluster has one for each of its processes. */
  readonly id: string;
  readonly status: (typeof processStatuses)[number];
  /** It is not online, and need not be: stopped on purpose, not started yet, or a job that has ended well. */
  readonly rests: boolean;
  /** PM2 starts it by its schedule or by hand only (`autorestart: false`): its starts are no restarts. */
  readonly isJob: boolean;
  /** PM2's own count, which `pm2 reset` and a new daemon set back to 0. */
  readonly restarts?: number;
  readonly unstableRestarts?: number;
  readonly memoryBytes?: number;
  readonly memoryLimitBytes?: number;
  /** 1 is one core. */
  readonly cpuRatio?: number;
  readonly startTimeSeconds?: number;
  readonly eventLoopLagSeconds?: number;
}

const count = z.int().nonnegative();
/** A figure that is left out where PM2 has it not, or in a form that is not understood. */
const figure = z
  .union([z.number(), z.string().trim().min(1).transform(Number)])
  .pipe(z.number())
  .optional()
  .catch(undefined);
const measure = figure.pipe(z.number().nonnegative().optional()).catch(undefined);
const counted = figure.pipe(count.optional()).catch(undefined);

/**
 * The fields that are taken out of `getMonitorData`'s answer, of PM2 5 to 7; zod drops all others. That is the point:
 * `pm2_env` also holds the whole environment of the app, with every secret in it, both under `env` and beside these fields.
 */
const processSchema = z.object({
  /** An ecosystem file may name an app 3000. */
  name: z.union([z.string(), z.number()]).transform(String),
  /** While a cluster is reloaded, the generation that ends is `_old_3`. */
  pm_id: z.union([count, z.string().startsWith("_old_")]),
  /** 0 when there is no process; while PM2 waits before a restart, that of the process that died. */
  pid: figure,
  /** CPU in percent of one core. Both are 0 where PM2 could not measure. */
  monit: z.object({ memory: measure, cpu: measure }).optional().catch(undefined),
  pm2_env: z.object({
    status: z.enum([...processStatuses, "waiting restart", "one-launch-status"]),
    /** Milliseconds of Unix time; null once PM2 has given up. */
    created_at: z.number().nullish().catch(undefined),
    pm_uptime: figure,
    restart_time: counted,
    unstable_restarts: counted,
    max_memory_restart: figure,
    autorestart: z
      .union([z.boolean(), z.enum(["true", "false"])])
      .optional()
      .catch(undefined),
    /** Of the life that ended last; 0 as well when a signal ended it. */
    exit_code: figure,
    stop_exit_codes: z
      .union([figure, z.array(figure)])
      .nullish()
      .catch(undefined),
    /** What the app publishes through PM2's own probe. */
    axm_monitor: z
      .object({ "Event Loop Latency p95": z.object({ value: figure, unit: z.literal("ms") }).optional() })
      .optional()
      .catch(undefined),
  }),
});

/**
 * Reads an answer of `getMonitorData`.
 * @returns the processes, and the place in the answer of each entry that is not understood, as `3: pm2_env.status`
 * @throws Error when it is no list at all
 */
export function readProcesses(answer: unknown): { processes: Pm2Process[]; unreadable: string[] } {
  const processes: Pm2Process[] = [];
  const unreadable: string[] = [];
  const told = new Set<string>();
  for (const [place, entry] of z.array(z.unknown()).parse(answer).entries()) {
    const read = processSchema.safeParse(entry);
    if (read.success && typeof read.data.pm_id === "string") continue;
    if (read.success) {
      const process = processOf(read.data);
      const identity = `${process.id} ${process.app}`;
      // Its series would be the sum of both.
      if (told.has(identity)) unreadable.push(`${place}: pm_id and name, which an earlier one has`);
      else processes.push(process);
      told.add(identity);
    }
    // The path alone: a message may quote a value.
    else unreadable.push(...read.error.issues.map(({ path }) => `${place}: ${path.join(".") || "the entry"}`));
  }
  return { processes, unreadable };
}

function processOf({ name, pm_id, pid, monit, pm2_env: env }: z.output<typeof processSchema>): Pm2Process {
  const status = statusOf(env.status, env.created_at, pid);
  const measured = monit?.memory !== undefined && monit.memory > 0;
  const lag = env.axm_monitor?.["Event Loop Latency p95"]?.value;
  const isJob = String(env.autorestart) === "false";
  return {
    app: name,
    id: String(pm_id),
    status,
    // Between two lives an app is "stopped" for an instant, and still has its pid.
    rests: status === "stopped" && !pid && (!isJob || endedWell(env)),
    isJob,
    ...given("restarts", env.restart_time),
    ...given("unstableRestarts", env.unstable_restarts),
    ...given("memoryBytes", measured ? monit.memory : undefined),
    ...given("memoryLimitBytes", env.max_memory_restart),
    ...given("cpuRatio", measured ? scaled(monit.cpu, 100) : undefined),
    ...given("startTimeSeconds", status === "online" ? scaled(env.pm_uptime, 1000) : undefined),
    // Measured against a timer of one second, which may come a little early.
    ...given("eventLoopLagSeconds", lag === undefined ? undefined : Math.max(0, lag) / 1000),
  };
}

/**
 * With a `restart_delay`, as Benevoclic's apps have (benevoclic.md section 1), PM2 5 to 7 write "waiting restart" over "errored"
 * and "stopped" when a process ends for good (pm2/lib/God.js, handleExit): it will wait for ever. No pid tells this from a
 * real wait, and a forgotten creation that it gave up.
 */
function statusOf(
  status: z.output<typeof processSchema>["pm2_env"]["status"],
  createdAt: number | null | undefined,
  pid: number | undefined,
): Pm2Process["status"] {
  if (status === "one-launch-status") return "launching";
  if (status !== "waiting restart") return status;
  if (pid !== 0) return "launching";
  return createdAt === null ? "errored" : "stopped";
}

/** Codes of a process that SIGINT or SIGTERM ended: by PM2, which was told to stop it. */
const stopped = [130, 143];

/**
 * Of a job: whether its last life ended as it should. An app that PM2 keeps running needs no such look: it is "stopped" only when somebody
 * stopped it, when its configuration says so (`stop_exit_codes`, `autostart: false`), and "errored" when PM2 has given up.
 */
function endedWell({ exit_code = 0, stop_exit_codes: right }: z.output<typeof processSchema>["pm2_env"]): boolean {
  return [0, ...stopped, ...(Array.isArray(right) ? right : [right])].includes(exit_code);
}

const scaled = (value: number | undefined, by: number) => (value === undefined ? undefined : value / by);

const given = <Key extends string>(key: Key, value: number | undefined) =>
  (value === undefined ? {} : { [key]: value }) as { [K in Key]?: number };
