import { z } from "zod";
import { startHttpServer } from "./http-server.ts";
import { Inbox } from "./inbox.ts";
import type { Listening } from "./loopback.ts";

/** https://docs.ntfy.sh/publish/#publish-as-json */
const published = z.object({
  topic: z.string().regex(/^[-_A-Za-z0-9]{1,64}$/),
  title: z.string().optional(),
  message: z.string().optional(),
  priority: z.int().min(0).max(5).optional(),
  click: z.string().optional(),
});

export interface NtfyMessage extends z.output<typeof published> {
  /** The message was too long: telephones show only that a file came. */
  readonly attachment: boolean;
}

export interface NtfySink extends Listening {
  readonly url: string;
  /** The access token that may write. */
  readonly token: string;
  readonly inbox: Inbox<NtfyMessage>;
}

/** Bytes. https://docs.ntfy.sh/publish/#limitations */
const longest = 4096;
/** What is published as JSON may have twice as much, its signs of JSON included. */
const longestJson = 2 * longest;
/** Requests at once, and one more every five seconds. https://docs.ntfy.sh/config/#rate-limiting */
const burst = 60;
const replenishedAfter = 5_000;

/** Refuses what a ntfy server refuses, with its codes: from its documentation and defaults, not from a running one. */
export async function startNtfySink(): Promise<NtfySink> {
  const inbox = new Inbox<NtfyMessage>("ntfy message");
  const token = "tk_0123456789abcdefghijklmnopqrs";
  let allowed = burst;
  let counted = Date.now();
  const refused = (status: number, code: number, error: string) => ({ status, json: { code, http: status, error } });
  const listening = await startHttpServer(
    ({ method, path, headers, body }) => {
      allowed = Math.min(burst, allowed + (Date.now() - counted) / replenishedAfter);
      counted = Date.now();
      if (allowed < 1) return refused(429, 42901, "limit reached: too many requests");
      allowed--;
      if ((method !== "POST" && method !== "PUT") || path !== "/") return refused(404, 40401, "page not found");
      const shown = headers.authorization;
      if (shown === undefined) return refused(403, 40301, "forbidden");
      if (shown !== `Bearer ${token}`) return refused(401, 40101, "unauthorized");
      if (body === "too large") return refused(413, 41303, "JSON body too large");
      let read: unknown;
      try {
        read = JSON.parse(body.toString());
      } catch {
        return refused(400, 40024, "invalid request: request body must be valid JSON");
      }
      const parsed = published.safeParse(read);
      if (!parsed.success) {
        const [what] = parsed.error.issues[0]?.path ?? [];
        if (what === "priority") return refused(400, 40007, "invalid priority parameter");
        if (what === "topic") return refused(400, 40009, "invalid request: topic invalid");
        return refused(400, 40024, "invalid request: request body must be message JSON");
      }
      const { message = "" } = parsed.data;
      inbox.add({ ...parsed.data, attachment: Buffer.byteLength(message) > longest });
      return { status: 200, json: { event: "message", topic: parsed.data.topic } };
    },
    { port: 0, maxBodyBytes: longestJson },
  );
  return { ...listening, inbox, token, url: `http://127.0.0.1:${listening.port}` };
}
