import { z } from "zod";
import { startHttpServer } from "./http-server.ts";
import { Inbox } from "./inbox.ts";
import type { Listening } from "./loopback.ts";

/** https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ */
const payload = z.object({
  summary: z.string().min(1).max(1024),
  source: z.string().min(1),
  severity: z.enum(["critical", "error", "warning", "info"]),
  component: z.string().optional(),
  custom_details: z.record(z.string(), z.unknown()).optional(),
});
const event = z.discriminatedUnion("event_action", [
  z.object({
    event_action: z.literal("trigger"),
    routing_key: z.string().length(32),
    dedup_key: z.string().max(255).optional(),
    payload,
  }),
  z.object({
    event_action: z.enum(["resolve", "acknowledge"]),
    routing_key: z.string().length(32),
    dedup_key: z.string().max(255),
  }),
]);
export type PagerDutyEvent = z.output<typeof event>;

export interface PagerDutySink extends Listening {
  readonly url: string;
  /** The integration key that it knows. */
  readonly routingKey: string;
  readonly inbox: Inbox<PagerDutyEvent>;
}

/** Refuses what the Events API v2 refuses: 400 with the reasons for a wrong event, 413 for one of more than 512 KB. */
export async function startPagerDutySink(): Promise<PagerDutySink> {
  const inbox = new Inbox<PagerDutyEvent>("PagerDuty event");
  const routingKey = "0123456789abcdef0123456789abcdef";
  const refused = (...errors: string[]) => ({
    status: 400,
    json: { status: "invalid event", message: "Event object is invalid", errors },
  });
  const listening = await startHttpServer(
    ({ method, path, body }) => {
      if (path !== "/v2/enqueue") return { status: 404 };
      if (method !== "POST") return { status: 405 };
      if (body === "too large") return { status: 413 };
      let read: unknown;
      try {
        read = JSON.parse(body.toString());
      } catch {
        return refused("body is no JSON");
      }
      const parsed = event.safeParse(read);
      if (!parsed.success)
        return refused(...parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`));
      if (parsed.data.routing_key !== routingKey) return refused("invalid routing key");
      inbox.add(parsed.data);
      return { status: 202, json: { status: "success", message: "Event processed", dedup_key: parsed.data.dedup_key } };
    },
    { port: 0, maxBodyBytes: 512 * 1024 },
  );
  return { ...listening, inbox, routingKey, url: `http://127.0.0.1:${listening.port}/v2/enqueue` };
}
