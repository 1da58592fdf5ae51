import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Config } from "../../config/load.ts";
import { environmentOf } from "../../environment.ts";
import { severities } from "../../model/level.ts";
import type { Platform } from "../../platform.ts";
import { filesOf } from "../../write/files.ts";
import { writeTree } from "../../write/tree.ts";
import { writeLogins } from "../logins.ts";
import { obtainParts } from "../parts/obtain.ts";
import { freePort } from "../parts/ports.ts";
import type { Undo } from "../services.ts";
import { type DiscordSink, startDiscordSink } from "../sinks/discord.ts";
import { startWebhookSink } from "../sinks/webhook.ts";
import { type ReplicatedMonitoring, replicated } from "./target.ts";

/** What two hosts run, with the sink that stands for the people whom it tells. */
export interface ReplicatedRun extends Pick<ReplicatedMonitoring, "hosts"> {
  /** Where samples are asked for, at each host, with its login. */
  readonly gateways: readonly string[];
  readonly discord: DiscordSink;
  stop(): Promise<void>;
}

/**
 * Starts what two hosts of an environment would run, on free ports of 127.0.0.1, with the generated configuration.
 * @param usual the environment's values, with addresses that can be reached from here; its people are told through a sink
 * @param options.directory everything that the run writes goes there; emptied at the start
 * @param options.peerTimeout as of `replicated`
 * @throws what the first program that does not start says; everything that had started is stopped by then.
 */
export async function startReplicated(
  platform: Platform,
  usual: Config,
  { directory, ...options }: { readonly directory: string; readonly peerTimeout?: number },
): Promise<ReplicatedRun> {
  const undo: Undo = [];
  const stop = async () => {
    // Who writes before who is written to.
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const target = await replicated(options)(await obtainParts({ names: ["prometheus", "alertmanager"] }), () => {});
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

    const environment = environmentOf(platform, {
      ...usual,
      prometheus: { ...usual.prometheus, secrets },
      notifications: { ...usual.notifications, secrets },
    });
    const ports = { prometheus: await freePort(), alertmanager: await freePort() };
    const prepared = await target(environment, filesOf(environment), { directory, ports, logins });
    writeTree(prepared.files, path.join(directory, "generated"));
    const { hosts } = await prepared.start(undo);
    return { hosts, gateways: [...hosts.values()].map(({ gateway }) => gateway.address), discord, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
