import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { answerWithin, createPm2Exporter } from "../../../exporters/pm2/exporter.ts";
import { largestAnswer } from "../../../exporters/pm2/unreachable.ts";
import { createLog } from "../../../exporters/program/log.ts";
import { standIn } from "./stand-in.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pm2-exporter-"));
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true, force: true });
});

test("a daemon that hangs is down within 2 s, asked once however many scrape", async () => {
  const socket = join(directory, "rpc.sock");
  const daemon = await standIn(socket);
  const lines: string[] = [];
  const exporter = createPm2Exporter({ socket, log: createLog("test", (line) => void lines.push(line)) });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const scrapes = Promise.all([exporter.metrics(), exporter.metrics()]);
  await daemon.asked;
  await vi.advanceTimersByTimeAsync(answerWithin);
  for (const text of await scrapes) expect(text).toMatch(/^pm2_up 0$/m);
  expect(daemon.questions()).toBe(1);
  expect(lines).toHaveLength(1);
  expect(exporter.reached()).toBe(false);
  // What is left of the 2 s is for the rest of the scrape.
  expect(answerWithin).toBeLessThanOrEqual(1500);
});

test("an answer that is too large fails the scrape: it is no daemon that is down", async () => {
  const socket = join(directory, "rpc.sock");
  await standIn(socket, (connection) => connection.write(Buffer.alloc(largestAnswer + 1, 0x11)));
  const lines: string[] = [];
  const exporter = createPm2Exporter({ socket, log: createLog("test", (line) => void lines.push(line)) });
  await expect(exporter.metrics()).rejects.toThrow("larger than 8 MiB");
  expect(lines.join()).toContain("pm2 prettylist");
});
