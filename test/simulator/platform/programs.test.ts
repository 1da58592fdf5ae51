import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type Child, startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import { writeFaults } from "../../../simulator/platform/faults-file.ts";
import { parseExposition, select, total } from "./live.ts";

const directory = mkdtempSync(join(tmpdir(), "programs-"));
const children: Child[] = [];
const patience = { timeout: 20_000, interval: 50 };

afterAll(async () => {
  await Promise.all(children.map((child) => child.stop()));
  rmSync(directory, { recursive: true, force: true });
});

/** A program with a state directory of its own, and where it answers. */
async function start(program: "api" | "web", readyPath: string, ...flags: string[]) {
  const state = mkdtempSync(join(directory, program));
  const log = join(state, "program.log");
  const spec = (port: number) => ({
    name: program,
    command: process.execPath,
    args: [
      ...["--import", "tsx", `simulator/platform/${program}-program.ts`],
      ...["--port", String(port), "--state-dir", state, ...flags],
    ],
    logFile: log,
    ready: () => answers(`http://127.0.0.1:${port}${readyPath}`),
  });
  const { port, child } = await startOnFreePort((free) => startChild(spec(free)));
  children.push(child);
  const setFaults = (...names: string[]) =>
    writeFaults(state, { active: names.map((name) => ({ name, since: new Date().toISOString() })) });
  return { url: `http://127.0.0.1:${port}`, child, state, log, setFaults };
}

const refused = (url: string) =>
  fetch(url).then(
    () => false,
    (error: { cause?: { code?: string } }) => error.cause?.code === "ECONNREFUSED",
  );

describe("the API program", () => {
  let api: Awaited<ReturnType<typeof start>>;
  beforeAll(async () => {
    api = await start("api", "/health", "--traffic", "evening");
  });
  const samples = async () => parseExposition(await (await fetch(`${api.url}/metrics`)).text());

  test("answers /health, unmarked by quotes or spaces that a probe would miss", async () => {
    const response = await fetch(`${api.url}/health`);
    expect(response.status).toBe(200);
    expect(await response.text()).toMatch(
      /^\{"status":"ok","timestamp":"[-0-9T:.]+Z","uptime":[0-9.]+,"environment":"\w+"\}$/,
    );
  });

  test("exposes its own metrics and prom-client's as text", async () => {
    const response = await fetch(`${api.url}/metrics`);
    expect(response.headers.get("content-type")).toMatch(/^text\/plain/);
    const names = new Set(parseExposition(await response.text()).map(({ name }) => name));
    for (const name of [
      "process_cpu_seconds_total",
      "process_start_time_seconds",
      "nodejs_eventloop_lag_p99_seconds",
      "nodejs_heap_size_used_bytes",
      "active_connections",
    ]) {
      expect(names).toContain(name);
    }
  });

  test("visitors come by themselves in an evening, and each is counted twice", async () => {
    const visited = { method: "GET", path: "/announcements", status: "200" };
    await vi.waitUntil(async () => select(await samples(), "http_requests_total", visited).length > 0, patience);
    // Raw path and route are the same text here: two for each visitor.
    expect(total(select(await samples(), "http_requests_total", visited)) % 2).toBe(0);
  });

  test("quirks over HTTP: rejected ones once, served ones under path and route, logins by provider", async () => {
    const id = "0123456789abcdef01234567";
    const user = "zyxwvutsrqponmlkjihgfedcba98";
    const status = async (path: string, init?: RequestInit) => (await fetch(`${api.url}${path}`, init)).status;
    const asRole = (role: string) => ({ headers: { authorization: `Bearer ${role}` } });
    const login = (valid: boolean) => ({ method: "POST", body: JSON.stringify({ provider: "google", valid }) });
    expect(await status(`/user/${user}`)).toBe(401);
    expect(await status(`/announcement/${id}/register`, { method: "POST", ...asRole("association") })).toBe(403);
    expect(await status("/never-heard-of?query=1")).toBe(404);
    expect(await status(`/user/${user}`, asRole("volunteer"))).toBe(200);
    expect(await status("/auth/login", login(false))).toBe(401);
    expect(await status("/auth/login", { method: "POST", body: "{" })).toBe(401);

    const counted = await samples();
    const of = (labels: Record<string, string>) => total(select(counted, "http_requests_total", labels));
    expect(of({ path: `/user/${user}`, status: "401" })).toBe(1);
    expect(of({ path: `/announcement/${id}/register`, status: "403" })).toBe(1);
    expect(of({ path: "/announcement/:id/register", status: "403" })).toBe(0);
    expect(of({ path: "/never-heard-of", status: "404" })).toBe(1);
    expect(of({ path: `/user/${user}`, status: "200" })).toBe(1);
    expect(of({ path: "/user/:id", status: "200" })).toBeGreaterThanOrEqual(1);
    expect(of({ path: "/metrics" })).toBe(0);
    expect(total(select(counted, "login_attempts_total", { success: "false", provider: "google" }))).toBeGreaterThan(0);
  });

  test("api-down refuses connections; afterwards the same process is back", async () => {
    api.setFaults("api-down");
    await vi.waitUntil(() => refused(api.url), patience);
    api.setFaults();
    await vi.waitUntil(() => answers(`${api.url}/health`), patience);
    expect(api.child.running).toBe(true);
  });

  test("api-unreachable answers 502 to everybody but the scrape", async () => {
    const status = async (path: string) => (await fetch(`${api.url}${path}`)).status;
    api.setFaults("api-unreachable");
    await vi.waitUntil(async () => (await status("/health")) === 502, patience);
    expect(await status("/metrics")).toBe(200);
    api.setFaults();
    await vi.waitUntil(() => answers(`${api.url}/health`), patience);
  });

  test("api-metrics-broken, and a half-written list of faults, which keeps it", async () => {
    const status = async () => (await fetch(`${api.url}/metrics`)).status;
    api.setFaults("api-metrics-broken");
    await vi.waitUntil(async () => (await status()) === 500, patience);
    writeFileSync(join(api.state, "faults.json"), '{ "active": [{ "na');
    await vi.waitUntil(() => readFileSync(api.log, "utf8").includes("not a valid list of faults"), patience);
    expect(await status()).toBe(500);
    expect(await answers(`${api.url}/health`)).toBe(true);
    api.setFaults();
    await vi.waitUntil(async () => (await status()) === 200, patience);
  });

  test("api-stalls shows in the event-loop lag", async () => {
    api.setFaults("api-stalls");
    const lag = async () => total(select(await samples(), "nodejs_eventloop_lag_max_seconds"));
    // Each scrape forgets what was measured before it, and one that arrives during a standstill loses that one: not too often.
    await vi.waitUntil(async () => (await lag()) > 0.5, { timeout: 20_000, interval: 1300 });
    api.setFaults();
  });
});

describe("the web program", () => {
  test("answers the front page; web-down drops the open connections and refuses new ones, until it is over", async () => {
    const web = await start("web", "/");
    expect(await (await fetch(web.url)).text()).toContain("<title>Benevoclic</title>");

    web.setFaults("web-slow");
    const within = (milliseconds: number) => fetch(web.url, { signal: AbortSignal.timeout(milliseconds) });
    await vi.waitUntil(
      () =>
        within(1000).then(
          () => false,
          () => true,
        ),
      patience,
    );
    const open = fetch(web.url).then(
      () => "answered",
      () => "dropped",
    );
    web.setFaults("web-down");
    expect(await open).toBe("dropped");
    await vi.waitUntil(() => refused(web.url), patience);

    web.setFaults("web-error-page");
    await vi.waitUntil(() => answers(web.url), patience);
    expect(await (await fetch(web.url)).text()).not.toContain("Benevoclic");
  });
});

describe("the host program", () => {
  test("writes the host and goes on", async () => {
    const tree = join(directory, "tree");
    const uptime = () => readFileSync(join(tree, "proc/uptime"), "utf8");
    const log = join(directory, "host.log");
    const child = await startChild({
      name: "host",
      command: process.execPath,
      args: ["--import", "tsx", "simulator/platform/host-program.ts", "--dir", tree, "--state-dir", directory],
      logFile: log,
      ready: async () => readFileSync(log, "utf8").includes(`host written to ${tree}`),
    });
    children.push(child);
    const first = uptime();
    await vi.waitUntil(() => uptime() !== first, patience);
  });
});

test.each([
  ["api", [], "--port"],
  ["web", ["--port", "99999", "--state-dir", "x"], "port"],
  ["host", ["--state-dir", "x", "--color", "red"], "--color"],
])("the %s program refuses a wrong command line and says what is wrong", async (program, flags, mentioned) => {
  const log = join(directory, `${program}-refused.log`);
  const child = await startChild({
    name: program,
    command: process.execPath,
    args: ["--import", "tsx", `simulator/platform/${program}-program.ts`, ...flags],
    logFile: log,
  });
  expect(await child.exited).toEqual({ code: 2, signal: null });
  expect(readFileSync(log, "utf8")).toContain(mentioned);
});
