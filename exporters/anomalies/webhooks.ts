import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Log } from "../program/log.ts";
import type { PostAnswer, PostEndpoint } from "../program/serve.ts";
import { issueSchema } from "./github/answers.ts";
import { inTime, later } from "./in-time.ts";
import { noticesOf, type Recorded, readNotification, unknownFields } from "./notification.ts";
import type { Recorder } from "./recorder.ts";
import { Failed } from "./store.ts";

/** Bytes. The largest notification of Alertmanager seen, of 500 alerts, has 1 MB. */
const longestNotification = 8 * 1024 * 1024;
/** Bytes. GitHub's largest event about an issue holds its 65,536 characters several times over, escaped. */
const longestEvent = 2 * 1024 * 1024;

const noNotification = "not a notification of Alertmanager, version 4";

/** ms in which a notification is answered: Alertmanager gives up after 30 s, the group interval of its route. */
const answerWithin = 20_000;

/**
 * Alertmanager's webhook. 200 means that all of it is in the store; anything else, that Alertmanager must come again: it is the queue.
 *
 * @param token what Alertmanager must show
 */
export function alertmanagerWebhook(
  recorder: Pick<Recorder, "record" | "missed">,
  { token, recorded, log, patience = answerWithin }: { token: string; recorded: Recorded; log: Log; patience?: number },
): PostEndpoint {
  const told = new Set<string>();
  const refuse: PostEndpoint["refuse"] = ({ authorization = "" }) =>
    same(authorization, `Bearer ${token}`)
      ? undefined
      : {
          status: 401,
          text: "show the bearer token of the file recorder-token",
          headers: { "www-authenticate": "Bearer" },
        };
  const take: PostEndpoint["take"] = async ({ body }) => {
    const sent = parsed(body);
    if (sent === undefined) return { status: 400, text: "the body is not JSON" };
    let read: ReturnType<typeof readNotification>;
    try {
      read = readNotification(sent);
    } catch (error) {
      return { status: 400, text: `${noNotification}:\n${z.prettifyError(error as z.ZodError)}` };
    }
    const { notification, wrong, missing } = read;
    if (missing > 0) {
      recorder.missed(missing);
      log.error("a notification has alerts that are not recorded", {
        alerts: missing,
        wrong: wrong.slice(0, 5).join("; "),
        remedy:
          wrong.length > 0
            ? "see which rule makes alerts without these, and what stands between Alertmanager and the recorder"
            : "remove max_alerts from the recorder's receiver in alertmanager.yml",
      });
    }
    if (wrong.length > 0 && notification.alerts.length === 0)
      return { status: 400, text: `${noNotification}:\n${wrong.join("\n")}` };
    const unknown = unknownFields(sent as object).filter((name) => !told.has(name));
    for (const name of unknown) {
      told.add(name);
      log.warn("a notification has a field that is not known here; the rest is recorded", {
        field: name.slice(0, 100),
      });
    }
    const notYet = (reason: string): PostAnswer => ({
      ...{ status: 503, text: `not recorded yet: ${reason}; send it again`, headers: { "retry-after": "10" } },
    });
    const tooLong = "it takes longer than you wait";
    try {
      if ((await inTime(recorder.record(noticesOf(notification, recorded)), patience)) === later)
        return notYet(tooLong);
      const without = [
        ...(missing > 0 ? [`${missing} alerts that are not understood or not here`] : []),
        ...(unknown.length > 0 ? [`the unknown fields ${unknown.join(", ")}`] : []),
      ];
      const text = without.length > 0 ? `recorded, without ${without.join(" and ")}` : "recorded";
      return { status: 200, text: [text, ...wrong].join("\n") };
    } catch (failure) {
      return notYet(failure instanceof Failed ? failure.message : tooLong);
    }
  };
  return { refuse, longestBody: longestNotification, atOnce: 8, take };
}

const eventSchema = z.object({
  issue: issueSchema.pick({ number: true }),
  repository: z.object({ full_name: z.string() }),
});

/** Deliveries that are remembered, and issues that wait to be looked at because of them; what is more, the next look finds. */
const remembered = 1_000;
const mostWaiting = 10;

/**
 * GitHub's webhook, for the events "issues" and "issue_comment". It only says where to look: what counts is read from GitHub.
 * A delivery counts once, and one look at an issue is enough for all that wait for it: repeated deliveries cost nothing.
 * https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries
 *
 * @param repository owner/name
 */
export function githubWebhook(
  recorder: Pick<Recorder<number>, "lookAt">,
  { secret, repository, log }: { secret: string; repository: string; log: Log },
): PostEndpoint {
  const deliveries = new Set<string>();
  /** Issue -> whether something happened to it while it was looked at. */
  const waiting = new Map<number, boolean>();
  const look = async (number: number): Promise<void> => {
    do {
      waiting.set(number, false);
      // GitHub does not come again; the next look of all finds what fails now.
      await recorder.lookAt(number).catch(() => {});
    } while (waiting.get(number));
    waiting.delete(number);
  };
  /** The signature is over the body; without one that could be right, the body is not read. */
  const refuse: PostEndpoint["refuse"] = (headers) => {
    if (/^sha256=[0-9a-f]{64}$/.test(String(headers["x-hub-signature-256"] ?? ""))) return undefined;
    return { status: 401, text: "the signature is missing" };
  };
  const take: PostEndpoint["take"] = async ({ headers, body }) => {
    const signature = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    if (!same(String(headers["x-hub-signature-256"]), signature)) {
      log.warn("a webhook with a wrong signature was refused");
      return { status: 401, text: "the signature is wrong" };
    }
    if (!["issues", "issue_comment"].includes(String(headers["x-github-event"])))
      return { status: 202, text: "nothing to do" };
    const { success, data } = eventSchema.safeParse(parsed(body));
    if (!success) return { status: 400, text: "not an event about an issue, sent as application/json" };
    if (data.repository.full_name.toLowerCase() !== repository.toLowerCase())
      return { status: 202, text: "another repository" };
    const delivery = String(headers["x-github-delivery"] ?? "");
    if (deliveries.has(delivery)) return { status: 202, text: "known already" };
    if (delivery !== "") deliveries.add(delivery);
    for (const oldest of deliveries) {
      if (deliveries.size <= remembered) break;
      deliveries.delete(oldest);
    }
    const { number } = data.issue;
    if (waiting.has(number)) waiting.set(number, true);
    else if (waiting.size < mostWaiting) void look(number);
    // GitHub waits 10 seconds.
    return { status: 202, text: "looking" };
  };
  return { refuse, longestBody: longestEvent, atOnce: 4, take };
}

function parsed(body: Buffer): unknown {
  try {
    // Unlike Buffer's, it drops a byte order mark.
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** In the same time, whatever differs. */
export function same(one: string, other: string): boolean {
  const digest = (text: string) => createHmac("sha256", "compare").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
