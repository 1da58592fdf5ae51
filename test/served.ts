import { createServer, type RequestListener } from "node:http";
import { onTestFinished } from "vitest";
import { listenOnLoopback } from "../kit/lab/sinks/loopback.ts";

/** Answers on a free port of 127.0.0.1 until the test ends. @returns its address, without a path */
export async function served(answer: RequestListener): Promise<string> {
  const { port, stop } = await listenOnLoopback(createServer(answer), 0);
  onTestFinished(stop);
  return `http://127.0.0.1:${port}`;
}
