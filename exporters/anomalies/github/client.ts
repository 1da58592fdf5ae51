import { createAppAuth } from "@octokit/auth-app";
import { Octokit } from "@octokit/core";
import { retry } from "@octokit/plugin-retry";
import { throttling } from "@octokit/plugin-throttling";
import { z } from "zod";
import type { Log } from "../../program/log.ts";
import { Unreadable } from "../block.ts";
import { Failed, type Operation } from "../store.ts";

/** An answer that is about something else than what was asked for. */
export class OtherAnswer extends Error {}

/** Whom GitHub sees: a fine-grained token, or a GitHub App. Both need "Issues: read and write" on the repository, nothing else. */
export type Credentials =
  | { readonly token: string }
  | { readonly appId: number; readonly installationId: number; readonly privateKey: string };

export interface GitHubSettings {
  readonly owner: string;
  readonly repo: string;
  readonly credentials: Credentials;
  /** https://api.github.com unless told. */
  readonly url?: string;
  /** Ends every request when it is aborted. */
  readonly stop?: AbortSignal;
  /** How many times faster than GitHub allows it writes and waits; 1 against the real one. */
  readonly haste?: number;
  readonly now?: () => Date;
}

/** ms that GitHub has for an answer: it gives up after 10 seconds by itself (https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api#timeouts). */
const answerWithin = 12_000;
/** How often a request is tried again after a rate limit has ended. */
const retriesAfterLimit = 3;
const Client = Octokit.plugin(retry, throttling);
export type GitHubClient = InstanceType<typeof Client>;

/** Numbers the clients, so that each keeps a pace of its own. */
let clients = 0;

/**
 * A client that keeps to GitHub's limits: one change a second, one that notifies people in three, as
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api asks; and which waits when a primary
 * or secondary limit is reached.
 */
export function clientOf({ credentials, url, stop, haste = 1 }: GitHubSettings, log: Log): GitHubClient {
  const wait = (which: string) => (seconds: number, _options: object, _octokit: unknown, tried: number) => {
    log.warn("GitHub's rate limit is reached; waiting", { limit: which, seconds });
    return tried < retriesAfterLimit;
  };
  const pace = { retryAfterBaseValue: 1000 / haste };
  clients += 1;
  const client = new Client({
    ...(url && { baseUrl: url }),
    userAgent: "benevoclic-anomaly-recorder",
    ...("token" in credentials ? { auth: credentials.token } : { authStrategy: createAppAuth, auth: credentials }),
    request: {
      // What has moved is another's now: nothing is read or written there.
      fetch: (target: string, init: RequestInit) =>
        fetch(target, { ...init, redirect: "manual", signal: endingSignal(stop) }),
    },
    throttle: {
      ...{ id: `recorder-${clients}`, onRateLimit: wait("primary"), onSecondaryRateLimit: wait("secondary"), ...pace },
      ...(haste > 1 && { write: unpaced, notifications: unpaced }),
    },
    retry: pace,
    // The client's own warnings quote addresses and answers.
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
  client.hook.after("request", ({ status }) => {
    if (status >= 300) throw new Moved();
  });
  return client;
}

/** GitHub's answer for what was transferred or renamed: 301, 302, 307 or 308. */
class Moved extends Error {
  readonly status = 301;
  readonly response = {};
}

/** The login of the account whose issues are the recorder's. */
export async function loginOf(
  client: GitHubClient,
  { credentials }: Pick<GitHubSettings, "credentials">,
): Promise<string> {
  if ("token" in credentials) {
    const { data } = await client.request("GET /user");
    return z.object({ login: z.string() }).parse(data).login;
  }
  const { data } = await client.request("GET /app");
  return `${z.object({ slug: z.string() }).parse(data).slug}[bot]`;
}

const endingSignal = (stop: AbortSignal | undefined): AbortSignal =>
  stop ? AbortSignal.any([stop, AbortSignal.timeout(answerWithin)]) : AbortSignal.timeout(answerWithin);

/** In the place of a group of limiters: does everything at once. */
const unpaced = { key: () => ({ schedule: (_options: object, job: () => Promise<unknown>) => job() }) } as never;

/** What to do about GitHub's refusals. */
const remedies: Readonly<Record<number, string>> = {
  301: "the repository was renamed or moved: write its present name into anomalies.repository and deploy",
  401: "the token is wrong or has expired: write a new one into its file and restart",
  403: 'give the token (or the App) the permission "Issues: read and write" on the repository, and see that it is not archived',
  404: "check the repository's name, and that the token may see it: GitHub hides private ones with 404",
  410: "issues are switched off in the repository, or this one was deleted",
  422: "GitHub refuses the content: this is a defect of the recorder",
};

/** The HTTP status in an octokit error; 0 when there was no answer. */
export function statusIn(error: unknown): number {
  const { status, response } = error as { status?: unknown; response?: unknown };
  return response !== undefined && typeof status === "number" ? status : 0;
}

/** GitHub's refusal in our words: its own may quote content. */
export function failedBy(error: unknown, operation: Operation): Failed {
  if (error instanceof Failed) return error;
  if (error instanceof Unreadable)
    return new Failed(operation, error.message, {
      certain: true,
      remedy: "this is a defect of the recorder: report it",
    });
  if (error instanceof OtherAnswer)
    return new Failed(operation, error.message, {
      certain: false,
      remedy:
        "see whether the repository was renamed or moved (anomalies.repository), and https://www.githubstatus.com",
    });
  if (error instanceof z.ZodError)
    return new Failed(operation, "GitHub's answer is not understood", {
      certain: false,
      remedy:
        "see whether GitHub itself answers there, not a proxy or a login page; otherwise look for a newer version of the recorder",
    });
  const status = statusIn(error);
  const certain = status >= 300 && status < 500;
  const remedy =
    remedies[status] ?? "GitHub is out of order or out of reach; it is tried again (https://www.githubstatus.com)";
  return new Failed(operation, status === 0 ? "GitHub does not answer" : `GitHub answers ${status}`, {
    certain,
    remedy,
  });
}
