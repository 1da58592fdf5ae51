import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Attributes, context, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import { at, urlOf } from "../../kit/lab/monitoring.ts";
import { startChild } from "../../kit/lab/parts/children.ts";
import { answers } from "../../kit/lab/parts/http.ts";
import { obtainParts } from "../../kit/lab/parts/obtain.ts";
import { freePort } from "../../kit/lab/parts/ports.ts";
import { ifHad } from "../../kit/lab/parts/unavailable.ts";
import { startService, type Undo } from "../../kit/lab/services.ts";
import { builtJaeger } from "../../kit/lab/traces/obtain.ts";
import { traceStoreSpec } from "../../kit/lab/traces/program.ts";
import type { Metric } from "../../kit/model/metric.ts";
import type { Signal } from "../../kit/model/signal.ts";
import { prometheusFile, prometheusFlags } from "../../kit/write/prometheus.ts";
import { traceStoreFile } from "../../kit/write/trace-store.ts";
import { benevoclic } from "../../platform.ts";
import { databaseCallErrors, databaseCallTime, programCallErrors, programCallTime } from "../../signals/calls.ts";
import { calls } from "../../signals/metrics/calls.ts";
import { traceStore } from "../../signals/metrics/trace-store.ts";
import { spansAccepted, spansLost, tracesDisk } from "../../signals/trace-store.ts";
import { exporterTo } from "../../tracing/exporter.ts";

let missing: string | undefined;
const program =
  ifHad(builtJaeger, (reason) => {
    missing = reason;
  }) ?? "";

/** What is done every 15 s elsewhere is done every second here. */
const hurried = (file: string) => file.replaceAll(/(interval: )15s/g, "$11s");
const patience = { timeout: 60_000, interval: 500 };

interface Call {
  readonly service: string;
  readonly milliseconds: number;
  readonly kind?: SpanKind;
  readonly failed?: true;
  readonly attributes: Attributes;
}

describe.skipIf(missing)(`what Jaeger counts of spans${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const directory = mkdtempSync(path.join(tmpdir(), "calls-test-"));
  const undo: Undo = [];
  const environment = environmentOf(benevoclic, loadConfig("local"));
  let prometheus = "";
  let spans = 0;

  beforeAll(async () => {
    const ports = await Promise.all(Array.from({ length: 5 }, () => freePort()));
    const [metrics = 0, query = 0, received = 0, counted = 0, own = 0] = ports;
    spans = received;
    const config = { ...environment.config, jobs: { prometheus: at(own), traces: at(metrics), calls: at(counted) } };
    const store = () => ({
      ...{ keep: "3d" as const, directory: path.join(directory, "kept") },
      ...{ query: at(query), receives: at(received) },
    });
    mkdirSync(path.join(directory, "logs"));
    const file = path.join(directory, "jaeger.yml");
    const traces = { parts: { store: "traces", calls: "calls" }, store };
    writeFileSync(file, hurried(traceStoreFile({ config }, traces, at(metrics))));
    await startService(traceStoreSpec({ directory, ports: { metrics, query, spans }, file }, program), undo);
    const scraping = path.join(directory, "prometheus.yml");
    const { jobs } = environment;
    writeFileSync(
      scraping,
      hurried(prometheusFile({ platform: benevoclic, config, jobs })).replace(/^ +basic_auth:\n.*\n.*\n/gm, ""),
    );
    const parts = await obtainParts({ names: ["prometheus"] });
    prometheus = urlOf(own);
    const child = await startChild({
      ...{
        name: "prometheus",
        command: parts.prometheus.command,
        logFile: path.join(directory, "logs/prometheus.log"),
      },
      args: [
        `--config.file=${scraping}`,
        `--storage.tsdb.path=${path.join(directory, "data")}`,
        `--web.listen-address=${at(own)}`,
        ...prometheusFlags,
      ],
      ready: () => answers(`${prometheus}/-/ready`),
    });
    undo.push(() => child.stop());
  });
  afterAll(async () => {
    for (const step of undo.reverse()) await step();
    rmSync(directory, { recursive: true, force: true });
  });

  /** @returns the trace's id of each */
  async function send(some: readonly Call[]): Promise<string[]> {
    const ids: string[] = [];
    for (const { service, milliseconds, kind = SpanKind.CLIENT, failed, attributes } of some) {
      const provider = new TracerProvider({
        spanProcessors: [new BatchSpanProcessor({ exporter: exporterTo(urlOf(spans), service) })],
      });
      const startTime = Date.now() - milliseconds;
      const span = provider.getTracer("test").startSpan("call", { kind, startTime, attributes }, context.active());
      if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end(startTime + milliseconds);
      ids.push(trace.wrapSpanContext(span.spanContext()).spanContext().traceId);
      await provider.forceFlush();
    }
    return ids;
  }

  interface Sample {
    readonly metric: Readonly<Record<string, string>>;
    readonly value: readonly [number, string];
  }
  async function ask<Result = readonly Sample[]>(
    kind: "query" | "query_exemplars",
    parameters: Record<string, string>,
  ) {
    const response = await fetch(`${prometheus}/api/v1/${kind}?${new URLSearchParams(parameters)}`);
    const { data } = (await response.json()) as { data: { result: Result } & Result };
    return kind === "query" ? data.result : (data as Result);
  }
  const samples = (query: string) => ask("query", { query });
  const valuesOf = async (signal: Signal) =>
    (await samples(environment.render(signal.expr))).map(({ metric, value }) => ({
      ...metric,
      value: Number(value[1]),
    }));

  const find = { "db.operation.name": "find", "db.collection.name": "users", "server.address": "db.internal" };
  const announcements = { "http.request.method": "GET", "server.address": "api.internal" };
  const some: readonly Call[] = [
    { service: "api", milliseconds: 700, attributes: find },
    { service: "api", milliseconds: 3, failed: true, attributes: { ...find, "db.operation.name": "insert" } },
    { service: "web", milliseconds: 1500, attributes: { ...announcements, "http.response.status_code": 200 } },
    {
      service: "web",
      milliseconds: 20,
      failed: true,
      attributes: { ...announcements, "http.response.status_code": 404 },
    },
    { service: "web", milliseconds: 20, failed: true, attributes: announcements },
    // Its address is whatever the visitor says.
    { service: "api", milliseconds: 20, kind: SpanKind.SERVER, attributes: { "server.address": "made.up" } },
  ];

  it("tells calls apart as they are declared, and the signals read them", async () => {
    const ids: string[] = [];
    const of = (service: string, more: object) => ({
      instance: environment.config.host,
      service_name: service,
      ...more,
    });
    const users = (db_operation_name: string) => of("api", { db_collection_name: "users", db_operation_name });
    const toApi = of("web", { server_address: "api.internal", http_request_method: "GET" });
    await vi.waitFor(async () => {
      // Again and again: a rate needs two values.
      ids.push(...(await send(some)));
      const time = await valuesOf(databaseCallTime);
      expect(time).toContainEqual({ ...users("find"), value: expect.closeTo(0.975, 2) });
      expect(await valuesOf(programCallTime)).toEqual([{ ...toApi, value: expect.closeTo(1.9, 0) }]);
    }, patience);
    const errors = await valuesOf(databaseCallErrors);
    expect(errors).toContainEqual({ ...users("insert"), value: 1 });
    expect(errors).toContainEqual({ ...users("find"), value: 0 });
    // A page that is not there is no failure of the call.
    const [failing] = await valuesOf(programCallErrors);
    expect(failing).toMatchObject(toApi);
    expect(failing?.value).toBeGreaterThan(0.2);
    expect(failing?.value).toBeLessThan(0.45);

    const own = { __name__: "", job: "", instance: "" };
    const labelled = ({ labels }: Metric) => Object.keys({ ...own, ...labels }).sort();
    for (const [suffix, metric] of [
      ["", calls.ended],
      ["_count", calls.duration],
    ] as const)
      for (const { metric: found } of await samples(`${metric.name}${suffix}`)) {
        expect(labelled(metric)).toEqual(expect.arrayContaining(Object.keys(found)));
        expect(Object.values(found)).not.toContain("made.up");
      }
    const bounds = new Set((await samples(`${calls.duration.name}_bucket`)).map(({ metric: { le } }) => Number(le)));
    expect([...bounds].sort((one, other) => one - other)).toEqual([...(calls.duration.buckets ?? []), Number.NaN]);

    const found = await ask<readonly { exemplars: readonly { labels: { trace_id: string } }[] }[]>("query_exemplars", {
      query: `${calls.duration.name}_bucket`,
      start: String(Date.now() / 1000 - 300),
      end: String(Date.now() / 1000),
    });
    const exemplars = found.flatMap((series) => series.exemplars.map(({ labels }) => labels.trace_id));
    expect(exemplars.length).toBeGreaterThan(0);
    expect(ids).toEqual(expect.arrayContaining(exemplars));
  });

  it("counts what it takes, and what it keeps", async () => {
    for (const metric of Object.values(traceStore))
      await vi.waitFor(async () => {
        const matchers = Object.entries(metric.labels).map(([label, value]) => `${label}="${value}"`);
        expect(await samples(`${metric.name}{${matchers.join(",")}}`), metric.name).toHaveLength(1);
      }, patience);
    expect((await valuesOf(spansAccepted))[0]?.value).toBeGreaterThan(0);
    expect((await valuesOf(spansLost))[0]?.value).toBe(0);
    expect((await valuesOf(tracesDisk))[0]?.value).toBeGreaterThanOrEqual(0);
  });

  it("has a bound of kinds of calls, whatever is asked for", async () => {
    const many = Array.from(
      { length: 150 },
      (_, index): Call => ({
        ...{ service: "other", milliseconds: 1 },
        attributes: { ...announcements, "server.address": `host-${index}` },
      }),
    );
    await send(many);
    const counted = () => samples(`${calls.ended.name}{service_name="other"}`);
    await vi.waitFor(async () => expect((await counted()).length).toBeGreaterThan(90), patience);
    await send(many);
    // Those of the second time have come.
    await vi.waitFor(async () => {
      const counts = (await counted()).map(({ value }) => Number(value[1]));
      expect(Math.min(...counts)).toBeGreaterThanOrEqual(2);
    }, patience);
    expect((await counted()).length).toBeLessThanOrEqual(100);
  });
});
