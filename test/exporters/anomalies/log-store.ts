import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

/** A log store that keeps what it was asked, and answers with these lines. */
export async function startStore(lines: readonly object[], status = 200) {
  const asked: URLSearchParams[] = [];
  const server = createServer(async (request, answer) => {
    asked.push(new URLSearchParams(await text(request)));
    answer.writeHead(status).end(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  onTestFinished(stop);
  return { asked, stop, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
