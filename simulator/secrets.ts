import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DiscordSink } from "../kit/lab/sinks/discord.ts";
import type { WebhookSink } from "../kit/lab/sinks/webhook.ts";
import type { Ports } from "./addresses.ts";
import { mongodbUri } from "./mongodb/start.ts";

export const smtpPassword = "local-only";

/** The secret files of a run, as `npm run secrets` asks for them elsewhere. */
export function writeSecrets(
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
    "remediation-token": randomBytes(16).toString("hex"),
    "journeys-password": randomBytes(16).toString("hex"),
  };
  for (const [name, value] of Object.entries(secrets))
    writeFileSync(path.join(directory, name), value, { mode: 0o400 });
}
