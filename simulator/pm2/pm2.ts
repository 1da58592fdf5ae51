import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { callPm2 } from "../../exporters/pm2/call.ts";
import { type Child, startChild } from "../../kit/lab/parts/children.ts";
import type { Pm2App } from "./apps.ts";
import { socketsIn, unfitForSockets } from "./sockets.ts";

/** A PM2 of its own, with its apps. */
export interface Pm2 {
  readonly rpcSocket: string;
  readonly pubSocket: string;
  /** The daemon, which SIGKILL ends with its apps, and SIGSTOP makes hang. */
  readonly daemon: Child;
  /**
   * PM2's command line on this daemon: `command("reset", "benevoclic-api")`.
   * @throws Error when it fails, with the file that holds what it printed
   */
  command(...args: readonly string[]): Promise<void>;
  /** Starts apps beside those that run, or with other settings. */
  start(apps: readonly Pm2App[]): Promise<void>;
  restart(app: string): Promise<void>;
  /** Kills the app's processes, as the kernel does when memory is short; PM2 starts them again. */
  crash(app: string): Promise<void>;
  /** Crashes the app every second until it is stopped. PM2 may have given up by then: only a restart brings the app back. */
  crashLoop(app: string): { stop(): Promise<void> };
  /** Ends the apps, then the daemon. */
  stop(): Promise<void>;
}

const pm2Directory = path.dirname(createRequire(import.meta.url).resolve("pm2/package.json"));

/**
 * By its bare name from its directory: PM2 takes a path with a space in it for a command line of bash. And by this Node: else it
 * looks for an interpreter of its own choice for TypeScript.
 */
const inItsDirectory = (app: Pm2App) => ({
  ...app,
  ...{ cwd: path.dirname(app.script), script: path.basename(app.script), interpreter: process.execPath },
});

/**
 * Starts a real PM2 daemon and apps in it. Everything ends with this process, also when that is killed by SIGKILL: the daemon
 * by the signal that the kernel sends it, the apps within seconds because the probe that PM2 puts into each of them ends it when the daemon is gone.
 *
 * @param options.directory its PM2_HOME is `home` there, its two sockets are alone in `sockets`, as in production, and `pm2` is its
 *   command line
 * @param options.memoryCheck milliseconds between its looks at max_memory_restart; 30,000 unless told, as PM2 has it
 * @throws Error when a socket cannot be in the directory; ChildNotReady when the daemon does not start
 */
export async function startPm2(options: {
  readonly directory: string;
  readonly apps: readonly Pm2App[];
  readonly memoryCheck?: number;
}): Promise<Pm2> {
  const directory = path.resolve(options.directory);
  const home = path.join(directory, "home");
  const { directory: sockets, rpc: rpcSocket, pub: pubSocket } = socketsIn(directory);
  const unfit = unfitForSockets(directory);
  if (unfit !== undefined) throw new Error(unfit);
  for (const needed of [home, sockets]) mkdirSync(needed, { recursive: true });
  const env: Record<string, string> = {
    PM2_HOME: home,
    PM2_DAEMON_RPC_PORT: rpcSocket,
    PM2_DAEMON_PUB_PORT: pubSocket,
    // It asks a server of its makers for its newest version otherwise.
    PM2_DISABLE_VERSION_CHECK: "true",
    ...(options.memoryCheck !== undefined && { PM2_WORKER_INTERVAL: String(options.memoryCheck) }),
  };
  // What people type, as PM2's user on a server does after a login.
  const variables = Object.entries(env).map(([name, value]) => `${name}='${value}'`);
  const commandLine = `#!/bin/sh\n${variables.join(" ")} exec '${process.execPath}' '${pm2Directory}/bin/pm2' "$@"\n`;
  writeFileSync(path.join(directory, "pm2"), commandLine, { mode: 0o755 });

  const daemon = await startChild({
    name: "pm2",
    command: process.execPath,
    args: [path.join(pm2Directory, "lib/Daemon.js")],
    env,
    logFile: path.join(directory, "pm2.log"),
    ready: () =>
      callPm2({ socket: rpcSocket, method: "getMonitorData", within: 1000 }).then(
        () => true,
        () => false,
      ),
  });
  // The command line, not the library, which would become a part of this process.
  const command = async (...args: readonly string[]) => {
    const logFile = path.join(directory, "commands.log");
    const child = await startChild({
      name: `pm2 ${args[0]}`,
      command: process.execPath,
      args: [path.join(pm2Directory, "bin/pm2"), ...args],
      env,
      logFile,
    });
    const { code } = await child.exited;
    if (code !== 0) throw new Error(`pm2 ${args.join(" ")} failed: its words are at the end of ${logFile}`);
  };
  const crash = async (app: string) => {
    const argument = { process_name: app, signal: "SIGKILL" };
    await callPm2({ socket: rpcSocket, method: "sendSignalToProcessName", argument, within: 10_000 });
  };
  const pm2: Pm2 = {
    rpcSocket,
    pubSocket,
    daemon,
    command,
    start: async (apps) => {
      const file = path.join(directory, "ecosystem.json");
      writeFileSync(file, JSON.stringify({ apps: apps.map(inItsDirectory) }, null, 2));
      await command("start", file);
    },
    restart: (app) => command("restart", app),
    crash,
    crashLoop: (app) => {
      const over = new AbortController();
      const crashing = (async () => {
        while (!over.signal.aborted) {
          // Between two lives there is nobody to kill.
          await crash(app).catch(() => {});
          await pause(1000, undefined, { signal: over.signal }).catch(() => {});
        }
      })();
      return {
        stop: async () => {
          over.abort();
          await crashing;
        },
      };
    },
    // Each app may take PM2's kill_timeout of 1.6 s.
    stop: () => daemon.stop(20_000),
  };
  try {
    if (options.apps.length > 0) await pm2.start(options.apps);
    return pm2;
  } catch (error) {
    await pm2.stop();
    throw error;
  }
}
