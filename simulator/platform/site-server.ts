import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { createSite } from "./site.ts";

type Site = ReturnType<typeof createSite>;

/** Lets the site answer a request; one that hangs says nothing, until whoever asked goes away. */
export async function answerBy(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://site");
  const body = Buffer.concat(chunks).toString("utf8");
  const { cookie = "" } = request.headers;
  const fields = body === "" ? searchParams : new URLSearchParams(body);
  const made = site.handle({ method: request.method ?? "GET", path: pathname, fields, cookie });
  if (made) response.writeHead(made.status, made.headers).end(made.body);
}

/** The site alone, on a free port of this machine. */
export async function startSite(site: Site): Promise<{ readonly url: string; stop(): void }> {
  const server = createServer((request, response) => answerBy(site, request, response)).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
