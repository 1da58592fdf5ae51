import { once } from "node:events";
import { connect, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { listenOnLoopback } from "../../../../kit/lab/sinks/loopback.ts";

test("stop ends open connections and frees the port", async () => {
  const first = await listenOnLoopback(createServer(), 0);
  onTestFinished(() => first.stop());
  const client = connect(first.port, "127.0.0.1");
  await once(client, "connect");
  const ended = once(client, "close");
  client.on("error", () => {}); // a reset is an end as well
  await first.stop();
  await ended;

  const second = await listenOnLoopback(createServer(), first.port);
  onTestFinished(() => second.stop());
  expect(second.port).toBe(first.port);
});

test("stop can be called again", async () => {
  const listening = await listenOnLoopback(createServer(), 0);
  await listening.stop();
  await expect(listening.stop()).resolves.toBeUndefined();
});

test("a taken port is named", async () => {
  const holder = await listenOnLoopback(createServer(), 0);
  onTestFinished(() => holder.stop());
  await expect(listenOnLoopback(createServer(), holder.port)).rejects.toThrow(
    `Cannot listen on 127.0.0.1:${holder.port}. Stop what holds that port`,
  );
});
