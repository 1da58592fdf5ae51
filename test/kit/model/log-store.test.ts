import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { expect, it, onTestFinished } from "vitest";
import { listenOnLoopback } from "../../../kit/lab/sinks/loopback.ts";
import { logStoreAt } from "../../../kit/model/log-store.ts";

async function storeThat(answers: RequestListener) {
  const { port, stop } = await listenOnLoopback(createServer(answers), 0);
  onTestFinished(stop);
  const asked = { query: "*", from: new Date(0), to: new Date(1000) };
  return (mostBytes?: number) =>
    logStoreAt(`http://127.0.0.1:${port}`).lines({ ...asked, ...(mostBytes && { mostBytes }) });
}
/** More bytes than characters. */
const line = { _msg: "é".repeat(4000) };
const written = `${JSON.stringify(line)}\n`;

it("takes the first whole lines of an answer without end, and hangs up", async () => {
  let [sent, hungUp] = [0, Promise.resolve<unknown>(undefined)];
  const lines = await storeThat(async (_, answer) => {
    hungUp = once(answer, "close");
    while (!answer.destroyed) {
      sent += 1;
      if (!answer.write(written)) await Promise.race([once(answer, "drain"), hungUp]);
    }
  });
  const found = await lines(1_000_000);
  await hungUp;
  expect(found.cut).toBe(true);
  expect(found.lines.length * Buffer.byteLength(written)).toBeGreaterThan(900_000);
  expect(found.lines.length * Buffer.byteLength(written)).toBeLessThan(1_100_000);
  expect(new Set(found.lines.map((one) => JSON.stringify(one)))).toEqual(new Set([JSON.stringify(line)]));
  expect(sent).toBeGreaterThan(found.lines.length);
});

it("takes all of an answer that fits, however it is split, and the last line without its end", async () => {
  const all = Buffer.from(written + written.trimEnd());
  const lines = await storeThat(async (_, answer) => {
    for (let at = 0; at < all.length; at += 1111) {
      answer.write(all.subarray(at, at + 1111));
      await new Promise(setImmediate);
    }
    answer.end();
  });
  expect(await lines()).toEqual({ lines: [line, line], cut: false });
});

it("fails with what the store says where it refuses", async () => {
  const lines = await storeThat((_, answer) => void answer.writeHead(400).end("unknown pipe"));
  await expect(lines()).rejects.toThrow("VictoriaLogs answers 400: unknown pipe");
});
