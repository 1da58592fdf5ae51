import { connect, createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { environmentOf } from "../../kit/environment.ts";
import { settled } from "../../kit/lab/settled.ts";
import type { Dashboard } from "../../kit/preview/page/model.ts";
import { dashboardFiles, provisionedSource } from "../../kit/write/dashboards.ts";
import { benevoclic } from "../../platform.ts";
import { minutes, runningSystem } from "../simulator/running.ts";

/** A Grafana for the tests alone, such as `http://admin:admin@grafana:3000`; .github/workflows/dashboards.yml starts one. */
const { GRAFANA_URL: grafanaUrl } = process.env;
const skipped = grafanaUrl === undefined ? " (skipped: GRAFANA_URL names no Grafana)" : "";

const healthSchema = z.object({ version: z.string() });
const storedSchema = z.object({ dashboard: z.looseObject({ uid: z.string(), panels: z.array(z.unknown()) }) });
const answersSchema = z.object({
  results: z.record(z.string(), z.object({ error: z.string().optional(), frames: z.array(z.unknown()).default([]) })),
});

describe.skipIf(grafanaUrl === undefined)(`a real Grafana${skipped}`, () => {
  const system = runningSystem();
  const { origin, username, password } = new URL(grafanaUrl ?? "http://none");
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
  const own = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === "IPv4" && !address.internal)?.address;
  // Grafana runs in another container and cannot reach our loopback: for these tests it is let in.
  const door = createServer((socket) => {
    const inside = connect(system.now.ports.prometheus, "127.0.0.1");
    socket.pipe(inside).pipe(socket);
    for (const end of [socket, inside]) end.on("error", () => [socket, inside].forEach((one) => void one.destroy()));
  });

  async function call<Result>(
    method: string,
    path: string,
    schema: z.ZodType<Result>,
    body?: unknown,
  ): Promise<Result> {
    const response = await fetch(`${origin}/api/${path}`, {
      method,
      headers: { Authorization: authorization, "Content-Type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    expect(response.ok, `${method} ${path}: ${response.status} ${text.slice(0, 500)}`).toBe(true);
    return schema.parse(JSON.parse(text));
  }
  const dashboards = () =>
    dashboardFiles(environmentOf(benevoclic, system.now.config)).map(([, json]) => JSON.parse(json) as Dashboard);

  beforeAll(async () => {
    await settled(system.now);
    await new Promise<void>((resolve) => door.listen(0, own, resolve));
    const address = door.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await call("POST", "datasources", z.unknown(), {
      ...provisionedSource(benevoclic),
      ...{ type: "prometheus", access: "proxy", url: `http://${own}:${port}`, isDefault: true },
      jsonData: { timeInterval: "15s", httpMethod: "POST" },
    });
  }, minutes(4));
  afterAll(() => {
    door.close();
  });

  it("is a version that we say we support", async () => {
    const { version } = await call("GET", "health", healthSchema);
    expect(Number.parseInt(version, 10)).toBeGreaterThanOrEqual(10);
    expect(Number.parseInt(version, 10)).toBeLessThanOrEqual(13);
  });

  it("imports every dashboard and gives it back with the same panels", async () => {
    for (const dashboard of dashboards()) {
      await call("POST", "dashboards/db", z.unknown(), { dashboard, overwrite: true });
      const stored = await call("GET", `dashboards/uid/${dashboard.uid}`, storedSchema);
      const essence = (panels: readonly unknown[]) =>
        (panels as Dashboard["panels"]).map(({ id, type, title, gridPos, targets }) => ({
          ...{ id, type, title, gridPos },
          queries: (targets ?? []).map(({ expr }) => expr),
        }));
      expect(essence(stored.dashboard.panels), dashboard.uid).toEqual(essence(dashboard.panels));
    }
  });

  it("answers every query through its data source", { timeout: minutes(4) }, async () => {
    for (const { uid, panels, templating } of dashboards()) {
      for (const { id, title, targets = [] } of panels) {
        if (targets.length === 0) continue;
        const queries = targets.map((target) => ({
          ...target,
          // The browser fills in the dashboard's variables, the server Grafana's own.
          expr: templating.list.reduce(
            (expr, { name, current }) => expr.replaceAll(`$${name}`, current.value === "$__all" ? ".*" : current.value),
            target.expr,
          ),
          datasource: { type: "prometheus", uid: provisionedSource(benevoclic).uid },
          ...{ intervalMs: 15_000, maxDataPoints: 500 },
        }));
        const { results } = await call("POST", "ds/query", answersSchema, { queries, from: "now-15m", to: "now" });
        for (const [refId, { error }] of Object.entries(results))
          expect(error, `${uid} / ${title} (${id}) / ${refId}`).toBeUndefined();
        expect(Object.keys(results)).toHaveLength(queries.length);
      }
    }
  });
});
