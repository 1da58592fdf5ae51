import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished, vi } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { at, urlOf } from "../../../kit/lab/monitoring.ts";
import { startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { freePort } from "../../../kit/lab/parts/ports.ts";
import { startWebhookSink } from "../../../kit/lab/sinks/webhook.ts";
import type { Dashboard } from "../../../kit/preview/page/model.ts";
import { dashboardFiles } from "../../../kit/write/dashboards.ts";
import { prometheusFile, prometheusFlags } from "../../../kit/write/prometheus.ts";
import { benevoclic } from "../../../platform.ts";
import { responseTime } from "../../../signals/api.ts";
import { queriesOf } from "../../dashboards/asked.ts";

const repository = path.resolve(import.meta.dirname, "../../..");
const patience = { timeout: 60_000, interval: 250 };

/** The simulated API under a real Prometheus with the generated configuration. */
async function scraped(traced: boolean) {
  const directory = mkdtempSync(path.join(tmpdir(), "exemplars-test-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const sink = await startWebhookSink();
  onTestFinished(() => sink.stop());
  const [port, own] = await Promise.all([freePort(), freePort()]);
  const logFile = (name: string) => path.join(directory, `${name}.log`);
  const api = await startChild({
    ...{ name: "api", command: process.execPath, cwd: repository, logFile: logFile("api") },
    args: [
      ...["--import", "tsx", ...(traced ? ["--import", path.join(repository, "tracing/register.ts")] : [])],
      ...[path.join(repository, "simulator/platform/api-program.ts"), "--port", String(port)],
      ...["--state-dir", directory, "--traffic", "none"],
    ],
    ...(traced && { env: { OTEL_SERVICE_NAME: "api", OTEL_EXPORTER_OTLP_ENDPOINT: sink.url("/") } }),
    ready: () => answers(`${urlOf(port)}/health`),
  });
  onTestFinished(() => api.stop());
  const { jobs } = environmentOf(benevoclic, loadConfig("local"));
  const config = { ...loadConfig("local"), jobs: { "benevoclic-api": at(port) } };
  const file = path.join(directory, "prometheus.yml");
  writeFileSync(
    file,
    prometheusFile({ platform: benevoclic, config, jobs }).replaceAll(/((interval|timeout): )5s/g, "$11s"),
  );
  const { prometheus } = await obtainParts({ names: ["prometheus"] });
  const child = await startChild({
    ...{ name: "prometheus", command: prometheus.command, logFile: logFile("prometheus") },
    args: [
      ...[`--config.file=${file}`, `--storage.tsdb.path=${path.join(directory, "data")}`],
      ...[`--web.listen-address=${at(own)}`, ...prometheusFlags],
    ],
    ready: () => answers(`${urlOf(own)}/-/ready`),
  });
  onTestFinished(() => child.stop());

  async function ask<Data>(kind: string, parameters: Readonly<Record<string, string>>): Promise<Data> {
    const response = await fetch(`${urlOf(own)}/api/v1/${kind}?${new URLSearchParams(parameters)}`);
    return ((await response.json()) as { data: Data }).data;
  }
  return {
    request: async () => void (await (await fetch(`${urlOf(port)}/announcements`)).arrayBuffer()),
    form: async () => (await fetch(`${urlOf(port)}/metrics`)).headers.get("content-type"),
    /** As Grafana asks for a panel's points, and for its course. */
    async exemplars(query: string): Promise<string[]> {
      const now = Date.now() / 1000;
      const range = { query, start: String(now - 300), end: String(now) };
      const drawn = await ask<{ result: unknown[] }>("query_range", { ...range, step: "15" });
      expect(drawn.result).toEqual([]);
      const found = await ask<{ exemplars: { labels: Record<string, string> }[] }[]>("query_exemplars", range);
      return found.flatMap(({ exemplars }) => exemplars.map(({ labels }) => labels.trace_id ?? ""));
    },
    counted: async () =>
      (
        await ask<{ result: { metric: Record<string, string>; value: [number, string] }[] }>("query", {
          query: 'http_request_duration_seconds_count{path="/announcements"}',
        })
      ).result.map(({ metric, value }) => ({ ...metric, value: Number(value[1]) })),
    sent: () => JSON.stringify(sink.inbox.all.map(({ body }) => body)),
  };
}

/** The query of the panel of the API's response times that asks for points. */
function pointsOf(instance: string): string {
  const files = dashboardFiles(environmentOf(benevoclic, loadConfig("production")));
  const dashboards = files.map(([, json]) => JSON.parse(json) as Dashboard);
  const name = `benevoclic-api / ${responseTime.title.fr} / traces`;
  const found = queriesOf(dashboards).find((query) => query.name === name);
  return found?.expr.replaceAll("vps-production", instance) ?? "";
}

const counted = { job: "benevoclic-api", instance: "vps-local", method: "GET", path: "/announcements" };

it("a point beside the API's latency names a trace that was kept", async () => {
  const { request, form, exemplars, counted: counts, sent } = await scraped(true);
  expect(await form()).toContain("openmetrics");
  await request();
  await vi.waitFor(async () => expect(await exemplars(pointsOf("vps-local"))).not.toEqual([]), patience);
  const [found = ""] = await exemplars(pointsOf("vps-local"));
  await vi.waitFor(() => expect(sent()).toContain(`"traceId":"${found}"`), patience);
  // The same series as ever: the middleware and the interceptor have counted it.
  expect(await counts()).toEqual([expect.objectContaining({ ...counted, value: 2 })]);
});

it("an API without traces is measured as ever, and no point is drawn", async () => {
  const { request, form, exemplars, counted: counts } = await scraped(false);
  expect(await form()).toContain("text/plain");
  await request();
  await vi.waitFor(
    async () => expect(await counts()).toEqual([expect.objectContaining({ ...counted, value: 2 })]),
    patience,
  );
  expect(await exemplars(pointsOf("vps-local"))).toEqual([]);
});
