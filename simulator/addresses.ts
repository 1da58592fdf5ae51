import path from "node:path";
import { type Config, loadConfig } from "../config/load.ts";
import { at, urlOf } from "../kit/lab/monitoring.ts";
import { freePort } from "../kit/lab/parts/ports.ts";
import { parts } from "../parts/every.ts";
import type { LogsSettings } from "../parts/logs.ts";
import { logSources } from "../signals/metrics/log-sources.ts";

/** What collects, keeps and counts lines. */
const logJobs = ["log-collector", "logs", "log-rules"] as const;
/** What keeps traces, and counts the calls in them. */
const traceJobs = ["traces", "calls"] as const;
/** What listens in a local run beside the programs of the parts: the platform, and what stands for Grafana and the mail server. */
const others = ["api", "web", "mongodb", "preview", ...logJobs, ...traceJobs, "spans", "trace-query"] as const;
/** The monitoring itself is started by the kit. */
const monitoring = ["prometheus", "alertmanager"] as const;

/** The ports of one local run, all on 127.0.0.1. */
export interface Ports extends Readonly<Record<(typeof others)[number] | (typeof monitoring)[number], number>> {
  readonly smtp: number;
  /** By the part whose program listens there. */
  readonly ofPart: Readonly<Record<string, number>>;
}

/** The parts that a run starts a program for. */
export const startedParts = parts.flatMap(({ name, scrape, service }) =>
  service?.local === undefined ? [] : [{ job: name, scrape, service, local: service.local }],
);

/** Free ports for everything but SMTP, whose sink has chosen its own. */
export async function freePorts(smtp: number): Promise<Ports> {
  const free = async <Name extends string>(names: readonly Name[]) =>
    Object.fromEntries(await Promise.all(names.map(async (name) => [name, await freePort()]))) as Record<Name, number>;
  const ofPart = await free(startedParts.map(({ job }) => job));
  return { smtp, ofPart, ...(await free([...others, ...monitoring])) };
}

/** Why a run has not what needs a program that cannot be had. */
const cannotBeHad: Readonly<Record<string, string>> = {
  mongodb: "no MongoDB-protocol server can be had on this machine",
  logs: "no logs are collected in this run",
  traces: "no traces are kept in this run",
  chromium: "this run walks no journeys: no Chromium can be had, or nobody asked for it",
};

/**
 * config/local.yaml with the addresses of this run, and nothing else changed.
 * @param options.directory that of the run
 * @param options.secrets the directory in which Prometheus and Alertmanager read their secret files
 * @param options.missing programs of the platform that this run has not; the jobs whose programs ask them are left out
 */
export function configAt(
  ports: Ports,
  { directory, secrets, missing }: { directory: string; secrets: string; missing: ReadonlySet<string> },
): Config {
  const config = loadConfig("local");
  const jobs = new Map<string, string>([
    ...monitoring.map((job) => [job, at(ports[job])] as const),
    ["benevoclic-api", at(ports.api)],
  ]);
  const without: Record<string, string> = {};
  for (const { job, local } of startedParts) {
    const ofThisProgram = parts.filter(({ name, scrape }) => name === job || scrape.sameAs === job);
    for (const { name } of ofThisProgram)
      if (local.needs !== undefined && missing.has(local.needs)) without[name] = cannotBeHad[local.needs] ?? "not here";
      else jobs.set(name, at(ports.ofPart[job] ?? 0));
  }
  for (const [needed, needing] of [
    ["logs", logJobs],
    ["traces", traceJobs],
  ] as const)
    for (const job of needing)
      if (missing.has(needed)) without[job] = cannotBeHad[needed] ?? "not here";
      else jobs.set(job, at(ports[job]));
  return {
    ...config,
    logs: localLogs(config.logs as LogsSettings, path.resolve(directory)),
    traces: {
      ...config.traces,
      ...{ query: at(ports["trace-query"]), receives: at(ports.spans) },
      directory: path.join(path.resolve(directory), "data/jaeger"),
    },
    urls: {
      ...config.urls,
      prometheus: urlOf(ports.prometheus),
      alertmanager: urlOf(ports.alertmanager),
      grafana: urlOf(ports.preview),
      anomalies: `${urlOf(ports.ofPart.anomalies ?? 0)}/anomalies`,
    },
    // In the order of the parts, as a file gives them.
    jobs: Object.fromEntries(parts.flatMap(({ name }) => (jobs.has(name) ? [[name, jobs.get(name)]] : []))),
    withoutJobs: { ...config.withoutJobs, ...without },
    probes: {
      "api-health": { ...config.probes["api-health"], url: `${urlOf(ports.api)}/health` },
      "web-home": { ...config.probes["web-home"], url: `${urlOf(ports.web)}/` },
    },
    // For the commands of next steps.
    deployment: {
      ...config.deployment,
      pm2: { ...config.deployment.pm2, sockets: path.resolve(directory, "pm2/sockets") },
    },
    prometheus: { ...config.prometheus, secrets },
    notifications: {
      ...config.notifications,
      secrets,
      email: { ...config.notifications.email, smarthost: at(ports.smtp) },
    },
  };
}

/** Where the simulated platform writes its lines in a run, one file a source; what it does not write is not there. */
export const linesDirectory = (directory: string): string => path.join(directory, "lines");

const localLogs = (settings: LogsSettings, directory: string): LogsSettings => ({
  ...settings,
  collectorDirectory: path.join(directory, "data/log-collector"),
  files: Object.fromEntries(
    logSources.map(({ name }) => [name, [path.join(linesDirectory(directory), `${name}.log*`)]]),
  ),
});
