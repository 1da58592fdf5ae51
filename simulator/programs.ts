import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/load.ts";
import type { Logins } from "../kit/lab/logins.ts";
import { at, monitoringSpecs, partSpec, urlOf } from "../kit/lab/monitoring.ts";
import { answers } from "../kit/lab/parts/http.ts";
import type { Parts } from "../kit/lab/parts/obtain.ts";
import type { ServiceSpec } from "../kit/lab/services.ts";
import { passwordSettings, recorderSettings } from "../parts/anomaly-recorder.ts";
import { exporterNodeFlags } from "../parts/node-flags.ts";
import type { Ports } from "./addresses.ts";
import type { MongodbProgram } from "./mongodb/obtain.ts";
import { mongodbSpec } from "./mongodb/start.ts";
import { nodeExporterArguments } from "./platform/node-exporter.ts";
import { pinnedHours } from "./platform/traffic.ts";
import { type Pm2App, platformApp } from "./pm2/apps.ts";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

/** Visitors of the simulated platform: as the clock says, or as on an evening. */
export type Traffic = "clock" | "none" | keyof typeof pinnedHours;

/** What every program of a run is started with. */
export interface RunSettings {
  readonly directory: string;
  readonly ports: Ports;
  readonly traffic: Traffic;
  readonly logins: Logins;
}

const logFile = ({ directory }: RunSettings, name: string) => path.join(directory, "logs", `${name}.log`);

/** An app that PM2 runs, and what it is looked at by. */
export interface RunApp {
  readonly app: Pm2App;
  readonly address: string;
  /** Answers when the app is ready. */
  readonly health: string;
  /** Holds all that the app writes. */
  readonly log: string;
}

/** The API and the front end. */
export function platformApps(run: RunSettings): RunApp[] {
  const { directory, ports, traffic } = run;
  const flags = (port: number) => ["--state-dir", directory, "--port", String(port)];
  const running = (app: Pm2App, port: number, health: string): RunApp => {
    const log = logFile(run, app.name);
    const files = { out_file: log, error_file: log, merge_logs: true };
    const address = urlOf(port);
    return { app: { ...app, ...files, env: { NODE_ENV: "production" } }, address, health: `${address}${health}`, log };
  };
  return [
    running(platformApp("benevoclic-api", [...flags(ports.api), "--traffic", traffic]), ports.api, "/health"),
    running(platformApp("benevoclic-web", flags(ports.web)), ports.web, "/"),
  ];
}

/** A program of ours, run by this Node. */
function ours(run: RunSettings, name: string, script: string, args: readonly string[]): ServiceSpec {
  return {
    name,
    command: process.execPath,
    args: ["--import", "tsx", path.join(repository, script), ...args],
    cwd: repository,
    env: { NODE_ENV: "production" },
    logFile: logFile(run, name),
    address: "",
  };
}

/** One of the exporters, with the flags that it has in the image. */
function exporter(run: RunSettings, name: string, script: string, args: readonly string[]): ServiceSpec {
  const spec = ours(run, name, script, args);
  return { ...spec, args: [...exporterNodeFlags, ...spec.args] };
}

/** The simulated machine under the platform. */
export function hostSpec(run: RunSettings): ServiceSpec {
  const host = path.join(run.directory, "host");
  const args = ["--state-dir", run.directory, "--dir", host];
  return {
    ...ours(run, "host", "simulator/platform/host-program.ts", args),
    ready: async () => existsSync(path.join(host, "proc/stat")),
  };
}

/** The database of the platform, and the life of its data. The data needs the server. */
export function databaseSpecs(run: RunSettings, program: MongodbProgram): Record<"mongodb" | "data", ServiceSpec> {
  const { directory, ports, traffic } = run;
  const port = ports.mongodb;
  const log = logFile(run, "mongodb");
  const hour = traffic === "evening" || traffic === "night" ? ["--hour", String(pinnedHours[traffic])] : [];
  const data = ours(run, "data", "simulator/mongodb/data-program.ts", [
    ...["--state-dir", directory, "--port", String(port), ...hour],
  ]);
  return {
    mongodb: { ...mongodbSpec(program, { port, logFile: log }), name: "mongodb", address: `mongodb://${at(port)}` },
    data: { ...data, ready: async () => readFileSync(data.logFile, "utf8").includes("data is there") },
  };
}

/** @param uriFile the file that holds the connection string */
export function businessExporterSpec(run: RunSettings, uriFile: string): ServiceSpec {
  const address = urlOf(run.ports.business);
  const args = ["--port", String(run.ports.business), "--mongodb-uri-file", uriFile];
  return {
    ...exporter(run, "business-exporter", "exporters/business/main.ts", args),
    ready: () => answers(`${address}/-/ready`),
    address,
  };
}

/** @param socket of the PM2 daemon */
export function pm2ExporterSpec(run: RunSettings, socket: string): ServiceSpec {
  const address = urlOf(run.ports.pm2);
  const args = ["--port", String(run.ports.pm2), "--pm2-daemon-rpc-port", socket];
  return {
    ...exporter(run, "pm2-exporter", "exporters/pm2/main.ts", args),
    ready: () => answers(`${address}/-/ready`),
    address,
  };
}

/** The records are Markdown files of the run's directory `anomalies`. @param secrets the directory of its secret files */
export function anomalyRecorderSpec(run: RunSettings, config: Config, secrets: string): ServiceSpec {
  const { ports, directory } = run;
  const address = urlOf(ports.anomalies);
  const settings = {
    ...recorderSettings(config),
    ...{
      port: String(ports.anomalies),
      directory: path.join(directory, "anomalies"),
      "recorder-token-file": path.join(secrets, "recorder-token"),
      ...passwordSettings(secrets),
    },
    // Commands are obeyed while somebody watches.
    "look-every": "2",
  };
  const args = Object.entries(settings).map(([name, value]) => `--${name}=${value}`);
  return {
    ...exporter(run, "anomaly-recorder", "exporters/anomalies/main.ts", args),
    ready: () => answers(`${address}/-/ready`),
    address,
  };
}

export type PartName = "node-exporter" | "blackbox-exporter" | "alertmanager" | "prometheus";

/** The monitoring's own programs, as they were downloaded. */
export function partSpecs(run: RunSettings, parts: Parts): Record<PartName, ServiceSpec> {
  const { directory, ports } = run;
  const modules = path.join(directory, "generated/blackbox/blackbox.yml");
  return {
    ...monitoringSpecs(run, parts),
    "node-exporter": partSpec(run, parts, {
      ...{ name: "node-exporter", port: ports.node, ready: "/metrics" },
      args: nodeExporterArguments(path.join(directory, "host")),
    }),
    "blackbox-exporter": partSpec(run, parts, {
      ...{ name: "blackbox-exporter", port: ports.blackbox, ready: "/metrics" },
      args: [`--config.file=${modules}`],
    }),
  };
}
