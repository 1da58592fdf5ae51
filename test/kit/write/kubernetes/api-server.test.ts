import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiServer, ApiServerUnavailable, builtApiServer } from "../../../../kit/lab/kubernetes/obtain.ts";
import { type RunningApiServer, startApiServer } from "../../../../kit/lab/kubernetes/server.ts";
import type { KubernetesObject } from "../../../../kit/write/kubernetes/object.ts";
import { inClusters, objectsIn, ofKind } from "./objects.ts";

const parts = await builtApiServer().catch((error: unknown) => {
  if (error instanceof ApiServerUnavailable) return error.message;
  throw error;
});
const skipped = typeof parts === "string" ? ` (skipped: ${parts})` : "";

describe.skipIf(skipped !== "")(`a real API server with the operator's kinds${skipped}`, () => {
  let server: RunningApiServer;
  let directory: string;
  beforeAll(async () => {
    directory = mkdtempSync(path.join(tmpdir(), "api-server-"));
    server = await startApiServer(parts as ApiServer, directory);
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const refusalOf = async (object: KubernetesObject) => (await server.judge([object]))[0]?.refused;
  const first = (kind: string) => ofKind(inClusters.shop, kind)[0] as KubernetesObject;
  const withSpec = (object: KubernetesObject, more: object) => ({
    ...object,
    spec: { ...(object.spec as object), ...more },
  });

  it.each(Object.entries(inClusters))("takes every object of %s, all keys known", async (_, { objects, files }) => {
    const replicas = objectsIn(files.get("kubernetes/overlays/replicated/scraping.yaml") ?? "");
    const verdicts = await server.judge([...objects, ...replicas]);
    expect(verdicts.filter(({ refused }) => refused !== undefined)).toEqual([]);
    expect(verdicts.length).toBeGreaterThan(20);
  });

  it.each([
    "PrometheusRule",
    "ScrapeConfig",
    "Probe",
    "Prometheus",
    "Alertmanager",
    "Deployment",
    "NetworkPolicy",
    "PodDisruptionBudget",
    "Service",
  ])("refuses a key that a %s has not", async (kind) => {
    expect(await refusalOf(withSpec(first(kind), { surprise: true }))).toContain('unknown field "spec.surprise"');
  });

  it("refuses a group of rules that is there twice", async () => {
    const rule = first("PrometheusRule");
    const [group] = (rule.spec as { groups: object[] }).groups;
    expect(await refusalOf(withSpec(rule, { groups: [group, group] }))).toContain("Duplicate value");
  });

  it("refuses a duration, a size and a number of another form", async () => {
    expect(await refusalOf(withSpec(first("ScrapeConfig"), { scrapeInterval: "often" }))).toContain("scrapeInterval");
    expect(await refusalOf(withSpec(first("Prometheus"), { retentionSize: "much" }))).toContain("retentionSize");
    expect(await refusalOf(withSpec(first("Deployment"), { replicas: "two" }))).toContain("replicas");
  });
});
