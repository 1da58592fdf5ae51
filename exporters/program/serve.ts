import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Log } from "./log.ts";
import { Mistake } from "./mistake.ts";

/** https://prometheus.io/docs/instrumenting/exposition_formats/#basic-info */
const expositionType = "text/plain; version=0.0.4; charset=utf-8";

export interface Server {
  /** The one it listens on, also when 0 was asked for. */
  readonly port: number;
  /** Stops listening and drops open connections. */
  stop(): Promise<void>;
}

/**
 * Serves text in the exposition format at each path of `endpoints`, and `/-/healthy` (200 while the process answers) and
 * `/-/ready` (200 or 503). An endpoint that throws is answered with 500 and told in the log, without its reason reaching the client.
 *
 * @param options.port 0 for any free one
 * @throws Mistake when it cannot listen there
 */
export async function serve(options: {
  port: number;
  host: string;
  endpoints: Readonly<Record<string, () => Promise<string> | string>>;
  ready: () => boolean;
  log: Log;
}): Promise<Server> {
  const { port, host, ready, log } = options;
  const endpoints = new Map(Object.entries(options.endpoints));
  const answer = async (path: string): Promise<{ status: number; body: string; type?: string }> => {
    if (path === "/-/healthy") return { status: 200, body: "healthy\n" };
    if (path === "/-/ready") return ready() ? { status: 200, body: "ready\n" } : { status: 503, body: "not ready\n" };
    const endpoint = endpoints.get(path);
    if (!endpoint) return { status: 404, body: `not found; try ${[...endpoints.keys()].join(" ")}\n` };
    try {
      return { status: 200, body: await endpoint(), type: expositionType };
    } catch (error) {
      log.error("an endpoint failed", { path, reason: error instanceof Error ? error.name : "unknown" });
      return { status: 500, body: "failed; see the log\n" };
    }
  };

  const server = createServer(async (request, response) => {
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { allow: "GET, HEAD" }).end();
      return;
    }
    const {
      status,
      body,
      type = "text/plain; charset=utf-8",
    } = await answer((request.url ?? "/").split("?", 1)[0] ?? "/");
    response.writeHead(status, { "content-type": type, "content-length": Buffer.byteLength(body) }).end(body);
  });
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
