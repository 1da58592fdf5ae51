import { expect, onTestFinished, test } from "vitest";
import { startHttpServer } from "../../../kit/lab/sinks/http-server.ts";
import { traceStoreAt } from "../../../kit/model/trace-store.ts";

const span = { from: new Date(0), to: new Date(900_000) };

/** A store with 15 traces of so many bytes each, and the limits that it was asked for. */
async function storeOf(bytes: number) {
  const limits: number[] = [];
  const trace = (index: number) => ({
    traceID: `t${index}`,
    processes: { p: { serviceName: "shop" } },
    spans: [
      {
        ...{ spanID: `s${index}`, operationName: "GET /", processID: "p", startTime: 1000, duration: 1000 * index },
        ...{ references: [], tags: [{ key: "text", value: "x".repeat(bytes) }] },
      },
    ],
  });
  const server = await startHttpServer(
    ({ path, query }) => {
      const limit = Number(query.get("limit") ?? 1);
      if (path === "/api/traces") limits.push(limit);
      return { status: 200, json: { data: Array.from({ length: Math.min(limit, 15) }, (_, index) => trace(index)) } };
    },
    { port: 0, maxBodyBytes: 1024 },
  );
  onTestFinished(() => server.stop());
  return { store: traceStoreAt(`http://127.0.0.1:${server.port}`), limits };
}

test("of many traces the slowest are found", async () => {
  const { store, limits } = await storeOf(10);
  expect((await store.slowest("shop", span, 2)).map(({ id }) => id)).toEqual(["t14", "t13"]);
  expect(limits).toEqual([200]);
});

test("of large ones fewer are read; what is too long even so is none", async () => {
  const { store, limits } = await storeOf(300_000);
  expect(await store.slowest("shop", span, 2)).toHaveLength(2);
  expect(limits).toEqual([200, 50, 10]);
  await expect((await storeOf(450_000)).store.slowest("shop", span, 2)).rejects.toThrow("longer than");
  await expect((await storeOf(5_000_000)).store.trace("t0")).rejects.toThrow("longer than");
});
