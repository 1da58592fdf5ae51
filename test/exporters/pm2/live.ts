import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { type Child, startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import type { Pm2App } from "../../../simulator/pm2/apps.ts";
import { type Pm2, startPm2 } from "../../../simulator/pm2/pm2.ts";
import { parseExposition, type Sample, select } from "../../simulator/platform/live.ts";

export const patience = { timeout: 40_000, interval: 100 };

export const value = (all: readonly Sample[], name: string, labels: Record<string, string> = {}): number | undefined =>
  select(all, name, labels)[0]?.value;

export const statusOf = (all: readonly Sample[], app: string): string | undefined =>
  select(all, "pm2_process_status", { app }).find((sample) => sample.value === 1)?.labels.status;

export const restartsOf = (all: readonly Sample[], app: string): number =>
  value(all, "pm2_process_restarts_total", { app }) ?? Number.NaN;

/** A real PM2, and the exporter as a program of its own that asks it. */
export interface Live {
  readonly directory: string;
  pm2: Pm2;
  readonly exporter: Child;
  readonly port: number;
  scrape(): Promise<string>;
  samples(): Promise<Sample[]>;
  /** Scrapes until it is so, and returns that scrape. */
  once(isSo: (all: Sample[]) => boolean): Promise<Sample[]>;
  online(app: string): Promise<Sample[]>;
  /** What the exporter has logged. */
  log(): string;
  stop(): Promise<void>;
}

/** @param appsIn the apps, whose scripts may be written to the directory */
export async function startLive(appsIn: (directory: string) => readonly Pm2App[]): Promise<Live> {
  const directory = mkdtempSync(join(tmpdir(), "pm2-live-"));
  const logFile = join(directory, "exporter.log");
  const pm2 = await startPm2({ directory, memoryCheck: 500, apps: appsIn(directory) });
  const { port, child: exporter } = await startOnFreePort((free) =>
    startChild({
      name: "pm2-exporter",
      command: process.execPath,
      args: ["--import", "tsx", "exporters/pm2/main.ts", "--port", String(free)],
      env: { PM2_DAEMON_RPC_PORT: pm2.rpcSocket },
      logFile,
      ready: () => answers(`http://127.0.0.1:${free}/-/ready`),
    }),
  );
  const scrape = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const live: Live = {
    directory,
    pm2,
    exporter,
    port,
    scrape,
    samples: async () => parseExposition(await scrape()),
    once: async (isSo) => {
      let all: Sample[] = [];
      await vi.waitUntil(async () => {
        all = await live.samples();
        return isSo(all);
      }, patience);
      return all;
    },
    online: (app) => live.once((all) => statusOf(all, app) === "online"),
    log: () => readFileSync(logFile, "utf8"),
    stop: async () => {
      await exporter.stop();
      await live.pm2.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return live;
}
