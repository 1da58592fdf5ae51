import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { context, SpanKind, trace } from "@opentelemetry/api";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { at, urlOf } from "../../kit/lab/monitoring.ts";
import { freePort } from "../../kit/lab/parts/ports.ts";
import { onPath, run } from "../../kit/lab/parts/programs.ts";
import { ifHad } from "../../kit/lab/parts/unavailable.ts";
import { type Service, startService, type Undo } from "../../kit/lab/services.ts";
import { builtJaeger } from "../../kit/lab/traces/obtain.ts";
import { traceStoreSpec } from "../../kit/lab/traces/program.ts";
import { type KeptTrace, traceStoreAt } from "../../kit/model/trace-store.ts";
import { traceStoreFile } from "../../kit/write/trace-store.ts";
import { exporterTo } from "../../tracing/exporter.ts";

let missing: string | undefined;
const program =
  ifHad(builtJaeger, (reason) => {
    missing = reason;
  }) ?? "";

describe.skipIf(missing)(`Jaeger with the generated configuration${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const directory = mkdtempSync(path.join(tmpdir(), "traces-test-"));
  const undo: Undo = [];
  let jaeger: Service;
  let ports: { readonly metrics: number; readonly query: number; readonly spans: number };
  const began = Date.now() - 60_000;
  const span = { from: new Date(began - 60_000), to: new Date(began + 60_000) };

  beforeAll(async () => {
    const [metrics, query, spans] = await Promise.all([freePort(), freePort(), freePort()]);
    ports = { metrics, query, spans };
    const kept = {
      keep: "3d",
      directory: path.join(directory, "kept"),
      query: at(query),
      receives: at(spans),
    } as const;
    const traces = { parts: { store: "traces", calls: "calls" }, store: () => kept };
    const file = path.join(directory, "jaeger.yml");
    mkdirSync(path.join(directory, "logs"));
    writeFileSync(file, traceStoreFile({ config: { ...loadConfig("local"), jobs: {} } }, traces, at(metrics)));
    jaeger = await startService(traceStoreSpec({ directory, ports, file }, program), undo);
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
    rmSync(directory, { recursive: true, force: true });
  });

  /** Until it has what was sent: it batches. */
  async function until(found: () => Promise<readonly KeptTrace[]>, count: number): Promise<readonly KeptTrace[]> {
    for (const late = Date.now() + 20_000; ; await pause(100)) {
      const traces = await found();
      if (traces.length >= count || Date.now() > late) return traces;
    }
  }

  it("keeps what our own exporter sends, gives the slowest first, and has it still after a restart", async () => {
    const provider = new TracerProvider({
      spanProcessors: [new BatchSpanProcessor({ exporter: exporterTo(urlOf(ports.spans), "api") })],
    });
    const tracer = provider.getTracer("test");
    for (const [index, took] of [30, 2500, 700].entries()) {
      const server = tracer.startSpan("request", {
        kind: SpanKind.SERVER,
        startTime: began + index,
        attributes: { "http.request.method": "GET", "url.path": "/user/64f8a1b2c3d4e5f601234569" },
      });
      const inside = trace.setSpan(context.active(), server);
      tracer
        .startSpan("mongodb.find", { kind: SpanKind.CLIENT, startTime: began + index + 1 }, inside)
        .end(began + took);
      server.end(began + index + took);
    }
    await provider.forceFlush();
    const store = traceStoreAt(urlOf(ports.query));
    const found = await until(() => store.slowest("api", span, 3), 3);
    expect(found.map(({ milliseconds }) => Math.round(milliseconds))).toEqual([2500, 700, 30]);
    const [slowest] = found;
    expect(slowest?.spans.map(({ name, service }) => `${service} ${name}`)).toEqual([
      "api GET /user/****",
      "api mongodb.find",
    ]);
    expect(slowest?.spans[1]?.parent).toBe(slowest?.spans[0]?.id);

    await jaeger.stop();
    await jaeger.start();
    expect(await store.trace(slowest?.id ?? "")).toEqual(slowest);
    expect(await store.trace("0".repeat(31).concat("1"))).toBeUndefined();
    expect(await store.slowest("web", span, 3)).toEqual([]);
  });

  it.skipIf(onPath(["ss"]).length === 0)("listens on this machine alone", async () => {
    const listening = (await run("ss", ["-ltnpH"]))
      .split("\n")
      .filter((line) => line.includes(`pid=${jaeger.child.pid},`));
    expect(listening.length).toBeGreaterThan(2);
    expect(listening.filter((line) => !line.includes(" 127.0.0.1:"))).toEqual([]);
  });
});
