import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Child, startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import { samplesIn } from "../../../kit/lab/recording/exposition.ts";
import { type Listening, listenOnLoopback } from "../../../kit/lab/sinks/loopback.ts";
import { yaml } from "../../../kit/yaml.ts";
import { probeMetrics } from "../../../simulator/recording/probe-metrics.ts";

const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-probe-"));
let site: Listening;
let exporter: { readonly port: number; readonly child: Child };
const page = { status: 200, body: "Benevoclic" };

beforeAll(async () => {
  site = await listenOnLoopback(
    createServer((_, response) => response.writeHead(page.status).end(page.body)),
    0,
  );
  const config = path.join(directory, "blackbox.yml");
  const http = { preferred_ip_protocol: "ip4", fail_if_body_not_matches_regexp: ["Benevoclic"] };
  writeFileSync(config, yaml({ modules: { page: { prober: "http", timeout: "4s", http } } }));
  const { "blackbox-exporter": part } = await obtainParts({ names: ["blackbox-exporter"] });
  exporter = await startOnFreePort((free) =>
    startChild({
      name: "blackbox-exporter",
      command: part.command,
      args: [`--config.file=${config}`, `--web.listen-address=127.0.0.1:${free}`],
      logFile: path.join(directory, "blackbox.log"),
      ready: () => answers(`http://127.0.0.1:${free}/metrics`),
    }),
  );
});
afterAll(async () => {
  await exporter.child.stop();
  await site.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** What the real exporter says of the page. */
async function real(port: number): Promise<Map<string, number>> {
  const query = new URLSearchParams({ module: "page", target: `http://127.0.0.1:${port}/` });
  const response = await fetch(`http://127.0.0.1:${exporter.port}/probe?${query}`);
  return new Map(samplesIn(await response.text()));
}

const ours = (outcome: Parameters<typeof probeMetrics>[0]) =>
  new Map(samplesIn(probeMetrics(outcome, { contains: "Benevoclic", certificateExpires: 2e9 })));

const judged = ["probe_success", "probe_http_status_code", "probe_failed_due_to_regex", "probe_http_content_length"];

describe("judges a page as the real blackbox-exporter does", () => {
  test.each([
    ["well", 200, "<p>Benevoclic</p>"],
    ["an error page that answers 200", 200, "<p>Erreur</p>"],
    ["a server error", 500, "Benevoclic"],
  ])("%s", async (_, status, body) => {
    Object.assign(page, { status, body });
    const there = await real(site.port);
    const here = ours({ status, body, durationSeconds: 0.04 });
    for (const name of judged) expect(here.get(name), name).toBe(there.get(name));
    // The site of the test has no certificate, the simulated ones have.
    const tls = /^probe_(ssl|tls)/;
    expect([...here.keys()].filter((name) => !tls.test(name)).sort()).toEqual([...there.keys()].sort());
  });

  test("nobody there", async () => {
    const there = await real(1);
    const here = ours(undefined);
    for (const name of judged) expect(here.get(name), name).toBe(there.get(name));
    expect([...here.keys()].sort()).toEqual([...there.keys()].sort());
  });
});

test("a page that takes longer than the module's time has failed", () => {
  expect(ours({ status: 200, body: "Benevoclic", durationSeconds: 3.9 }).get("probe_success")).toBe(1);
  expect(ours({ status: 200, body: "Benevoclic", durationSeconds: 4 }).get("probe_success")).toBe(0);
});
