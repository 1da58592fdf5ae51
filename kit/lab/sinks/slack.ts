import { z } from "zod";
import { startHttpServer } from "./http-server.ts";
import { Inbox } from "./inbox.ts";
import type { Listening } from "./loopback.ts";

/** What Alertmanager sends to an incoming webhook. https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments */
const message = z.object({
  attachments: z
    .array(
      z.object({
        title: z.string().optional(),
        text: z.string().optional(),
        color: z.string().optional(),
        fallback: z.string(),
      }),
    )
    .min(1)
    .max(100),
});
export type SlackMessage = z.output<typeof message>;

export interface SlackSink extends Listening {
  readonly webhookUrl: string;
  readonly inbox: Inbox<SlackMessage>;
}

/** A message that is longer is refused. https://docs.slack.dev/reference/methods/chat.postMessage#truncating */
const longest = 40_000;
/** One message a second and webhook, with short bursts. https://docs.slack.dev/apis/web-api/rate-limits */
const burst = 5;

/** Refuses what Slack's incoming webhooks refuse, with their words. */
export async function startSlackSink(): Promise<SlackSink> {
  const inbox = new Inbox<SlackMessage>("Slack message");
  const way = "/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX";
  let allowed = burst;
  let counted = Date.now();
  const listening = await startHttpServer(
    ({ method, path, body }) => {
      if (path !== way) return { status: 404, json: "no_service" };
      if (method !== "POST") return { status: 405 };
      allowed = Math.min(burst, allowed + (Date.now() - counted) / 1000);
      counted = Date.now();
      if (allowed < 1) return { status: 429, headers: { "Retry-After": "1" }, json: "rate_limited" };
      allowed--;
      if (body === "too large" || [...body.toString()].length > longest) return { status: 400, json: "msg_too_long" };
      let read: unknown;
      try {
        read = JSON.parse(body.toString());
      } catch {
        return { status: 400, json: "invalid_payload" };
      }
      const parsed = message.safeParse(read);
      if (!parsed.success) return { status: 400, json: "invalid_attachments" };
      if (parsed.data.attachments.every(({ text = "", title = "" }) => text + title === ""))
        return { status: 400, json: "no_text" };
      inbox.add(parsed.data);
      return { status: 200, json: "ok" };
    },
    { port: 0, maxBodyBytes: 1024 * 1024 },
  );
  return { ...listening, inbox, webhookUrl: `http://127.0.0.1:${listening.port}${way}` };
}
