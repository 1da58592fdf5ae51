import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { type Listening, listenOnLoopback } from "./loopback.ts";

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer | "too large";
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; or as it is. Left out: an answer without a body. */
  readonly json?: unknown;
  readonly text?: string;
}

/** Decides what a request gets. "none" leaves the client waiting until the server stops. */
export type HttpHandler = (request: HttpRequest) => HttpAnswer | "none" | Promise<HttpAnswer | "none">;

/**
 * An HTTP server on 127.0.0.1 whose bodies are bounded.
 *
 * @param options.port 0 for any free one
 * @param options.maxBodyBytes a longer body reaches the handler as "too large"
 * @throws Error when the port is taken
 */
export async function startHttpServer(
  handle: HttpHandler,
  options: { port: number; maxBodyBytes: number },
): Promise<Listening> {
  const server = createServer(async (incoming, outgoing) => {
    let body: HttpRequest["body"];
    try {
      body = await readBody(incoming, options.maxBodyBytes);
    } catch {
      return; // The client went away before the end of its request: nobody is left to answer.
    }
    const target = incoming.url ?? "/";
    const queryAt = target.includes("?") ? target.indexOf("?") : target.length;
    const answer = await handle({
      method: incoming.method ?? "GET",
      path: target.slice(0, queryAt),
      query: new URLSearchParams(target.slice(queryAt)),
      headers: incoming.headers,
      body,
    });
    if (answer === "none") return;
    if (answer.json === undefined) {
      outgoing.writeHead(answer.status, answer.headers).end(answer.text);
    } else {
      outgoing
        .writeHead(answer.status, { "Content-Type": "application/json", ...answer.headers })
        .end(JSON.stringify(answer.json));
    }
  });
  return listenOnLoopback(server, options.port);
}

/** Reads to the end even past the limit: a client that is still writing would see a reset instead of its answer. */
async function readBody(incoming: IncomingMessage, limit: number): Promise<HttpRequest["body"]> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size <= limit ? Buffer.concat(chunks) : "too large";
}
