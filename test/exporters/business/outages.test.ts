import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { answers } from "../../../kit/lab/parts/http.ts";
import { select } from "../../simulator/platform/live.ts";
import { patience, quickFlags, runExporter, running, seriesValue } from "./exporter.ts";
import { fill } from "./platform.ts";
import { type Relay, startRelay } from "./relay.ts";
import { testServer } from "./server.ts";

const server = await testServer();
const missing = typeof server === "string" ? server : undefined;
const real = typeof server === "string" ? (undefined as never) : server;
const skipped = missing ? ` (skipped: ${missing})` : "";
const flags = (...more: string[]) => [...quickFlags(real), ...more];

afterAll(() => real?.stop());

describe.skipIf(missing || !real?.canFail)(
  `the business exporter on a server with fail points${missing ? skipped : real.canFail ? "" : " (skipped: the server was not started with enableTestCommands=1)"}`,
  () => {
    beforeAll(() => fill(real));
    afterEach(() => real.fail(undefined));

    it("where serverStatus is refused, says what is missing, and mongodb_up still works", async () => {
      await real.fail({ failCommands: ["serverStatus"], errorCode: 8000 });
      const exporter = await running(real.uri, flags());
      const samples = async () => exporter.samples("/metrics/mongodb");
      await vi.waitUntil(async () => seriesValue(await samples(), "mongodb_up") === 1, patience);
      const sections = select(await samples(), "benevoclic_exporter_server_status_section");
      expect(sections.length).toBeGreaterThan(5);
      expect(sections.filter(({ value }) => value !== 0)).toEqual([]);
      expect(select(await samples(), "mongodb_ss_connections")).toEqual([]);
      await vi.waitUntil(
        () => exporter.log().some(({ message }) => /serverStatus is refused/.test(String(message))),
        patience,
      );
      await real.fail(undefined);
      await vi.waitUntil(async () => select(await samples(), "mongodb_ss_connections").length === 3, patience);
    });

    it("a wrong password is told once, in words that help, without the password, and the program stays", async () => {
      await real.fail({ failCommands: ["saslStart"], errorCode: 18 });
      const uri = real.uri.replace(/^mongodb:\/\/(.*@)?/, "mongodb://reader:planted-password@");
      const exporter = await running(uri, flags(), "/-/healthy");
      const refused = () =>
        exporter.log().filter(({ collection, reason }) => collection === "users" && /refused/.test(String(reason)));
      await vi.waitUntil(() => refused().length > 0, patience);
      const failures = async () =>
        seriesValue(await exporter.samples(), "benevoclic_exporter_refresh_failures_total", { collection: "users" }) ??
        0;
      await vi.waitUntil(async () => (await failures()) > 3, patience);
      expect(refused()).toHaveLength(1);
      expect(refused()[0]).toMatchObject({ level: "error", remedy: expect.stringContaining("mongodb-uri-file") });
      expect(seriesValue(await exporter.samples("/metrics/mongodb"), "mongodb_up")).toBe(0);
      expect(await answers(`${exporter.url}/-/ready`)).toBe(false);
      expect(exporter.words()).not.toContain("planted-password");
      expect(exporter.child.running).toBe(true);
    });

    it("a permission that is missing is told with its remedy, by --check too", async () => {
      await real.fail({ failCommands: ["aggregate"], errorCode: 13 });
      const { code, words } = await runExporter(real.uri, [...flags(), "--check"]);
      expect(code).toBe(1);
      expect(words).toMatch(/^wrong collection users: .*grant it the role `read`/m);
      const once = await runExporter(real.uri, [...flags(), "--once"]);
      expect(once.code).toBe(1);
      expect(once.words).toContain('benevoclic_exporter_refresh_failures_total{collection="users"} 1');
      expect(once.words).not.toMatch(/^benevoclic_users{/m);
    });

    it.each([
      [50, /did not answer in time/],
      [10107, /changing its primary/],
      [292, /error 292/],
    ])("error %d is told as such", async (errorCode, reason) => {
      await real.fail({ failCommands: ["aggregate"], errorCode });
      const { words } = await runExporter(real.uri, [...flags(), "--once"]);
      expect(words).toMatch(reason);
    });
  },
);

describe.skipIf(missing)(`the business exporter when the database goes away${skipped}`, () => {
  let relay: Relay;
  beforeAll(async () => {
    await fill(real);
    relay = await startRelay(real);
  });
  afterEach(() => relay.behave("relay"));
  afterAll(() => relay?.stop());
  const uri = () => `mongodb://127.0.0.1:${relay.port}/?directConnection=true`;

  it("keeps its figures for a bounded time, then withdraws them, tells their age, and comes back by itself", async () => {
    const exporter = await running(uri(), flags("--keep-for", "3"));
    const figures = async () => select(await exporter.samples(), "benevoclic_users").length;
    const up = async () => seriesValue(await exporter.samples("/metrics/mongodb"), "mongodb_up");
    await vi.waitUntil(async () => (await up()) === 1, patience);
    relay.behave("cut");
    await vi.waitUntil(async () => (await up()) === 0, patience);
    expect(select(await exporter.samples("/metrics/mongodb"), "mongodb_ss_connections")).toEqual([]);
    await vi.waitUntil(async () => (await figures()) === 0, patience);
    // Each collection's figures go when they are as old as that.
    const unreadable = async () => select(await exporter.samples(), "benevoclic_exporter_unreadable_values").length;
    await vi.waitUntil(async () => (await unreadable()) === 0, patience);
    const samples = await exporter.samples();
    const [read] = select(samples, "benevoclic_exporter_refresh_timestamp_seconds", { collection: "users" });
    expect(Date.now() / 1000 - (read?.value ?? 0)).toBeGreaterThan(3);
    await vi.waitUntil(
      async () =>
        (seriesValue(await exporter.samples(), "benevoclic_exporter_refresh_failures_total", { collection: "users" }) ??
          0) >= 2,
      patience,
    );
    expect(await answers(`${exporter.url}/-/healthy`)).toBe(true);
    expect(await answers(`${exporter.url}/-/ready`)).toBe(false);
    const told = exporter.log().filter(({ level, collection }) => level === "error" && collection === "users");
    // Its reason may change once, from a connection that broke to one that is refused.
    expect(told.length).toBeLessThanOrEqual(2);
    expect(told[0]).toMatchObject({ reason: expect.stringContaining("cannot be reached") });

    relay.behave("relay");
    await vi.waitUntil(async () => (await figures()) === 3, patience);
    await vi.waitUntil(async () => (await up()) === 1, patience);
    expect(
      exporter
        .log()
        .some(({ message, collection }) => message === "a collection is read again" && collection === "users"),
    ).toBe(true);
  });

  it("that is not there when the exporter starts is found as soon as it is", async () => {
    relay.behave("cut");
    const exporter = await running(uri(), flags(), "/-/healthy");
    const up = async () => seriesValue(await exporter.samples("/metrics/mongodb"), "mongodb_up");
    const failures = async () =>
      seriesValue(await exporter.samples(), "benevoclic_exporter_refresh_failures_total", { collection: "users" }) ?? 0;
    await vi.waitUntil(async () => (await failures()) >= 2, patience);
    expect(await up()).toBe(0);
    for (const { reason } of exporter.log().filter(({ level }) => level === "error"))
      expect(reason).toContain("cannot be reached");
    relay.behave("relay");
    await vi.waitUntil(async () => (await up()) === 1, patience);
    await vi.waitUntil(() => answers(`${exporter.url}/-/ready`), patience);
  });

  it("keeps its figures over an absence that is shorter", async () => {
    const exporter = await running(uri(), flags());
    relay.behave("cut");
    await vi.waitUntil(
      async () =>
        (seriesValue(await exporter.samples(), "benevoclic_exporter_refresh_failures_total", { collection: "users" }) ??
          0) > 0,
      patience,
    );
    expect(select(await exporter.samples(), "benevoclic_users")).toHaveLength(3);
  });

  it("starts without it, and waits for it", async () => {
    relay.behave("cut");
    const exporter = await running(uri(), flags(), "/-/healthy");
    expect(await answers(`${exporter.url}/-/ready`)).toBe(false);
    expect(select(await exporter.samples(), "benevoclic_users")).toEqual([]);
    relay.behave("relay");
    await vi.waitUntil(() => answers(`${exporter.url}/-/ready`), patience);
  });
});
