import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { sources } from "../../../exporters/business/collections/every.ts";
import { startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import type { Metric } from "../../../kit/model/metric.ts";
import { business } from "../../../signals/metrics/business.ts";
import { exporterBuilds } from "../../../signals/metrics/exporter-builds.ts";
import { mongodb } from "../../../signals/metrics/mongodb.ts";
import { select } from "../../simulator/platform/live.ts";
import { type Exporter, patience, quickFlags, runExporter, running, seriesValue, startExporter } from "./exporter.ts";
import { fill } from "./platform.ts";
import { startRelay } from "./relay.ts";
import { testServer } from "./server.ts";

const server = await testServer();
const missing = typeof server === "string" ? server : undefined;
const real = typeof server === "string" ? (undefined as never) : server;
const skipped = missing ? ` (skipped: ${missing})` : "";
const flags = (...more: string[]) => [...quickFlags(real), ...more];

afterAll(() => real?.stop());

describe.skipIf(missing)(`the business exporter on a real server${skipped}`, () => {
  let exporter: Exporter;
  beforeAll(async () => {
    await fill(real);
    exporter = await startExporter(real.uri, flags());
  });
  afterAll(() => exporter?.stop());

  const endpoints: [string, readonly Metric[]][] = [
    ["/metrics", [...Object.values(business), exporterBuilds.business]],
    ["/metrics/mongodb", Object.values(mongodb)],
  ];

  it.each(endpoints)("%s exposes exactly what is declared, under its type and labels", async (endpoint, declared) => {
    const samples = (await exporter.samples(endpoint)).filter(({ name }) => !/^(process|nodejs)_/.test(name));
    const names = (list: readonly { name: string }[]) => [...new Set(list.map(({ name }) => name))].sort();
    expect(names(samples)).toEqual(names(declared));
    const text = await (await fetch(exporter.url + endpoint)).text();
    for (const metric of declared) {
      expect(text).toContain(`# TYPE ${metric.name} ${metric.type}\n`);
      expect(text).toContain(`# HELP ${metric.name} ${metric.about}\n`);
      for (const { labels } of select(samples, metric.name))
        expect(Object.keys(labels).sort()).toEqual(Object.keys(metric.labels).sort());
      // The example of the declaration is a series of the platform, or of one with other tickets or another build.
      const free = ["benevoclic_support_oldest_open_age_seconds", exporterBuilds.business.name];
      if (!free.includes(metric.name)) expect(select(samples, metric.name, metric.labels), metric.name).toHaveLength(1);
    }
  });

  it("passes promtool's lint, but for the names that others have given", async () => {
    const { promtool } = await obtainParts({ names: ["promtool"] });
    for (const [endpoint] of endpoints) {
      const input = await (await fetch(exporter.url + endpoint)).text();
      const { stderr } = spawnSync(promtool.command, ["check", "metrics"], { input, encoding: "utf8" });
      const problems = stderr.split("\n").filter((line) => line !== "");
      // percona's names; and the quantile label, which design fixes for a gauge.
      const known = /^mongodb_ss_\S+ |^benevoclic_support_resolution_seconds non-summary|^nodejs_|^process_/;
      expect(problems.filter((problem) => !known.test(problem))).toEqual([]);
    }
  });

  it("is scraped by a real Prometheus", async () => {
    const { prometheus } = await obtainParts({ names: ["prometheus"] });
    const directory = mkdtempSync(path.join(tmpdir(), "prometheus-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const target = exporter.url.replace("http://", "");
    const job = (name: string, metrics: string) =>
      `  - { job_name: ${name}, metrics_path: ${metrics}, static_configs: [{ targets: ["${target}"] }] }\n`;
    const configuration = path.join(directory, "prometheus.yml");
    writeFileSync(
      configuration,
      `global: { scrape_interval: 500ms }\nscrape_configs:\n${job("business", "/metrics")}${job("mongodb", "/metrics/mongodb")}`,
    );
    const { port, child } = await startOnFreePort((free) =>
      startChild({
        name: "prometheus",
        command: prometheus.command,
        args: [
          `--config.file=${configuration}`,
          `--storage.tsdb.path=${path.join(directory, "data")}`,
          `--web.listen-address=127.0.0.1:${free}`,
        ],
        logFile: path.join(directory, "log"),
        ready: () => answers(`http://127.0.0.1:${free}/-/ready`),
      }),
    );
    onTestFinished(() => child.stop());
    const ask = async (query: string) => {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(query)}`);
      const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
      return data.result.map(({ value }) => value[1]);
    };
    await vi.waitUntil(async () => (await ask("up == 1")).length === 2, patience);
    expect(await ask('benevoclic_users{job="business",role="volunteer"}')).toEqual(["1"]);
    expect(await ask('mongodb_up{job="mongodb"}')).toEqual(["1"]);
  });

  it("follows the data, and counts no failure", async () => {
    await real.db.collection("favorites").insertMany([{}, {}]);
    await vi.waitUntil(async () => seriesValue(await exporter.samples(), "benevoclic_favorites") === 3, patience);
    const samples = await exporter.samples();
    expect(select(samples, "benevoclic_exporter_refresh_failures_total").map(({ value }) => value)).toEqual([
      0, 0, 0, 0, 0,
    ]);
    expect(select(samples, "benevoclic_exporter_refresh_timestamp_seconds")).toHaveLength(sources.length);
  });

  it("asks the database no more often when it is scraped more often", async () => {
    const reads = async () => Number((await real.db.admin().command({ serverStatus: 1 })).opcounters.command);
    const slow = await running(
      real.uri,
      flags("--refresh-interval", "3600", "--keep-for", "7200", "--status-interval", "3600"),
    );
    await vi.waitUntil(async () => seriesValue(await slow.samples("/metrics/mongodb"), "mongodb_up") === 1, patience);
    await exporter.stop();
    const before = await reads();
    await Promise.all(Array.from({ length: 50 }, () => slow.samples()));
    await slow.samples("/metrics/mongodb");
    // Only our own question for the counters.
    expect((await reads()) - before).toBeLessThanOrEqual(2);
    exporter = await startExporter(real.uri, flags());
  });

  it("--once prints both endpoints and ends", async () => {
    const { code, words } = await runExporter(real.uri, [...flags(), "--once"]);
    expect(code).toBe(0);
    expect(words).toMatch(/^benevoclic_users{role="volunteer"} 1$/m);
    expect(words).toMatch(/^mongodb_up 1$/m);
  });

  it("--check explains what works", async () => {
    await real.db.collection("favorites").drop();
    const { code, words } = await runExporter(real.uri, [...flags(), "--check"]);
    await real.db.collection("favorites").insertOne({});
    expect(code).toBe(0);
    expect(words).toMatch(/^ok {4}connection/m);
    expect(words).toMatch(/^ok {4}collection users: readable$/m);
    expect(words).toMatch(/^note {2}collection favorites: does not exist/m);
  });

  it("ends within a second of SIGTERM with status 0", async () => {
    const begin = performance.now();
    exporter.child.kill("SIGTERM");
    expect(await exporter.child.exited).toEqual({ code: 0, signal: null });
    // The machine may be busy: the promise is a second, and the program gives up waiting after 0.7.
    expect(performance.now() - begin).toBeLessThan(5_000);
    exporter = await startExporter(real.uri, flags());
  });

  it("says which collection is too big for its time, and serves the others", async () => {
    const { host, port } = real;
    const silent = await startRelay({ host, port });
    onTestFinished(() => silent.stop());
    const exporter = await running(
      `mongodb://127.0.0.1:${silent.port}/?directConnection=true`,
      flags("--answer-within", "0.2"),
    );
    silent.behave("silent");
    await vi.waitUntil(
      () =>
        exporter
          .log()
          .some((line) => line.collection === "users" && /did not answer in time/.test(String(line.reason))),
      patience,
    );
    await vi.waitUntil(
      async () => seriesValue(await exporter.samples("/metrics/mongodb"), "mongodb_up") === 0,
      patience,
    );
    expect(seriesValue(await exporter.samples(), "benevoclic_users", { role: "volunteer" })).toBe(1);
  });
});

describe("the business exporter without a server", () => {
  it("says what is wrong with its settings, and ends with status 2", async () => {
    const wrong = await runExporter("not-a-uri planted-password", ["--once"]);
    expect(wrong.code).toBe(2);
    expect(wrong.words).toContain("holds no MongoDB connection string");
    expect(wrong.words).not.toContain("planted");
    const short = await runExporter("mongodb://127.0.0.1", ["--keep-for", "30"]);
    expect(short).toMatchObject({ code: 2, words: expect.stringContaining("--keep-for 30 is not longer") });
    const none = await runExporter("", []);
    expect(none).toMatchObject({ code: 2, words: expect.stringContaining("is empty") });
    expect(() =>
      execFileSync(process.execPath, ["--import", "tsx", "exporters/business/main.ts"], {
        stdio: "pipe",
        encoding: "utf8",
      }),
    ).toThrow(/mongodb-uri-file/);
  });

  it("--check says that the database cannot be reached", async () => {
    const refusing = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => refusing.once("listening", resolve));
    const { port } = refusing.address() as AddressInfo;
    await new Promise((resolve) => refusing.close(resolve));
    const { code, words } = await runExporter(`mongodb://127.0.0.1:${port}`, ["--check"]);
    expect(code).toBe(1);
    expect(words).toMatch(/^wrong connection: the database cannot be reached \(ECONNREFUSED\); check/m);
  });
});
