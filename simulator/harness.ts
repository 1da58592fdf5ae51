import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { breakableConfiguration } from "../kit/lab/broken-configuration.ts";
import type { Fault } from "../kit/lab/fault.ts";
import { writeLogins } from "../kit/lab/logins.ts";
import { ChildNotReady } from "../kit/lab/parts/children.ts";
import { answers } from "../kit/lab/parts/http.ts";
import { obtainParts } from "../kit/lab/parts/obtain.ts";
import { type PrometheusApi, prometheusApi } from "../kit/lab/prometheus-api.ts";
import { type Service, startService, together, type Undo } from "../kit/lab/services.ts";
import { type DiscordSink, startDiscordSink } from "../kit/lab/sinks/discord.ts";
import { type SmtpSink, startSmtpSink } from "../kit/lab/sinks/smtp.ts";
import { startWebhookSink, type WebhookSink } from "../kit/lab/sinks/webhook.ts";
import type { Environment } from "../kit/model/environment.ts";
import { filesOf } from "../kit/write/files.ts";
import { writeTree } from "../kit/write/tree.ts";
import { benevoclic } from "../platform.ts";
import { configAt, freePorts, type Ports } from "./addresses.ts";
import { applyHarnessFaults } from "./harness-faults.ts";
import { type MongodbProgram, MongodbUnavailable, obtainMongodb } from "./mongodb/obtain.ts";
import { mongodbUri } from "./mongodb/start.ts";
import { readFaults, writeFaults } from "./platform/faults-file.ts";
import { type Pm2, startPm2 } from "./pm2/pm2.ts";
import {
  anomalyRecorderSpec,
  businessExporterSpec,
  databaseSpecs,
  hostSpec,
  type PartName,
  partSpecs,
  platformApps,
  pm2ExporterSpec,
  type RunApp,
  type RunSettings,
  type Traffic,
} from "./programs.ts";

export interface HarnessOptions {
  /** Everything that the run writes goes there; emptied at the start. */
  readonly directory: string;
  readonly progress?: (line: string) => void;
  /** An evening unless told. */
  readonly traffic?: Traffic;
  /** Replaces the generated files before they are written; benchmarks run a peer's configuration this way. */
  readonly files?: (generated: ReadonlyMap<string, string>) => ReadonlyMap<string, string>;
  /** Stops the start when it is aborted; nothing is left running. */
  readonly signal?: AbortSignal;
}

/** What is absent where no MongoDB can be had. */
type DatabaseService = "mongodb" | "data" | "business-exporter";

/** The supervised programs; the API and the front end run under PM2. */
export type Services = Readonly<Record<PartName | "host" | "pm2-exporter" | "anomaly-recorder", Service>> &
  Readonly<Partial<Record<DatabaseService, Service>>>;

/** The running system: the simulated platform, its monitoring, and the sinks that stand for the internet. */
export interface Harness {
  readonly directory: string;
  readonly config: Config;
  readonly ports: Ports;
  readonly services: Services;
  readonly pm2: Pm2;
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
  const undo: Undo = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const goOn = () => signal?.throwIfAborted();
  try {
    const [parts, mongodb] = await together([obtainParts({ progress }), mongodbIfAny(progress)]);
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
    const config = configAt(ports, { secrets, database: mongodb !== undefined });
    writeSecrets(secrets, { discord, heartbeats, ports });
    const logins = writeLogins(secrets);
    const environment = environmentOf(benevoclic, config);
    writeFaults(directory, { active: [] });
    goOn();

    const run: RunSettings = { directory, ports, logins, traffic: options.traffic ?? "evening" };
    progress("starting the simulated Benevoclic");
    const [host, pm2, database] = await together([
      startService(hostSpec(run), undo),
      startPlatform(run, undo),
      mongodb && startDatabase(run, mongodb, undo),
      // Seconds of work for this process alone: the programs above start meanwhile.
      generate(environment, options),
    ]);
    goOn();
    progress("starting the exporters, Alertmanager and Prometheus");
    const specs = partSpecs(run, parts);
    const [node, blackbox, alertmanager, prometheus, pm2Exporter, recorder, business] = await together([
      startService(specs["node-exporter"], undo),
      startService(specs["blackbox-exporter"], undo),
      startService(specs.alertmanager, undo),
      startService(specs.prometheus, undo),
      startService(pm2ExporterSpec(run, pm2.rpcSocket), undo),
      startService(anomalyRecorderSpec(run, config, secrets), undo),
      database && startService(businessExporterSpec(run, path.join(secrets, "mongodb-uri")), undo),
    ]);
    goOn();
    const services: Services = {
      ...{ host, alertmanager, prometheus, "node-exporter": node, "blackbox-exporter": blackbox },
      ...{
        "pm2-exporter": pm2Exporter,
        "anomaly-recorder": recorder,
        ...database,
        ...(business && { "business-exporter": business }),
      },
    };

    const applied = applyHarnessFaults(directory, {
      ofHost: [
        ...(database ? [database.mongodb] : []),
        ...[node, pm2Exporter, recorder, ...(business ? [business] : [])],
      ],
      ...{ nodeExporter: node, mongodb: database?.mongodb, pm2, discord, progress },
      configuration: breakableConfiguration(
        path.join(directory, "generated/prometheus/prometheus.yml"),
        prometheus.address,
      ),
    });
    undo.push(applied.close);
    return {
      ...{ directory, config, ports, services, pm2, discord, smtp, heartbeats, stop },
      prometheus: prometheusApi(prometheus.address),
      cause: (name) => causeFault(directory, name),
      clear: () => clearFaults(directory),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function generate(environment: Environment, { directory, files }: HarnessOptions): Promise<void> {
  const generated = filesOf(environment);
  writeTree(files?.(generated) ?? generated, path.join(directory, "generated"));
}

/** Nothing, with the reason told in one line, where no MongoDB can be had: the rest of the system runs without. */
async function mongodbIfAny(progress: (line: string) => void): Promise<MongodbProgram | undefined> {
  try {
    return await obtainMongodb({ progress });
  } catch (error) {
    if (!(error instanceof MongodbUnavailable)) throw error;
    const [reason = ""] = error.message.split("\n");
    progress(`${reason}; going on without the database and its exporter (Java 17 and Maven would bring them)`);
    return undefined;
  }
}

/** Seconds that PM2's apps have until they answer. */
const appsReadyWithin = 20;

/** The API and the front end under a PM2 of their own, as in production. */
async function startPlatform(run: RunSettings, undo: Undo): Promise<Pm2> {
  const apps = platformApps(run);
  const pm2 = await startPm2({ directory: path.join(run.directory, "pm2"), apps: apps.map(({ app }) => app) });
  undo.push(pm2.stop);
  await together(apps.map(answering));
  return pm2;
}

/** @throws ChildNotReady when the app does not answer in time */
async function answering({ app: { name, script, args = [] }, health, log }: RunApp): Promise<void> {
  for (const end = Date.now() + appsReadyWithin * 1000; Date.now() < end; await pause(50))
    if (await answers(health)) return;
  const words = existsSync(log) ? readFileSync(log, "utf8") : "";
  throw new ChildNotReady(
    { name, command: script, args, logFile: log },
    `did not answer within ${appsReadyWithin} s under PM2`,
    words,
  );
}

async function startDatabase(run: RunSettings, program: MongodbProgram, undo: Undo) {
  const specs = databaseSpecs(run, program);
  const mongodb = await startService(specs.mongodb, undo);
  return { mongodb, data: await startService(specs.data, undo) };
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

function writeSecrets(
  directory: string,
  run: { readonly discord: DiscordSink; readonly heartbeats: WebhookSink; readonly ports: Ports },
): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const secrets = {
    "discord-critical": run.discord.webhookUrl("critical"),
    "discord-warning": run.discord.webhookUrl("warning"),
    "discord-info": run.discord.webhookUrl("info"),
    "smtp-password": smtpPassword,
    "heartbeat-url": run.heartbeats.url("/heartbeat"),
    "mongodb-uri": mongodbUri(run.ports.mongodb),
    "recorder-token": randomBytes(16).toString("hex"),
  };
  for (const [name, value] of Object.entries(secrets))
    writeFileSync(path.join(directory, name), value, { mode: 0o400 });
}
