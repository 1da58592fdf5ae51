import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { listenOnLoopback } from "../../../kit/lab/sinks/loopback.ts";

/** A log store that keeps what it was asked, and answers with these lines. */
export async function startStore(lines: readonly object[], status = 200) {
  const asked: URLSearchParams[] = [];
  const server = createServer(async (request, answer) => {
    asked.push(new URLSearchParams(await text(request)));
    answer.writeHead(status).end(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
  });
  const { port, stop } = await listenOnLoopback(server, 0);
  onTestFinished(stop);
  return { asked, stop, url: `http://127.0.0.1:${port}` };
}
