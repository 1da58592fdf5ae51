import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "./log.ts";
import { Mistake } from "./mistake.ts";

/** https://prometheus.io/docs/instrumenting/exposition_formats/#basic-info */
const expositionType = "text/plain; version=0.0.4; charset=utf-8";

interface Server {
  /** The one it listens on, also when 0 was asked for. */
  readonly port: number;
  /** Stops listening and drops open connections. */
  stop(): Promise<void>;
}

/** A request with a body, which is bounded. */
interface Post {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}
/** What may be posted to a path. */
export interface PostEndpoint {
  /** Refuses by the headers alone, before anything of the body is read. */
  readonly refuse: (headers: IncomingHttpHeaders) => PostAnswer | undefined;
  /** Bytes of a body; more is answered 413. */
  readonly longestBody: number;
  /** Bodies that are read at the same time; more is answered 503. */
  readonly atOnce: number;
  readonly take: (post: Post) => Promise<PostAnswer>;
}
export interface PostAnswer {
  readonly status: number;
  /** For people; without secrets. */
  readonly text: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a browser asks of pages. */
export interface PageRequest {
  readonly method: string;
  /** With its query. */
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  /** Of whoever is connected. */
  readonly address: string;
  /** Of a POST; a form's fields. */
  readonly form: URLSearchParams;
}
export interface PageAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body: string;
}

/** A form holds some texts, in bytes. */
const longestForm = 128 * 1024;
/** ms until a request's headers, and the whole of it, must be there: who sends a byte a second is not waited for. */
const usualPatience = { headers: 10_000, request: 20_000, lookEvery: 1_000 };
/** ms for which the rest of a refused body is thrown away, so that its sender sees the answer instead of a reset. */
const drainFor = 2_000;
/** Connections at the same time; one more is closed. */
const mostConnections = 100;
/** Bytes of all headers of a request. */
const longestHeaders = 16 * 1024;

/**
 * Serves text in the exposition format at each path of `endpoints`, and `/-/healthy` (200 while the process answers) and
 * `/-/ready` (200 or 503). An endpoint that throws is answered with 500 and told in the log, without its reason reaching the client.
 * What is posted to a path of `posts` is given to its function, once its headers are found good; whatever is asked of a path
 * below `pages.below`, to `pages.answer`.
 *
 * @param options.port 0 for any free one
 * @throws Mistake when it cannot listen there
 */
export async function serve(options: {
  port: number;
  host: string;
  endpoints: Readonly<Record<string, () => Promise<string> | string>>;
  posts?: Readonly<Record<string, PostEndpoint>>;
  pages?: { readonly below: string; answer(request: PageRequest): Promise<PageAnswer> };
  ready: () => boolean;
  log: Log;
  /** For tests, which wait less. */
  patience?: typeof usualPatience;
}): Promise<Server> {
  const { port, host, pages, ready, log, patience = usualPatience } = options;
  const endpoints = new Map(Object.entries(options.endpoints));
  const posts = new Map(Object.entries(options.posts ?? {}));
  const answer = async (path: string): Promise<{ status: number; body: string; type?: string }> => {
    if (path === "/-/healthy") return { status: 200, body: "healthy\n" };
    if (path === "/-/ready") return ready() ? { status: 200, body: "ready\n" } : { status: 503, body: "not ready\n" };
    const endpoint = endpoints.get(path);
    if (!endpoint) return { status: 404, body: `not found; try ${[...endpoints.keys(), ...posts.keys()].join(" ")}\n` };
    try {
      return { status: 200, body: await endpoint(), type: expositionType };
    } catch (error) {
      log.error("an endpoint failed", { path, reason: error instanceof Error ? error.name : "unknown" });
      return { status: 500, body: "failed; see the log\n" };
    }
  };

  const reading = new Map<string, number>();
  const take = async (path: string, endpoint: PostEndpoint, request: IncomingMessage): Promise<PostAnswer> => {
    const refused = endpoint.refuse(request.headers);
    if (refused) return refused;
    const { longestBody } = endpoint;
    const tooLarge = { status: 413, text: `a body has at most ${longestBody} bytes` };
    if (Number(request.headers["content-length"] ?? 0) > longestBody) return tooLarge;
    const others = reading.get(path) ?? 0;
    if (others >= endpoint.atOnce)
      return { status: 503, text: "too much at once; send it again", headers: { "retry-after": "5" } };
    reading.set(path, others + 1);
    const body = await bodyOf(request, longestBody).finally(() => reading.set(path, (reading.get(path) ?? 1) - 1));
    return body ? endpoint.take({ headers: request.headers, body }) : tooLarge;
  };
  const post = async (path: string, endpoint: PostEndpoint, request: IncomingMessage, response: ServerResponse) => {
    const { status, text, headers } = await take(path, endpoint, request).catch((error: unknown): PostAnswer => {
      log.error("a post failed", { path, reason: error instanceof Error ? error.name : "unknown" });
      return { status: 500, text: "failed; see the log" };
    });
    response.writeHead(status, { "content-type": "text/plain; charset=utf-8", ...headers }).end(`${text}\n`);
    if (request.complete) return;
    request.resume();
    const giveUp = setTimeout(() => request.socket.destroy(), drainFor);
    request.once("close", () => clearTimeout(giveUp));
  };

  const show = async (request: IncomingMessage, path: string): Promise<PageAnswer> => {
    const text = { "content-type": "text/plain; charset=utf-8" };
    try {
      const body = request.method === "POST" ? await bodyOf(request, longestForm) : Buffer.alloc(0);
      if (!body) return { status: 413, headers: { ...text, connection: "close" }, body: "too long\n" };
      const { method = "GET", url = "/", headers, socket } = request;
      const asked = new URL(url.slice(0, 4000).replace(/^\/+/, "/"), "http://pages");
      // What stands in front of us decided by the path as it was written.
      if (asked.pathname !== path) return { status: 404, headers: text, body: "not found\n" };
      return await (pages as NonNullable<typeof pages>).answer({
        ...{ method, headers, address: socket.remoteAddress ?? "", form: new URLSearchParams(body.toString("utf8")) },
        url: asked,
      });
    } catch (error) {
      log.error("a page failed", { path, reason: error instanceof Error ? error.name : "unknown" });
      return { status: 500, headers: text, body: "failed; see the log\n" };
    }
  };

  const limits = {
    ...{ headersTimeout: patience.headers, requestTimeout: patience.request },
    ...{ connectionsCheckingInterval: patience.lookEvery, maxHeaderSize: longestHeaders },
  };
  const server = createServer(limits, async (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    if (pages && (path === "/" || path === pages.below || path.startsWith(`${pages.below}/`))) {
      const { status, headers, body } = await show(request, path);
      response.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
      response.end(request.method === "HEAD" ? undefined : body);
      return;
    }
    const endpoint = posts.get(path);
    if (request.method === "POST" && endpoint) return post(path, endpoint, request, response);
    if (posts.has(path) || (request.method !== "GET" && request.method !== "HEAD")) {
      response.writeHead(405, { allow: posts.has(path) ? "POST" : "GET, HEAD" }).end();
      return;
    }
    const { status, body, type = "text/plain; charset=utf-8" } = await answer(path);
    response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
  });
  server.maxConnections = mostConnections;
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    throw new Mistake(
      `cannot listen on ${host}:${port}: ${(error as Error).message}`,
      "stop what uses that port, or choose another with --port",
    );
  }
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The body; undefined when it is longer. */
async function bodyOf(request: IncomingMessage, longest: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > longest) {
        chunks.length = 0;
        resolve(undefined);
      } else chunks.push(chunk);
    });
    request.once("end", () => resolve(Buffer.concat(chunks)));
    request.once("error", reject);
    request.once("close", () => reject(new Error("the sender went away")));
  });
}
