import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/load.ts";
import type { Logins } from "../kit/lab/logins.ts";
import { at, partSpec, urlOf } from "../kit/lab/monitoring.ts";
import { answers } from "../kit/lab/parts/http.ts";
import type { Parts } from "../kit/lab/parts/obtain.ts";
import type { ServiceSpec } from "../kit/lab/services.ts";
import { settingsIn } from "../kit/model/part.ts";
import { exporterNodeFlags } from "../parts/node-flags.ts";
import type { Ports, startedParts } from "./addresses.ts";
import type { MongodbProgram } from "./mongodb/obtain.ts";
import { mongodbSpec } from "./mongodb/start.ts";
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
  /** Where the platform writes its lines, in a run that collects them. */
  readonly lines?: string;
  /** Where the platform sends its spans, in a run that keeps traces. */
  readonly spans?: string;
  /** As of the kit's `MonitoringRun`. */
  readonly takesCounts?: boolean;
  /** The only account that can sign in to the site; its password is the secret `journeys-password`. */
  readonly account: string;
}

/** What the API and the site add in one import. */
const tracing = new URL("../tracing/register.ts", import.meta.url).href;

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
  const lines = run.lines === undefined ? [] : ["--lines", run.lines];
  const flags = (port: number) => ["--state-dir", directory, "--port", String(port)];
  const running = (app: Pm2App, service: string, port: number, health: string): RunApp => {
    const log = logFile(run, app.name);
    const files = { out_file: log, error_file: log, merge_logs: true };
    const address = urlOf(port);
    const traced = run.spans && { OTEL_SERVICE_NAME: service, OTEL_EXPORTER_OTLP_ENDPOINT: run.spans };
    const env = { NODE_ENV: "production", ...traced };
    const node_args = [...(app.node_args ?? []), ...(traced ? ["--import", tracing] : [])];
    return { app: { ...app, ...files, node_args, env }, address, health: `${address}${health}`, log };
  };
  return [
    running(
      platformApp("benevoclic-api", [...flags(ports.api), "--traffic", traffic, ...lines]),
      "api",
      ports.api,
      "/health",
    ),
    running(
      platformApp("benevoclic-web", [
        ...flags(ports.web),
        ...["--account", run.account, "--password-file", path.resolve(directory, "secrets/journeys-password")],
        ...(run.spans === undefined ? [] : ["--api", urlOf(ports.api)]),
      ]),
      "web",
      ports.web,
      "/",
    ),
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

/** The program of a part, listening on its port: ours as Node runs it in the image, others as they were downloaded. */
export function partProgram(
  run: RunSettings & { readonly config: Config; readonly secrets: string; readonly parts: Parts },
  { job, service, local }: (typeof startedParts)[number],
): ServiceSpec {
  const { directory, config, secrets, parts } = run;
  const port = run.ports.ofPart[job] ?? 0;
  const args = local.arguments({
    directory: path.resolve(directory),
    values: config,
    settings: settingsIn(config, { name: job }),
    secret: ({ name }) => path.resolve(secrets, name),
  });
  if (service.program === undefined)
    return partSpec(run, parts, { name: service.name as keyof Parts, port, ready: local.ready, args });
  const spec = ours(run, service.name, `exporters/${service.program}/main.ts`, ["--port", String(port), ...args]);
  return {
    ...spec,
    args: [...exporterNodeFlags, ...spec.args],
    ready: () => answers(`${urlOf(port)}${local.ready}`),
    address: urlOf(port),
  };
}
