import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "../../config/load.ts";
import { loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import { writeLogins } from "../../kit/lab/logins.ts";
import { at, monitoringSpecs } from "../../kit/lab/monitoring.ts";
import { obtainParts } from "../../kit/lab/parts/obtain.ts";
import { freePort } from "../../kit/lab/parts/ports.ts";
import { sampleLine, tellsMoment } from "../../kit/lab/recording/exposition.ts";
import type { RecordedSeries } from "../../kit/lab/recording/target-log.ts";
import { startReplicated } from "../../kit/lab/replicated/run.ts";
import { type Service, startService, type Undo } from "../../kit/lab/services.ts";
import { startHttpServer } from "../../kit/lab/sinks/http-server.ts";
import { filesOf } from "../../kit/write/files.ts";
import { writeTree } from "../../kit/write/tree.ts";
import { benevoclic } from "../../platform.ts";
import { deployHour } from "../../simulator/recording/days.ts";
import { recordingOf } from "../../simulator/recording/recording.ts";
import { cpuSeconds, residentMegabytes } from "../process-figures.ts";

/** What the set watches of itself; all other jobs are recorded. */
const own = ["prometheus", "alertmanager"];
/** Until what is started has settled, in milliseconds. */
const settling = 60_000;

interface Cost {
  readonly name: string;
  readonly programs: readonly { readonly program: string; readonly megabytes: number; readonly cores: number }[];
}

/** Production's rules over the series of its recorded hour, as they stood at its beginning: first one host's programs, then two hosts'. */
export async function cost(seconds: number, directory: string): Promise<Cost[]> {
  const production = loadConfig("production");
  const { series } = await recordingOf(deployHour, environmentOf(benevoclic, production));
  const undo: Undo = [];
  try {
    const jobs: Record<string, string> = {};
    for (const job of Object.keys(production.jobs)) {
      const port = own.includes(job)
        ? await freePort()
        : await answering(exposition(series.filter(({ labels }) => labels.job === job)), undo);
      jobs[job] = at(port);
    }
    const config = { ...production, jobs: { ...production.jobs, ...jobs } };
    return [
      await measured("a single host", seconds, await single(config, path.join(directory, "single"))),
      await measured("two hosts", seconds, await replicated(config, directory)),
    ];
  } finally {
    for (const step of undo.reverse()) await step();
  }
}

function exposition(series: readonly RecordedSeries[]): string {
  const lines = series.flatMap(({ name, labels, values }) => {
    const { job: _, instance: __, target: ___, ...exposed } = labels;
    const value = Number.parseFloat(values);
    if (Number.isNaN(value) || name === "up" || name.startsWith("scrape_")) return [];
    return [sampleLine(name, exposed, tellsMoment(name) ? Date.now() / 1000 - 3600 + value : value)];
  });
  return `${[...new Set(lines)].join("\n")}\n`;
}

async function answering(text: string, undo: Undo): Promise<number> {
  const headers = { "Content-Type": "text/plain; version=0.0.4" };
  const server = await startHttpServer(() => ({ status: 200, headers, text }), { port: 0, maxBodyBytes: 1024 });
  undo.push(server.stop);
  return server.port;
}

type Running = { readonly services: readonly Service[]; readonly stop: () => Promise<void> };

async function single(usual: Config, directory: string): Promise<Running> {
  const undo: Undo = [];
  const secrets = path.join(directory, "secrets");
  mkdirSync(secrets, { recursive: true });
  const logins = writeLogins(secrets);
  // Nobody is told here.
  writeFileSync(path.join(secrets, "heartbeat-url"), "http://127.0.0.1:1/");
  const config = {
    ...usual,
    prometheus: { ...usual.prometheus, secrets },
    notifications: { ...usual.notifications, secrets },
  };
  writeTree(filesOf(environmentOf(benevoclic, config)), path.join(directory, "generated"));
  const port = (job: "prometheus" | "alertmanager") => Number(config.jobs[job]?.split(":")[1]);
  const ports = { prometheus: port("prometheus"), alertmanager: port("alertmanager") };
  const parts = await obtainParts({ names: ["prometheus", "alertmanager"] });
  const specs = monitoringSpecs({ directory, ports, logins }, parts);
  const services = [await startService(specs.alertmanager, undo), await startService(specs.prometheus, undo)];
  const stop = async () => {
    for (const step of undo.reverse()) await step();
  };
  return { services, stop };
}

async function replicated(config: Config, directory: string): Promise<Running> {
  const run = await startReplicated(benevoclic, config, { directory: path.join(directory, "two") });
  return { services: [...run.hosts.values()].flatMap((host) => Object.values(host)), stop: run.stop };
}

async function measured(name: string, seconds: number, { services, stop }: Running): Promise<Cost> {
  try {
    await pause(settling);
    const before = services.map(({ child }) => cpuSeconds(child.pid));
    await pause(seconds * 1000);
    const programs = services.map(({ name: program, child }, index) => ({
      program,
      megabytes: residentMegabytes(child.pid),
      cores: (cpuSeconds(child.pid) - (before[index] ?? 0)) / seconds,
    }));
    const sum = (of: "megabytes" | "cores") => programs.reduce((total, one) => total + one[of], 0);
    return { name, programs: [...programs, { program: "together", megabytes: sum("megabytes"), cores: sum("cores") }] };
  } finally {
    await stop();
  }
}
