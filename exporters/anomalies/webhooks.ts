import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Log } from "../program/log.ts";
import type { Post, PostAnswer } from "../program/serve.ts";
import { issueSchema } from "./github/answers.ts";
import { noticesOf, notificationSchema, type Recorded, unknownFields } from "./notification.ts";
import type { Recorder } from "./recorder.ts";
import { Failed } from "./store.ts";

/** ms in which a notification is answered: Alertmanager gives up after 30 s, the group interval of its route. */
const answerWithin = 20_000;

/**
 * Alertmanager's webhook. 200 means that all of it is in the store; anything else, that Alertmanager must come again: it is the queue.
 *
 * @param token what Alertmanager must show
 */
export function alertmanagerWebhook(
  recorder: Pick<Recorder, "record">,
  { token, recorded, log, patience = answerWithin }: { token: string; recorded: Recorded; log: Log; patience?: number },
): (post: Post) => Promise<PostAnswer> {
  const told = new Set<string>();
  return async ({ headers, body }) => {
    if (!same(headers.authorization ?? "", `Bearer ${token}`))
      return {
        status: 401,
        text: "show the bearer token of the file recorder-token",
        headers: { "www-authenticate": "Bearer" },
      };
    const sent = parsed(body);
    if (sent === undefined) return { status: 400, text: "the body is not JSON" };
    const { success, data, error } = notificationSchema.safeParse(sent);
    if (!success)
      return { status: 400, text: `not a notification of Alertmanager, version 4:\n${z.prettifyError(error)}` };
    const unknown = unknownFields(sent as object, data).filter((name) => !told.has(name));
    for (const name of unknown) {
      told.add(name);
      log.warn("a notification has a field that is not known here; the rest is recorded", {
        field: name.slice(0, 100),
      });
    }
    const work = recorder.record(noticesOf(data, recorded));
    try {
      await Promise.race([work, late(patience)]);
      return {
        status: 200,
        text: unknown.length > 0 ? `recorded, without the unknown fields ${unknown.join(", ")}` : "recorded",
      };
    } catch (failure) {
      work.catch(() => {});
      const reason = failure instanceof Failed ? failure.message : "it takes longer than you wait";
      return { status: 503, text: `not recorded yet: ${reason}; send it again`, headers: { "retry-after": "10" } };
    }
  };
}

class Late extends Error {}
const late = (ms: number): Promise<never> =>
  new Promise((_, reject) => setTimeout(() => reject(new Late("late")), ms).unref());

const eventSchema = z.object({
  issue: issueSchema.pick({ number: true }),
  repository: z.object({ full_name: z.string() }),
});

/**
 * GitHub's webhook, for the events "issues" and "issue_comment". It only says where to look: what counts is read from GitHub.
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 *
 * @param repository owner/name
 */
export function githubWebhook(
  recorder: Pick<Recorder<number>, "lookAt">,
  { secret, repository, log }: { secret: string; repository: string; log: Log },
): (post: Post) => Promise<PostAnswer> {
  return async ({ headers, body }) => {
    const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    if (!same(String(headers["x-hub-signature-256"] ?? ""), signature)) {
      log.warn("a webhook with a wrong signature was refused");
      return { status: 401, text: "the signature is wrong" };
    }
    if (!["issues", "issue_comment"].includes(String(headers["x-github-event"])))
      return { status: 202, text: "nothing to do" };
    const { success, data } = eventSchema.safeParse(parsed(body));
    if (!success) return { status: 400, text: "not an event about an issue, sent as application/json" };
    if (data.repository.full_name.toLowerCase() !== repository.toLowerCase())
      return { status: 202, text: "another repository" };
    // GitHub waits 10 seconds and does not come again; the next look finds what fails now.
    void recorder.lookAt(data.issue.number).catch(() => {});
    return { status: 202, text: "looking" };
  };
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return undefined;
  }
}

/** In the same time, whatever differs. */
export function same(one: string, other: string): boolean {
  const digest = (text: string) => createHmac("sha256", "compare").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
