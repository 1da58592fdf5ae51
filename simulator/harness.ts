import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Config } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import { breakableConfiguration } from "../kit/lab/broken-configuration.ts";
import type { Fault } from "../kit/lab/fault.ts";
import { writeLogins } from "../kit/lab/logins.ts";
import { urlOf } from "../kit/lab/monitoring.ts";
import { ChildNotReady } from "../kit/lab/parts/children.ts";
import { answers } from "../kit/lab/parts/http.ts";
import { obtainParts } from "../kit/lab/parts/obtain.ts";
import { type Service, startService, together, type Undo } from "../kit/lab/services.ts";
import { single } from "../kit/lab/single.ts";
import { type DiscordSink, startDiscordSink } from "../kit/lab/sinks/discord.ts";
import { type SmtpSink, startSmtpSink } from "../kit/lab/sinks/smtp.ts";
import { startWebhookSink, type WebhookSink } from "../kit/lab/sinks/webhook.ts";
import type { PreparedTarget, Target } from "../kit/lab/target.ts";
import type { Environment } from "../kit/model/environment.ts";
import { type Prometheus, prometheusAt } from "../kit/model/prometheus.ts";
import { findChromium } from "../kit/preview/chromium.ts";
import { filesOf } from "../kit/write/files.ts";
import { writeTree } from "../kit/write/tree.ts";
import { benevoclic } from "../platform.ts";
import { configAt, freePorts, linesDirectory, type Ports, startedParts } from "./addresses.ts";
import { writeCheckouts } from "./checkouts.ts";
import { writeDocker } from "./docker.ts";
import { applyHarnessFaults } from "./harness-faults.ts";
import { logProgramsIfAny, startLogs } from "./logs.ts";
import { startHostList } from "./machine/list.ts";
import { watchOrders } from "./machine/orders.ts";
import { writeReleases } from "./machine/releases.ts";
import { type MongodbProgram, MongodbUnavailable, obtainMongodb } from "./mongodb/obtain.ts";
import { readFaults, writeFaults } from "./platform/faults-file.ts";
import { type Pm2, startPm2 } from "./pm2/pm2.ts";
import {
  databaseSpecs,
  hostSpec,
  partProgram,
  platformApps,
  type RunApp,
  type RunSettings,
  type Traffic,
} from "./programs.ts";
import { smtpPassword, writeSecrets } from "./secrets.ts";
import { jaegerIfAny, startTraces } from "./traces.ts";

export interface HarnessOptions {
  /** Everything that the run writes goes there; emptied at the start. */
  readonly directory: string;
  readonly progress?: (line: string) => void;
  /** An evening unless told. */
  readonly traffic?: Traffic;
  /** Replaces the generated files before they are written; benchmarks run a peer's configuration this way. */
  readonly files?: (generated: ReadonlyMap<string, string>) => ReadonlyMap<string, string>;
  /**
   * Repairs what config/local.yaml allows, as `npm start` does. Without it, all is only said: a test that waits until people are told
   * would find the fault gone.
   */
  readonly heals?: true;
  /** Collects the lines of the platform, where the programs for it were built, as `npm start` does. */
  readonly logs?: true;
  /** Keeps the traces of the platform, where Jaeger was built, as `npm start` does. */
  readonly traces?: true;
  /** Starts again what dies, as the engine does in production, and tells it. A test that kills something waits for what is missing. */
  readonly restarts?: true;
  /** Walks the journeys as well, as `npm start` does where a Chromium can be had: what else is measured meanwhile has less of the machine. */
  readonly walks?: true;
  /** What watches and tells; a single one of everything unless told. */
  readonly target?: Target;
  /** Stops the start when it is aborted; nothing is left running. */
  readonly signal?: AbortSignal;
}

/** The supervised programs by name, those of the database only where it can be had; the API and the front end run under PM2. */
type Services = Readonly<Record<"host" | "prometheus" | "alertmanager" | "node-exporter", Service>> &
  Readonly<Record<string, Service>>;

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
  readonly prometheus: Prometheus;
  /** Causes a fault of the library. */
  cause(name: Fault["name"]): void;
  /** Ends all faults. */
  clear(): void;
  /** Ends every process and server. */
  stop(): Promise<void>;
}

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
  const { directory, progress = () => {}, signal, target = single } = options;
  const undo: Undo = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  const throwIfStopped = () => signal?.throwIfAborted();
  try {
    const [parts, mongodb] = await together([obtainParts({ progress }), mongodbIfAny(progress)]);
    const obtained = await target(parts, progress);
    throwIfStopped();
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
    const chromium = chromiumIfAny(options);
    const logPrograms = options.logs && logProgramsIfAny(progress);
    const jaeger = options.traces && jaegerIfAny(progress);
    const missing = new Set([
      ...(mongodb === undefined ? ["mongodb"] : []),
      ...(chromium ? [] : ["chromium"]),
      ...(logPrograms ? [] : ["logs"]),
      ...(jaeger ? [] : ["traces"]),
    ]);
    const allowed = configAt(ports, { directory, secrets, missing });
    const config = options.heals ? allowed : { ...allowed, remediation: { ...allowed.remediation, act: [] } };
    writeSecrets(secrets, { discord, heartbeats, ports });
    const logins = writeLogins(secrets);
    const environment = environmentOf(benevoclic, config);
    writeFaults(directory, { active: [] });
    writeDocker(directory, config.environment);
    writeCheckouts(directory, ["benevoclic-api", "benevoclic-web"]);
    writeReleases(directory, ["benevoclic-api", "benevoclic-web"]);
    undo.push((await startHostList(directory, config.environment)).stop);
    throwIfStopped();

    const died = options.restarts ? progress : undefined;
    const traffic = options.traffic ?? "evening";
    const run: RunSettings = {
      ...{ directory, ports, logins, traffic, account: config.journeys?.account ?? "nobody" },
      ...(logPrograms && { lines: linesDirectory(path.resolve(directory)), takesCounts: true }),
      ...(jaeger && { spans: urlOf(ports.spans) }),
    };
    progress("starting the simulated Benevoclic");
    const [host, pm2, database, watching] = await together([
      startService(hostSpec(run), undo, died),
      startPlatform(run, undo),
      mongodb && startDatabase(run, mongodb, undo, died),
      // Seconds of work for this process alone: the programs above start meanwhile.
      generate(environment, options, (files) => obtained(environment, files, run)),
    ]);
    throwIfStopped();
    progress("starting the exporters, Alertmanager and Prometheus");
    const started = startedParts.filter(({ job }) => config.jobs[job] !== undefined);
    const [{ alertmanager, prometheus, others, scraping }, ...programs] = await together([
      watching.start(undo, died),
      ...started.map((one) => startService(partProgram({ ...run, config, secrets, parts }, one), undo, died)),
    ]);
    if (jaeger) await startTraces(run, jaeger, undo, died);
    if (logPrograms) await startLogs({ ...run, config }, logPrograms, undo, died);
    throwIfStopped();
    const named = Object.fromEntries([...others, ...programs].map((program) => [program.name, program]));
    const nodeExporter = named["node-exporter"];
    if (nodeExporter === undefined) throw new Error("no part starts node-exporter");
    const services: Services = { host, alertmanager, prometheus, "node-exporter": nodeExporter, ...named, ...database };

    const applied = applyHarnessFaults(directory, {
      // Probes are made from outside of the host.
      ofHost: [
        ...(database ? [database.mongodb] : []),
        ...programs.filter((_, index) => started[index]?.scrape.probes !== true),
      ],
      ...{ nodeExporter, mongodb: database?.mongodb, pm2, discord, progress },
      configuration: breakableConfiguration(path.join(directory, "generated", scraping.file), scraping.by.address),
    });
    undo.push(applied.close);
    undo.push(watchOrders(directory, services, progress).stop);
    return {
      ...{ directory, config, ports, services, pm2, discord, smtp, heartbeats, stop },
      prometheus: prometheusAt(prometheus.address),
      cause: (name) => causeFault(directory, name),
      clear: () => clearFaults(directory),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function generate(
  environment: Environment,
  { directory, files = (generated) => generated }: HarnessOptions,
  prepared: (files: ReadonlyMap<string, string>) => Promise<PreparedTarget>,
): Promise<PreparedTarget> {
  const target = await prepared(files(filesOf(environment)));
  writeTree(target.files, path.join(directory, "generated"));
  return target;
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

/** Whether journeys can be walked; where they should be and cannot, the reason is told. */
function chromiumIfAny({ walks, progress = () => {} }: HarnessOptions): boolean {
  const chromium = findChromium();
  if (walks && "missing" in chromium) progress(`${chromium.missing}; going on without the journeys`);
  return walks === true && "path" in chromium;
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

async function startDatabase(
  run: RunSettings,
  program: MongodbProgram,
  undo: Undo,
  died: ((line: string) => void) | undefined,
) {
  const specs = databaseSpecs(run, program);
  const mongodb = await startService(specs.mongodb, undo, died);
  return { mongodb, data: await startService(specs.data, undo, died) };
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
