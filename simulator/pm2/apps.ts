import { fileURLToPath } from "node:url";

/**
 * An app as PM2's ecosystem file describes it, as far as the simulated platform and the tests need:
 * https://pm2.keymetrics.io/docs/usage/application-declaration/
 */
export interface Pm2App {
  readonly name: string;
  /** Absolute path. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly node_args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly exec_mode?: "fork" | "cluster";
  readonly instances?: number;
  /** Bytes, or such as `1G`. */
  readonly max_memory_restart?: number | string;
  /** Milliseconds, or such as `10s`. */
  readonly min_uptime?: number | string;
  readonly max_restarts?: number;
  /** Milliseconds. */
  readonly restart_delay?: number;
  readonly autorestart?: boolean;
  /** As cron writes it: PM2 starts the app at these times, and ends one that still runs. */
  readonly cron_restart?: string;
  /** Absolute paths; in PM2's own directory unless told. */
  readonly out_file?: string;
  readonly error_file?: string;
  /** Else PM2 puts each process's number into the files' names. */
  readonly merge_logs?: boolean;
}

/** How the platform runs its apps (benevoclic.md section 1). */
const asInProduction = {
  exec_mode: "fork",
  instances: 1,
  max_memory_restart: "1G",
  min_uptime: "10s",
  max_restarts: 10,
  restart_delay: 4000,
} as const;

/** The names of the platform's apps (benevoclic.md section 1). */
export type PlatformApp = "benevoclic-api" | "benevoclic-web";

const programs: Readonly<Record<PlatformApp, string>> = {
  "benevoclic-api": "api-program.ts",
  "benevoclic-web": "web-program.ts",
};

/**
 * An app of the simulated platform.
 * @param args the program's flags, in simulator/platform/
 */
export function platformApp(name: PlatformApp, args: readonly string[]): Pm2App {
  return {
    ...asInProduction,
    name,
    script: fileURLToPath(new URL(`../platform/${programs[name]}`, import.meta.url)),
    args,
    node_args: ["--import", import.meta.resolve("tsx")],
  };
}
