import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Config } from "../../config/load.ts";
import { environmentOf } from "../../environment.ts";
import { severities } from "../../model/level.ts";
import { type Guarded, loggedIn } from "../../model/login.ts";
import type { Platform } from "../../platform.ts";
import { filesOf } from "../../write/files.ts";
import { sharedFiles, storeNeeds } from "../../write/replicated/files.ts";
import { argumentsOf, type Program, programs } from "../../write/replicated/programs.ts";
import type { Replica } from "../../write/replicated/replicas.ts";
import { writeTree } from "../../write/tree.ts";
import { writeLogins } from "../logins.ts";
import { at } from "../monitoring.ts";
import { answers } from "../parts/http.ts";
import { obtainParts, type Part } from "../parts/obtain.ts";
import { freePort } from "../parts/ports.ts";
import { obtainVictoriaMetrics } from "../parts/victoria-metrics.ts";
import { type Service, type ServiceSpec, startService, together, type Undo } from "../services.ts";
import { type DiscordSink, startDiscordSink } from "../sinks/discord.ts";
import { startWebhookSink } from "../sinks/webhook.ts";

/** What two hosts run, on this machine. */
export interface ReplicatedRun {
  /** The hosts by name: each has one of every program. */
  readonly hosts: ReadonlyMap<string, Readonly<Record<Program, Service>>>;
  /** Where samples are asked for, at each host, with its login. */
  readonly gateways: readonly string[];
  readonly discord: DiscordSink;
  stop(): Promise<void>;
}

/** Which of several roles a program's port has the login of. */
const loginOf: Readonly<Record<Program, Guarded>> = {
  agent: "prometheus",
  store: "prometheus",
  gateway: "prometheus",
  rules: "prometheus",
  alertmanager: "alertmanager",
};
const readyPath: Readonly<Record<Program, string>> = {
  agent: "/-/ready",
  store: "/health",
  gateway: "/health",
  rules: "/health",
  alertmanager: "/-/ready",
};

/**
 * Starts what two hosts of an environment would run, on free ports of 127.0.0.1, with the generated configuration.
 * @param usual the environment's values, with addresses that can be reached from here; its people are told through a sink
 * @param options.directory everything that the run writes goes there; emptied at the start
 * @param options.peerTimeout in seconds, how long an Alertmanager waits for each that goes before it. An alert that is shorter may be told twice:
 *   whoever waited tells what it saw before. The usual 15 are less than any real alert lasts.
 * @throws what the first program that does not start says; everything that had started is stopped by then.
 */
export async function startReplicated(
  platform: Platform,
  usual: Config,
  { directory, peerTimeout = 15 }: { readonly directory: string; readonly peerTimeout?: number },
): Promise<ReplicatedRun> {
  const undo: Undo = [];
  const stop = async () => {
    // Who writes before who is written to.
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const parts = await obtainParts({ names: ["prometheus", "alertmanager"] });
    const commands: Readonly<Record<Program, Pick<Part, "command" | "cwd">>> = {
      agent: parts.prometheus,
      store: { command: await obtainVictoriaMetrics("victoria-metrics") },
      gateway: { command: await obtainVictoriaMetrics("vmauth") },
      rules: { command: await obtainVictoriaMetrics("vmalert") },
      alertmanager: parts.alertmanager,
    };
    rmSync(directory, { recursive: true, force: true });
    const secrets = path.join(directory, "secrets");
    mkdirSync(secrets, { recursive: true, mode: 0o700 });
    const logins = writeLogins(secrets);
    const discord = await startDiscordSink();
    undo.push(discord.stop);
    const heartbeats = await startWebhookSink();
    undo.push(heartbeats.stop);
    for (const severity of severities)
      writeFileSync(path.join(secrets, `discord-${severity}`), discord.webhookUrl(severity));
    writeFileSync(path.join(secrets, "heartbeat-url"), heartbeats.url("/heartbeat"));

    const replicas = [await replicaHere("one"), await replicaHere("two")];
    const config = {
      ...usual,
      prometheus: { ...usual.prometheus, secrets },
      notifications: { ...usual.notifications, secrets },
    };
    const environment = environmentOf(platform, config);
    const single = filesOf(environment);
    const shared = sharedFiles(environment, single, replicas);
    const generated = path.join(directory, "generated");
    writeTree(new Map([...single, ...shared]), generated);

    const specOf = (own: Replica, program: Program): ServiceSpec => {
      const data = (program: Program) => path.join(directory, "data", own.name, program);
      const placed = { generated, data, config };
      const address = loggedIn(`http://${own[program]}`, logins[loginOf[program]]);
      return {
        name: `${program} of ${own.name}`,
        ...commands[program],
        args: [
          ...argumentsOf(own, replicas, placed, storeNeeds(environment, shared))[program],
          ...(program === "alertmanager" ? [`--cluster.peer-timeout=${peerTimeout}s`] : []),
        ],
        logFile: path.join(directory, "logs", `${own.name}-${program}.log`),
        ready: () => answers(`${address}${readyPath[program]}`),
        address,
      };
    };
    const started = new Map<string, Partial<Record<Program, Service>>>();
    // Whoever is asked or written to before who asks and writes.
    for (const program of ["store", "gateway", "alertmanager", "agent", "rules"] as const)
      await together(
        replicas.map(async (own) => {
          const service = await startService(specOf(own, program), undo);
          started.set(own.name, { ...started.get(own.name), [program]: service });
        }),
      );
    const gateways = replicas.map(({ gateway }) => loggedIn(`http://${gateway}`, logins.prometheus));
    return { hosts: started as unknown as ReplicatedRun["hosts"], gateways, discord, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function replicaHere(name: string): Promise<Replica> {
  const ports: Partial<Record<Program | "cluster", string>> = {};
  for (const role of [...programs, "cluster"] as const) ports[role] = at(await freePort());
  return { name, ...(ports as Record<Program | "cluster", string>) };
}
