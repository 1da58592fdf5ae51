import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/load.ts";
import { environmentOf } from "../generator/environment.ts";
import { filesOf } from "../generator/files.ts";
import { prometheusFlags } from "../generator/prometheus.ts";
import { writeTree } from "../generator/tree.ts";
import { at, configAt, freePorts, type Ports, urlOf } from "./addresses.ts";
import type { Fault } from "./faults.ts";
import { type Child, ChildNotReady, type ChildSpec, startChild } from "./parts/children.ts";
import { answers } from "./parts/http.ts";
import { obtainParts, type Parts } from "./parts/obtain.ts";
import { readFaults, watchFaults, writeFaults } from "./platform/faults-file.ts";
import { nodeExporterArguments } from "./platform/node-exporter.ts";
import { type PrometheusApi, prometheusApi } from "./prometheus-api.ts";
import { type DiscordSink, startDiscordSink } from "./sinks/discord.ts";
import { type SmtpSink, startSmtpSink } from "./sinks/smtp.ts";
import { startWebhookSink, type WebhookSink } from "./sinks/webhook.ts";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

export interface HarnessOptions {
  /** Everything that the run writes goes there; emptied at the start. */
  readonly directory: string;
  readonly progress?: (line: string) => void;
  /** Visitors of the simulated API: as the clock says, or as on an evening. */
  readonly traffic?: "clock" | "evening" | "night" | "none";
  /** Replaces the generated files before they are written; benchmarks run a peer's configuration this way. */
  readonly files?: (generated: ReadonlyMap<string, string>) => ReadonlyMap<string, string>;
  /** Stops the start when it is aborted; nothing is left running. */
  readonly signal?: AbortSignal;
}

/** A program of the run, which can be stopped and started again on its own address. */
export interface Service {
  readonly name: string;
  readonly address: string;
  readonly child: Child;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export type ServiceName =
  | "api"
  | "web"
  | "host"
  | "node-exporter"
  | "blackbox-exporter"
  | "alertmanager"
  | "prometheus";

/** The running system: the simulated platform, its monitoring, and the sinks that stand for the internet. */
export interface Harness {
  readonly directory: string;
  readonly config: Config;
  readonly ports: Ports;
  readonly services: Readonly<Record<ServiceName, Service>>;
  readonly discord: DiscordSink;
  readonly smtp: SmtpSink;
  readonly heartbeats: WebhookSink;
  readonly prometheus: PrometheusApi;
  /** Causes a fault of the library. */
  cause(name: Fault["name"]): void;
  /** Ends all faults. */
  clear(): void;
  /** Ends every process and server. */
  stop(): Promise<void>;
}

const smtpPassword = "local-only";

/**
 * Starts the whole system on free ports of 127.0.0.1 with the generated configuration, only its addresses changed.
 * @throws what the first part that does not start says; everything that had started is stopped by then.
 */
export async function startHarness(options: HarnessOptions): Promise<Harness> {
  const attempts = 3;
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      // Somebody else took one of our ports between choosing and listening: choose others.
      const portTaken = error instanceof ChildNotReady && /address already in use|EADDRINUSE/i.test(error.log);
      if (!portTaken || attempt === attempts) throw error;
      options.progress?.("a port was taken meanwhile, starting again on others");
    }
  }
}

async function startOnce(options: HarnessOptions): Promise<Harness> {
  const { directory, progress = () => {}, signal } = options;
  const undo: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const goOn = () => signal?.throwIfAborted();
  try {
    const parts = await obtainParts({ progress });
    goOn();
    rmSync(directory, { recursive: true, force: true });
    mkdirSync(directory, { recursive: true });

    progress("starting the sinks that stand for Discord, the mail server and the heartbeat service");
    const discord = await startDiscordSink();
    undo.push(discord.stop);
    const smtp = await startSmtpSink({ user: "monitoring", password: smtpPassword });
    undo.push(smtp.stop);
    const heartbeats = await startWebhookSink();
    undo.push(heartbeats.stop);

    const ports = await freePorts(smtp.port);
    const secrets = path.join(directory, "secrets");
    const config = configAt(ports, secrets);
    writeSecrets(secrets, discord, heartbeats);
    const generated = filesOf(environmentOf(config));
    writeTree(options.files?.(generated) ?? generated, path.join(directory, "generated"));
    writeFaults(directory, { active: [] });
    goOn();

    progress("starting the simulated Benevoclic");
    const specs = specsOf({ directory, parts, ports, traffic: options.traffic ?? "evening" });
    const platform = await startAll(["host", "api", "web"], specs, undo);
    goOn();
    progress("starting node-exporter, blackbox-exporter, Alertmanager and Prometheus");
    const monitoring = await startAll(
      ["node-exporter", "blackbox-exporter", "alertmanager", "prometheus"],
      specs,
      undo,
    );
    goOn();
    const services = { ...platform, ...monitoring } as Record<ServiceName, Service>;

    const applied = applyHarnessFaults(directory, { services, discord });
    undo.push(async () => applied.close());
    const prometheus = prometheusApi(urlOf(ports.prometheus));
    return {
      ...{ directory, config, ports, services, discord, smtp, heartbeats, prometheus, stop },
      cause: (name) => causeFault(directory, name),
      clear: () => clearFaults(directory),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Adds a fault to those that are active in the run of this directory; a second terminal does it the same way. */
export function causeFault(directory: string, name: Fault["name"]): void {
  const { active } = readFaults(directory);
  if (active.some((fault) => fault.name === name)) return;
  writeFaults(directory, { active: [...active, { name, since: new Date().toISOString() }] });
}

/** Ends all faults of the run of this directory. */
export function clearFaults(directory: string): void {
  writeFaults(directory, { active: [] });
}

function writeSecrets(directory: string, discord: DiscordSink, heartbeats: WebhookSink): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const secrets = {
    "discord-critical": discord.webhookUrl("critical"),
    "discord-warning": discord.webhookUrl("warning"),
    "discord-info": discord.webhookUrl("info"),
    "smtp-password": smtpPassword,
    "heartbeat-url": heartbeats.url("/heartbeat"),
  };
  for (const [name, value] of Object.entries(secrets))
    writeFileSync(path.join(directory, name), value, { mode: 0o400 });
}

type Spec = ChildSpec & { readonly address: string };

function specsOf({
  directory,
  parts,
  ports,
  traffic,
}: {
  directory: string;
  parts: Parts;
  ports: Ports;
  traffic: string;
}): Record<ServiceName, Spec> {
  const inside = (...names: string[]) => path.join(directory, ...names);
  const program = (name: ServiceName, port: number | undefined, args: string[]): Spec => ({
    name,
    command: process.execPath,
    args: [
      ...["--import", "tsx", path.join(repository, "local/platform", `${name}-program.ts`)],
      ...["--state-dir", directory, ...args, ...(port === undefined ? [] : ["--port", String(port)])],
    ],
    cwd: repository,
    env: { NODE_ENV: "production" },
    logFile: inside("logs", `${name}.log`),
    address: port === undefined ? "" : urlOf(port),
  });
  const part = (name: ServiceName & keyof Parts, port: number, args: string[]): Spec => ({
    name,
    command: parts[name].command,
    ...(parts[name].cwd && { cwd: parts[name].cwd }),
    args: [...args, `--web.listen-address=${at(port)}`],
    logFile: inside("logs", `${name}.log`),
    ready: () => answers(`${urlOf(port)}/${name.endsWith("exporter") ? "metrics" : "-/ready"}`),
    address: urlOf(port),
  });
  return {
    host: { ...program("host", undefined, ["--dir", inside("host")]), ready: written(inside("host/proc/stat")) },
    api: { ...program("api", ports.api, ["--traffic", traffic]), ready: () => answers(`${urlOf(ports.api)}/health`) },
    web: { ...program("web", ports.web, []), ready: () => answers(urlOf(ports.web)) },
    "node-exporter": part("node-exporter", ports.node, nodeExporterArguments(inside("host"))),
    "blackbox-exporter": part("blackbox-exporter", ports.blackbox, [
      `--config.file=${inside("generated/blackbox/blackbox.yml")}`,
    ]),
    alertmanager: part("alertmanager", ports.alertmanager, [
      `--config.file=${inside("generated/alertmanager/alertmanager.yml")}`,
      `--storage.path=${inside("data/alertmanager")}`,
      `--web.external-url=${urlOf(ports.alertmanager)}`,
      // Alone, and without a port of its own on every address.
      "--cluster.listen-address=",
    ]),
    prometheus: part("prometheus", ports.prometheus, [
      `--config.file=${inside("generated/prometheus/prometheus.yml")}`,
      `--storage.tsdb.path=${inside("data/prometheus")}`,
      `--web.external-url=${urlOf(ports.prometheus)}`,
      ...prometheusFlags,
    ]),
  };
}

const written = (file: string) => async () => existsSync(file);

async function startAll<Name extends ServiceName>(
  names: readonly Name[],
  specs: Record<ServiceName, Spec>,
  undo: (() => Promise<void>)[],
): Promise<Record<Name, Service>> {
  // All are awaited, also when one fails: none may start after the others were stopped.
  const outcomes = await Promise.allSettled(names.map((name) => startService(specs[name])));
  const started = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  for (const service of started) undo.push(service.stop);
  for (const outcome of outcomes) if (outcome.status === "rejected") throw outcome.reason;
  return Object.fromEntries(started.map((service) => [service.name, service])) as Record<Name, Service>;
}

async function startService(spec: Spec): Promise<Service> {
  let child = await startChild(spec);
  return {
    name: spec.name,
    address: spec.address,
    get child() {
      return child;
    },
    stop: () => child.stop(),
    start: async () => {
      if (!child.running) child = await startChild(spec);
    },
  };
}

/** Causes and ends the faults that concern no program of the platform itself. */
function applyHarnessFaults(
  directory: string,
  { services, discord }: { services: Record<ServiceName, Service>; discord: DiscordSink },
): { close(): void } {
  let last = Promise.resolve();
  let refusing = false;
  const watched = watchFaults(directory, () => {
    if (watched.active("discord-refusing") !== refusing) {
      refusing = !refusing;
      discord.behave(refusing ? { failing: 404 } : "normal");
    }
    const exporter = services["node-exporter"];
    // One after the other: a quick clear must not start what is still stopping.
    last = last.then(() => (watched.active("host-down") ? exporter.stop() : exporter.start()));
  });
  return watched;
}
