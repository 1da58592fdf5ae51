import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Preview, readDashboards, startPreview } from "../../../kit/preview/server.ts";
import { startFakePrometheus } from "./fake-prometheus.ts";

const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-preview-"));
const empty = { title: "T", panels: [], templating: { list: [] } };
let prometheus: Awaited<ReturnType<typeof startFakePrometheus>>;
let preview: Preview;

beforeAll(async () => {
  for (const uid of ["benevoclic-api", "benevoclic-overview"])
    writeFileSync(path.join(directory, `${uid}.json`), JSON.stringify({ ...empty, uid }));
  prometheus = await startFakePrometheus();
  preview = await startPreview({ dashboards: directory, prometheus: prometheus.url, port: 0 });
});
afterAll(async () => {
  await preview.stop();
  await prometheus.stop();
  rmSync(directory, { recursive: true });
});
const get = (address: string, init?: RequestInit) => fetch(`${preview.url}${address}`, init);

it("lists what was generated, the overview first", async () => {
  const { dashboards } = (await (await get("/dashboards.json")).json()) as { dashboards: { uid: string }[] };
  expect(dashboards.map(({ uid }) => uid)).toEqual(["benevoclic-overview", "benevoclic-api"]);
});

it("lets the page reach nothing but this server", async () => {
  const policy = (await get("/")).headers.get("Content-Security-Policy");
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("connect-src 'self'");
});

it("passes on questions to Prometheus, and nothing that changes it", async () => {
  expect((await get("/prometheus/query?query=up")).status).toBe(200);
  expect((await get("/prometheus/admin/tsdb/delete_series")).status).toBe(404);
  expect((await get("/prometheus/../../-/reload")).status).toBe(404);
  expect((await get("/prometheus/query?query=up", { method: "POST" })).status).toBe(405);
});

it("says so when Prometheus does not answer", async () => {
  const alone = await startPreview({ dashboards: directory, prometheus: "http://127.0.0.1:1", port: 0 });
  const response = await fetch(`${alone.url}/prometheus/query?query=up`);
  expect(response.status).toBe(502);
  expect(await response.text()).toContain("Prometheus does not answer");
  await alone.stop();
});

it("refuses a file that is no dashboard", () => {
  const other = mkdtempSync(path.join(tmpdir(), "benevoclic-preview-"));
  writeFileSync(path.join(other, "x.json"), JSON.stringify({ uid: "x" }));
  expect(() => readDashboards(other)).toThrow(/panels/);
  rmSync(other, { recursive: true });
});
