import { createHash } from "node:crypto";
import { DISCORD_LIMITS, type DiscordBody, type DiscordEmbed, discordBody } from "./discord-message.ts";
import { createRateLimit, type RateLimitState, WEBHOOK_ALLOWANCE } from "./discord-rate-limit.ts";
import { type DiscordRefusal, invalidForm, outOfOrder, REFUSALS, rateLimited } from "./discord-refusal.ts";
import { type HttpAnswer, type HttpRequest, startHttpServer } from "./http-server.ts";
import { Inbox } from "./inbox.ts";
import type { Listening } from "./loopback.ts";

/** A message that Discord took. */
export interface DiscordMessage {
  readonly channel: string;
  readonly receivedAt: Date;
  readonly content: string;
  /** Undefined when the webhook's own name is shown. */
  readonly username: string | undefined;
  readonly embeds: readonly DiscordEmbed[];
}

/** A request that Discord did not take. */
export interface DiscordRefused {
  /** Undefined when the address is no known webhook's. */
  readonly channel: string | undefined;
  /** The HTTP status, or "unanswered" when the client was left waiting. */
  readonly status: number | "unanswered";
  readonly reason: string;
  readonly receivedAt: Date;
}

/**
 * How Discord treats known webhooks until the next call of `behave`: "unanswering" reads requests and never answers,
 * `rateLimited` answers every request 429 and asks to wait that many seconds, `failing` answers that HTTP status.
 */
export type DiscordBehaviour =
  | "normal"
  | "unanswering"
  | { readonly rateLimited: number }
  | { readonly failing: number };

export interface DiscordSink extends Listening {
  /** The webhook address of a channel, the same on every run but for the port. A channel exists from this call on. */
  webhookUrl(channel: string): string;
  readonly inbox: Inbox<DiscordMessage>;
  readonly refused: Inbox<DiscordRefused>;
  behave(behaviour: DiscordBehaviour): void;
}

interface Webhook {
  readonly channel: string;
  readonly id: string;
  readonly token: string;
}

const WEBHOOK_PATH = /^\/api\/webhooks\/([^/]+)\/([^/]+)$/;

/**
 * Stands for Discord's webhook API, `POST /api/webhooks/<id>/<token>[?wait=true]`, with its limits, error codes and rate limit.
 * https://discord.com/developers/docs/resources/webhook#execute-webhook
 */
export async function startDiscordSink(options: { port?: number } = {}): Promise<DiscordSink> {
  const inbox = new Inbox<DiscordMessage>("Discord message");
  const refused = new Inbox<DiscordRefused>("refused Discord request");
  const webhooks = new Map<string, Webhook>();
  const countRequest = createRateLimit();
  let behaviour: DiscordBehaviour = "normal";

  const refuse = (channel: string | undefined, refusal: DiscordRefusal, receivedAt: Date): HttpAnswer => {
    const { reason, ...answer } = refusal;
    refused.add({ channel, status: answer.status, reason, receivedAt });
    return answer;
  };

  const answerWebhook = (webhook: Webhook, request: HttpRequest, receivedAt: Date): HttpAnswer | "none" => {
    const { channel } = webhook;
    if (behaviour === "unanswering") {
      refused.add({ channel, status: "unanswered", reason: "Left without an answer", receivedAt });
      return "none";
    }
    if (behaviour !== "normal") {
      const refusal = "failing" in behaviour ? outOfOrder(behaviour.failing) : rateLimited(behaviour.rateLimited);
      return refuse(channel, refusal, receivedAt);
    }
    const state = countRequest(webhook.id, receivedAt.getTime());
    const checked = state.allowed ? readMessage(request) : rateLimited(state.resetAfterMs / 1000);
    const answer =
      "reason" in checked ? refuse(channel, checked, receivedAt) : accept(webhook, checked, request, receivedAt);
    return { ...answer, headers: { ...rateLimitHeaders(state, receivedAt), ...answer.headers } };
  };

  const accept = (webhook: Webhook, body: DiscordBody, request: HttpRequest, receivedAt: Date): HttpAnswer => {
    const { content, embeds } = body;
    const username = body.username ?? undefined;
    inbox.add({ channel: webhook.channel, receivedAt, content, username, embeds });
    if (request.query.get("wait") !== "true") return { status: 204 };
    const id = snowflake(`message ${inbox.all.length}`);
    const author = { id: webhook.id, username: username ?? webhook.channel, bot: true };
    return {
      status: 200,
      json: { id, type: 0, webhook_id: webhook.id, author, content, embeds, timestamp: receivedAt.toISOString() },
    };
  };

  const listening = await startHttpServer(
    (request) => {
      const receivedAt = new Date();
      const [, id, token] = WEBHOOK_PATH.exec(request.path) ?? [];
      if (id === undefined) return refuse(undefined, REFUSALS.notFound, receivedAt);
      const webhook = webhooks.get(id);
      if (!webhook) return refuse(undefined, REFUSALS.unknownWebhook, receivedAt);
      if (webhook.token !== token) return refuse(undefined, REFUSALS.invalidToken, receivedAt);
      if (request.method !== "POST") return refuse(webhook.channel, REFUSALS.methodNotAllowed, receivedAt);
      return answerWebhook(webhook, request, receivedAt);
    },
    { port: options.port ?? 0, maxBodyBytes: DISCORD_LIMITS.bodyBytes },
  );

  return {
    ...listening,
    webhookUrl(channel) {
      const webhook = { channel, id: snowflake(channel), token: tokenOf(channel) };
      webhooks.set(webhook.id, webhook);
      return `http://127.0.0.1:${listening.port}/api/webhooks/${webhook.id}/${webhook.token}`;
    },
    inbox,
    refused,
    behave(next) {
      behaviour = next;
    },
  };
}

function readMessage({ headers, body }: HttpRequest): DiscordBody | DiscordRefusal {
  if (body === "too large") return REFUSALS.tooLarge;
  if (headers["content-type"]?.split(";")[0]?.trim().toLowerCase() !== "application/json")
    return REFUSALS.wrongContentType;
  let sent: unknown;
  try {
    sent = JSON.parse(body.toString());
  } catch {
    return REFUSALS.invalidJson;
  }
  const { success, data, error } = discordBody.safeParse(sent, { reportInput: true });
  if (!success) return invalidForm(error.issues);
  if (data.content.trim() === "" && data.embeds.length === 0) return REFUSALS.emptyMessage;
  return data;
}

/** https://discord.com/developers/docs/topics/rate-limits#header-format */
function rateLimitHeaders(state: RateLimitState, now: Date): Record<string, string> {
  return {
    "X-RateLimit-Limit": String(WEBHOOK_ALLOWANCE.requests),
    "X-RateLimit-Remaining": String(state.remaining),
    "X-RateLimit-Reset": String((now.getTime() + state.resetAfterMs) / 1000),
    "X-RateLimit-Reset-After": String(state.resetAfterMs / 1000),
  };
}

/** Discord's ids are 64-bit numbers: https://discord.com/developers/docs/reference#snowflakes */
function snowflake(name: string): string {
  return String(createHash("sha256").update(name).digest().readBigUInt64BE() >> 3n).padStart(18, "1");
}

/** Discord's tokens are 68 characters of base64url. */
function tokenOf(channel: string): string {
  return createHash("sha512").update(`token of ${channel}`).digest("base64url").slice(0, 68);
}
