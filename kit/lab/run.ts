import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { environmentOf } from "../environment.ts";
import { severities } from "../model/level.ts";
import { type Prometheus, prometheusAt } from "../model/prometheus.ts";
import type { Platform } from "../platform.ts";
import { filesOf } from "../write/files.ts";
import { writeTree } from "../write/tree.ts";
import { writeLogins } from "./logins.ts";
import { at, urlOf } from "./monitoring.ts";
import { answers } from "./parts/http.ts";
import { obtainParts } from "./parts/obtain.ts";
import { freePort } from "./parts/ports.ts";
import { type Service, startService, type Undo } from "./services.ts";
import { single } from "./single.ts";
import { type DiscordSink, startDiscordSink } from "./sinks/discord.ts";
import { type SmtpSink, startSmtpSink } from "./sinks/smtp.ts";
import { startWebhookSink } from "./sinks/webhook.ts";
import type { Target } from "./target.ts";

/** How a platform is run on one machine. */
export interface LocalPlatform {
  readonly platform: Platform;
  /** The environment that is run, with other addresses. */
  readonly environment: string;
  /** The platform's own programs, by the scrape job that watches each: what Node runs, given the port as its argument. */
  readonly programs: Readonly<Record<string, string>>;
}

/** A platform, its monitoring, and the sinks that stand for the internet, running on this machine. */
export interface Run {
  readonly ports: { readonly prometheus: number; readonly alertmanager: number };
  /** Prometheus', with its login. */
  readonly address: string;
  readonly prometheus: Prometheus;
  readonly discord: DiscordSink;
  readonly smtp: SmtpSink;
  /** The platform's programs by job: to stop one is the plainest of faults. */
  readonly programs: ReadonlyMap<string, Service>;
  stop(): Promise<void>;
}

/**
 * Starts a platform on free ports of 127.0.0.1. Jobs that no program is there for are told to be missing.
 * @param options.directory everything that the run writes goes there; emptied at the start
 * @param options.target what watches and tells; a single one of everything unless told
 * @throws what the first part that does not start says; everything that had started is stopped by then.
 */
export async function startRun(
  { platform, environment: name, programs }: LocalPlatform,
  {
    directory,
    progress = () => {},
    target = single,
  }: { directory: string; progress?: (line: string) => void; target?: Target },
): Promise<Run> {
  const undo: Undo = [];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const parts = await obtainParts({ names: ["prometheus", "alertmanager"], progress });
    const obtained = await target(parts, progress);
    rmSync(directory, { recursive: true, force: true });
    const secrets = path.join(directory, "secrets");
    mkdirSync(secrets, { recursive: true, mode: 0o700 });

    const password = "local-only";
    const discord = await startDiscordSink();
    undo.push(discord.stop);
    const heartbeats = await startWebhookSink();
    undo.push(heartbeats.stop);
    const logins = writeLogins(secrets);
    const { config, smtp, ports, jobs } = await addressed();
    undo.push(smtp.stop);
    for (const severity of severities)
      writeFileSync(path.join(secrets, `discord-${severity}`), discord.webhookUrl(severity));
    writeFileSync(path.join(secrets, "smtp-password"), password);
    writeFileSync(path.join(secrets, "heartbeat-url"), heartbeats.url("/heartbeat"));

    progress(`generating and starting ${platform.title}`);
    const environment = environmentOf(platform, config);
    const watching = await obtained(environment, filesOf(environment), { directory, ports, logins });
    writeTree(watching.files, path.join(directory, "generated"));
    const started = new Map<string, Service>();
    for (const [job, script] of Object.entries(programs)) started.set(job, await program(job, script, jobs[job] ?? 0));
    const { address } = (await watching.start(undo, progress)).prometheus;
    return { ports, address, discord, smtp, programs: started, prometheus: prometheusAt(address), stop };

    async function addressed() {
      const smtp = await startSmtpSink({ user: "monitoring", password });
      const ports = { prometheus: await freePort(), alertmanager: await freePort() };
      const jobs: Record<string, number> = { ...ports };
      for (const job of Object.keys(programs)) jobs[job] = await freePort();
      const usual = platform.environments.load(name);
      const { email } = usual.notifications;
      const missing = Object.keys(usual.jobs).filter((job) => jobs[job] === undefined);
      const config = {
        ...usual,
        urls: { ...usual.urls, prometheus: urlOf(ports.prometheus), alertmanager: urlOf(ports.alertmanager) },
        jobs: Object.fromEntries(Object.entries(jobs).map(([job, port]) => [job, at(port)])),
        withoutJobs: { ...usual.withoutJobs, ...Object.fromEntries(missing.map((job) => [job, "not run here"])) },
        prometheus: { ...usual.prometheus, secrets },
        notifications: {
          ...usual.notifications,
          secrets,
          email: { ...email, smarthost: at(smtp.port), username: "monitoring", requireTls: false },
        },
      };
      return { config, smtp, ports, jobs };
    }
    function program(job: string, script: string, port: number): Promise<Service> {
      const spec = {
        name: job,
        command: process.execPath,
        args: ["--import", import.meta.resolve("tsx"), script, String(port)],
        logFile: path.join(directory, "logs", `${job}.log`),
        ready: () => answers(`${urlOf(port)}/metrics`),
        address: urlOf(port),
      };
      return startService(spec, undo, progress);
    }
  } catch (error) {
    await stop();
    throw error;
  }
}
