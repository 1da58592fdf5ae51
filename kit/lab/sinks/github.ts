import { createHmac, createPublicKey, type KeyLike, verify } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { createGithubAnswers, type GithubAnswer } from "./github-answers.ts";
import { createGithubCheck, type GithubRequest } from "./github-check.ts";
import {
  createGithubIssues,
  type GithubComment,
  type GithubIssue,
  type GithubIssues,
  recorderLogin,
} from "./github-issues.ts";
import { createGithubLimits, type GithubLimits, githubLimits } from "./github-limits.ts";
import type { GithubDescription } from "./github-openapi.ts";
import { type Listening, listenOnLoopback } from "./loopback.ts";

/**
 * What befalls one request. "lost": it is done, and the connection breaks before the answer. "broken": it is done, and half of
 * the answer arrives. "unreached": the connection breaks before anything is done. "hanging": it is done, and nothing is answered.
 * "ignored": it is neither done nor answered.
 */
export type GithubTrouble =
  | "lost"
  | "broken"
  | "unreached"
  | "hanging"
  | "ignored"
  | { readonly status: number; readonly message?: string; readonly headers?: Readonly<Record<string, string>> }
  /** Done, and answered with what another issue is. */
  | { readonly instead: number }
  /** Done and answered, after so many ms. */
  | { readonly slow: number };

/** Decides for each request, `undefined` for nothing. */
export type GithubBehaviour = (request: GithubRequest) => GithubTrouble | undefined;

export interface GithubCall extends Pick<GithubRequest, "method" | "path" | "query"> {
  readonly at: number;
  readonly status: number;
}

export interface GithubSinkOptions {
  readonly description: GithubDescription;
  /** owner/name */
  readonly repository: string;
  readonly token: string;
  readonly app?: { readonly id: number; readonly installation: number; readonly publicKey: KeyLike };
  /** ms by which listings lag. */
  readonly lag?: number;
  /** The machine's clock unless told. */
  readonly clock?: () => Date;
  readonly limits?: Partial<GithubLimits>;
  /** Told of every change, signed, as GitHub's webhooks are. */
  readonly webhook?: { readonly url: string; readonly secret: string };
}

/** Stands for GitHub's API of one repository's issues, and for its people. */
export interface GithubSink extends Listening {
  readonly url: string;
  readonly issues: GithubIssues;
  /** Every request and its answer, oldest first. */
  readonly calls: readonly GithubCall[];
  /** What GitHub's own description forbids: requests that were answered 422 for it. */
  readonly violations: readonly string[];
  behave(behaviour: GithubBehaviour | undefined): void;
  /** What a person does on the site. */
  readonly people: {
    /** @param association of whoever opens it: MEMBER unless told */
    open(title: string, body: string, labels: readonly string[], association?: string): GithubIssue;
    assign(number: number, login: string): void;
    label(number: number, ...labels: readonly string[]): void;
    unlabel(number: number, label: string): void;
    edit(number: number, body: string): void;
    comment(number: number, body: string, association?: string): GithubComment;
    close(number: number, reason?: "completed" | "not_planned" | "duplicate"): void;
    reopen(number: number): void;
    delete(number: number): void;
    lock(number: number): void;
    /** Into another repository, where it gets a number that may be another issue's here. */
    transfer(number: number, repository: string, as: number): void;
    renameLabel(from: string, to: string): void;
    archive(): void;
    renameRepository(): void;
  };
}

/** Compiling the rules takes longer than most tests. */
const checks = new WeakMap<GithubDescription, ReturnType<typeof createGithubCheck>>();
function checkOf(description: GithubDescription): ReturnType<typeof createGithubCheck> {
  const check = checks.get(description) ?? createGithubCheck(description);
  checks.set(description, check);
  return check;
}

const documentation = "https://docs.github.com/rest";
const refusal = (status: number, message: string, headers: Readonly<Record<string, string>> = {}): GithubAnswer => ({
  ...{ status, headers, json: { message, documentation_url: documentation } },
});

export async function startGithubSink(options: GithubSinkOptions): Promise<GithubSink> {
  const { description, repository, token, app, lag = 0, clock = () => new Date(), webhook } = options;
  const check = checkOf(description);
  const allow = createGithubLimits({ ...githubLimits, ...options.limits });
  const issues = createGithubIssues(clock);
  let url = "";
  const answers = createGithubAnswers({ issues, repository, lag, base: () => url });
  let archived = false;
  let renamed = false;
  let delivery = 0;
  const tokens = new Set([token]);
  const calls: GithubCall[] = [];
  const violations: string[] = [];
  let behaviour: GithubBehaviour | undefined;
  let running = 0;

  const tell = (event: "issues" | "issue_comment", number: number) => {
    if (!webhook) return;
    const body = JSON.stringify({
      action: "edited",
      issue: answers.shown(number),
      repository: { full_name: repository },
    });
    const signature = `sha256=${createHmac("sha256", webhook.secret).update(body).digest("hex")}`;
    delivery += 1;
    const headers = {
      ...{ "Content-Type": "application/json", "X-GitHub-Event": event, "X-Hub-Signature-256": signature },
      "X-GitHub-Delivery": `00000000-0000-4000-8000-${String(delivery).padStart(12, "0")}`,
    };
    // GitHub does not come again either.
    void fetch(webhook.url, { method: "POST", headers, body }).catch(() => {});
  };

  const authorised = (request: GithubRequest, authorization: string): GithubAnswer | undefined => {
    const [, given = ""] = /^(?:token|bearer) (.+)$/i.exec(authorization) ?? [];
    if (/^\/app(\/|$)/.test(request.path))
      return app && signedBy(given, app) ? undefined : refusal(401, "A JSON web token could not be decoded");
    return tokens.has(given) ? undefined : refusal(401, "Bad credentials");
  };

  const loginOf = (authorization: string) =>
    / ghs_\d+$/.test(authorization) ? `${recorderLogin}[bot]` : recorderLogin;
  const answer = (request: GithubRequest, authorization: string): GithubAnswer => {
    const refused = authorised(request, authorization);
    if (refused) return refused;
    const writes = request.method !== "GET";
    const creates = request.method === "POST" && /\/(issues|comments)$/.test(request.path);
    const { refused: limited, remaining, reset } = allow({ writes, creates, running }, Date.now());
    const headers = {
      "x-ratelimit-limit": "5000",
      "x-ratelimit-remaining": String(remaining),
      "x-ratelimit-reset": String(reset),
    };
    if (limited?.limit === "primary")
      return refusal(403, "API rate limit exceeded", { ...headers, "x-ratelimit-remaining": "0" });
    if (limited)
      return refusal(403, "You have exceeded a secondary rate limit", {
        ...headers,
        "retry-after": String(limited.seconds),
      });
    if (request.method === "GET" && request.path === "/user")
      return { status: 200, headers, json: { login: recorderLogin, type: "User" } };
    if (request.method === "GET" && request.path === "/app")
      return { status: 200, headers, json: { id: app?.id, slug: recorderLogin } };
    const other = answers.elsewhere(request.path);
    if (other) return { ...other, headers };
    const understood = check(request);
    if (!understood) return refusal(404, "Not Found", headers);
    const { operation, parameters, wrong } = understood;
    if (wrong.length > 0) {
      violations.push(`${request.method} ${request.path}: ${wrong.join("; ")}`);
      return refusal(422, "Validation Failed", headers);
    }
    if (operation === "POST /app/installations/{installation_id}/access_tokens") {
      if (Number(parameters.installation_id) !== app?.installation) return refusal(404, "Not Found", headers);
      const made = `ghs_${tokens.size}`;
      tokens.add(made);
      return {
        status: 201,
        headers,
        json: {
          token: made,
          expires_at: new Date(Date.now() + 3_600_000).toISOString(),
          permissions: { issues: "write" },
        },
      };
    }
    if (`${parameters.owner}/${parameters.repo}`.toLowerCase() !== repository.toLowerCase())
      return refusal(404, "Not Found", headers);
    if (renamed)
      return refusal(301, "Moved Permanently", { ...headers, location: `${url}/repositories/1${request.path}` });
    if (archived && writes) return refusal(403, "Repository was archived so is read-only.", headers);
    const done = answers.answer(operation, parameters, request, loginOf(authorization));
    if (writes && done.status < 300) {
      const number = Number(parameters.issue_number) || (done.json as { number: number }).number;
      tell(request.path.endsWith("/comments") ? "issue_comment" : "issues", number);
    }
    return { ...done, headers: { ...headers, ...done.headers } };
  };

  const serve = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const [path = "/", search = ""] = (incoming.url ?? "/").split("?", 2);
    const text = Buffer.concat(chunks).toString();
    const request = {
      method: incoming.method ?? "GET",
      path,
      query: new URLSearchParams(search),
      body: text === "" ? undefined : JSON.parse(text),
    };
    const trouble = behaviour?.(request);
    const note = (status: number): void => void calls.push({ ...request, at: Date.now(), status });
    if (trouble === "ignored") return note(0);
    if (trouble === "unreached") {
      note(0);
      incoming.socket.destroy();
      return;
    }
    if (typeof trouble === "object" && "status" in trouble) {
      note(trouble.status);
      outgoing.writeHead(trouble.status, { "content-type": "application/json", ...trouble.headers });
      outgoing.end(JSON.stringify({ message: trouble.message ?? "Server Error" }));
      return;
    }
    const given = answer(request, incoming.headers.authorization ?? "");
    const { status, headers } = given;
    const json = typeof trouble === "object" && "instead" in trouble ? answers.shown(trouble.instead) : given.json;
    note(status);
    if (trouble === "hanging") return;
    if (trouble === "lost") {
      incoming.socket.destroy();
      return;
    }
    if (typeof trouble === "object" && "slow" in trouble) await pause(trouble.slow);
    const body = json === undefined ? "" : JSON.stringify(json);
    outgoing.writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(body),
      ...headers,
    });
    if (trouble === "broken") {
      outgoing.write(body.slice(0, body.length / 2), () => incoming.socket.destroy());
      return;
    }
    outgoing.end(body);
  };

  const server = createServer((incoming, outgoing) => {
    running += 1;
    outgoing.once("close", () => {
      running -= 1;
    });
    serve(incoming, outgoing).catch(() => incoming.socket.destroy());
  });
  const listening = await listenOnLoopback(server, 0);
  url = `http://127.0.0.1:${listening.port}`;

  const change = (number: number, what: Partial<GithubIssue>) => {
    issues.update(number, what);
    tell("issues", number);
  };
  const labelsOf = (number: number) => issues.get(number)?.labels ?? [];
  return {
    ...listening,
    url,
    ...{ issues, calls, violations },
    behave: (next) => {
      behaviour = next;
    },
    people: {
      open: (title, body, labels, association = "MEMBER") => {
        const issue = issues.create({ title, body, labels, author: "somebody", association });
        tell("issues", issue.number);
        return issue;
      },
      assign: (number, login) => change(number, { assignees: [...(issues.get(number)?.assignees ?? []), login] }),
      label: (number, ...labels) => change(number, { labels: [...new Set([...labelsOf(number), ...labels])] }),
      unlabel: (number, label) => change(number, { labels: labelsOf(number).filter((one) => one !== label) }),
      edit: (number, body) => change(number, { body }),
      comment: (number, body, association = "MEMBER") => {
        const comment = issues.comment(number, body, association);
        tell("issue_comment", number);
        return comment;
      },
      close: (number, reason = "completed") => change(number, { state: "closed", state_reason: reason }),
      reopen: (number) => change(number, { state: "open" }),
      delete: (number) => issues.remove(number),
      lock: (number) => change(number, { locked: true }),
      transfer: (number, to, as) => void issues.update(number, { moved: { repository: to, number: as } }),
      renameLabel: (from, to) => {
        for (const { number, labels } of issues.all())
          if (labels.includes(from))
            issues.update(number, { labels: labels.map((label) => (label === from ? to : label)) });
      },
      archive: () => {
        archived = true;
      },
      renameRepository: () => {
        renamed = true;
      },
    },
  };
}

/** https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-json-web-token-jwt-for-a-github-app */
function signedBy(token: string, { id, publicKey }: NonNullable<GithubSinkOptions["app"]>): boolean {
  const [head = "", payload = "", signature = ""] = token.split(".");
  const key = createPublicKey(publicKey as string);
  if (!verify("RSA-SHA256", Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, "base64url"))) return false;
  const { iss, exp } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { iss: unknown; exp: number };
  return String(iss) === String(id) && exp > Date.now() / 1000;
}
