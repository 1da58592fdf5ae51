import { collectDefaultMetrics, Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import { samplesIn, seriesName } from "../../../kit/lab/recording/exposition.ts";
import { routes } from "../../../signals/routes.ts";
import type { PlatformFault } from "../../../simulator/faults.ts";
import type { Faults } from "../../../simulator/platform/faults.ts";
import { freshProcess, healthyProcess, processMetrics } from "../../../simulator/recording/process-metrics.ts";
import { createVirtualApi } from "../../../simulator/recording/virtual-api.ts";

const start = Date.parse("2026-11-24T19:00:00+01:00");

function apiAt({ stores = () => true, faults = [] }: { stores?: (path: string) => boolean; faults?: PlatformFault[] }) {
  const active = new Set<string>(faults);
  const state = { now: start, down: false, active };
  const model: Faults = { active: (name) => active.has(name) };
  const clock = { now: () => state.now };
  const api = createVirtualApi({ clock, seed: 3, faults: model, isDown: () => state.down, stores });
  return {
    state,
    api,
    async scrape() {
      state.now += 5000;
      api.advance();
      return api.metrics();
    },
  };
}

const valueIn = (body: string, series: string) => new Map(samplesIn(body)).get(series);

describe("what nobody stores is forgotten, and nothing else changes", () => {
  test("stored series and the number of samples are those of an API that forgets nothing", async () => {
    const whole = apiAt({});
    const lean = apiAt({ stores: (path) => routes.includes(path) });
    let [all, kept] = [await whole.scrape(), await lean.scrape()];
    for (let scrapes = 0; scrapes < 120; scrapes++) [all, kept] = [await whole.scrape(), await lean.scrape()];
    // The last scrapes with a request on its way hold their raw paths for one scrape more.
    const stored = (body = "") =>
      [...samplesIn(body)].filter(([text]) => routes.includes(seriesName(text).labels.path ?? "/health"));
    expect(stored(kept?.body)).toEqual(stored(all?.body));
    expect([...samplesIn(kept?.body ?? "")].length + (kept?.forgotten ?? 0)).toBe(
      [...samplesIn(all?.body ?? "")].length,
    );
    expect(kept?.forgotten).toBeGreaterThan(1000);
  });
});

describe("a process that is gone", () => {
  test("answers nobody, and the next one counts from nothing", async () => {
    const { state, api, scrape } = apiAt({});
    for (let scrapes = 0; scrapes < 24; scrapes++) {
      await scrape();
      api.probe();
    }
    const series = 'http_requests_total{method="GET",path="/health",status="200"}';
    const before = await scrape();
    expect(valueIn(before?.body ?? "", series)).toBe(48);
    state.down = true;
    expect(await scrape()).toBeUndefined();
    expect(api.probe()).toBeUndefined();
    state.down = false;
    const after = await scrape();
    expect(valueIn(after?.body ?? "", series)).toBeUndefined();
    expect(valueIn(after?.body ?? "", "process_start_time_seconds")).toBe(state.now / 1000);
  });

  test("answers probes without its metrics, when only those are broken", async () => {
    const { api, scrape } = apiAt({ faults: ["api-metrics-broken"] });
    expect((await scrape())?.status).toBe(500);
    expect(api.probe()?.status).toBe(200);
  });
});

describe("faults that take the process, or the way to it", () => {
  test("api-flapping: out of reach for a moment, and the same process afterwards", async () => {
    const { api, scrape } = apiAt({ faults: ["api-flapping"] });
    const reached = [];
    for (let scrapes = 0; scrapes < 24; scrapes++) reached.push([await scrape(), api.probe()]);
    // Of a minute's twelve scrapes, the one at its beginning.
    expect(reached.filter(([body, probe]) => body === undefined && probe === undefined)).toHaveLength(2);
    const starts = reached.flatMap(([body]) =>
      body && "body" in body && typeof body.body === "string"
        ? (valueIn(body.body, "process_start_time_seconds") ?? 0)
        : [],
    );
    expect(new Set(starts).size).toBe(1);
  });

  test("api-restarts: every two minutes another process, which counts from nothing", async () => {
    const { scrape } = apiAt({ faults: ["api-restarts"] });
    const bodies = [];
    for (let scrapes = 0; scrapes < 75; scrapes++) bodies.push((await scrape())?.body ?? "");
    const processes = new Map<number, number[]>();
    for (const body of bodies.filter((one) => one !== "")) {
      const start = valueIn(body, "process_start_time_seconds") ?? 0;
      processes.set(start, [...(processes.get(start) ?? []), valueIn(body, "process_cpu_seconds_total") ?? 0]);
    }
    expect(processes.size).toBeGreaterThan(2);
    for (const cpu of processes.values()) expect(cpu[0]).toBeLessThan(2);
  });

  test("api-unreachable: 502 to everybody outside, whom the process does not see, and /metrics as ever", async () => {
    const { api, scrape } = apiAt({ faults: ["api-unreachable"] });
    for (let scrapes = 0; scrapes < 24; scrapes++) await scrape();
    expect(api.probe()?.status).toBe(502);
    const found = await scrape();
    expect(found?.status).toBe(200);
    expect(found?.body).not.toMatch(/^http_requests_total\{/m);
  });
});

describe("what the process says of itself", () => {
  const shape = (body: string) =>
    [
      ...new Set(
        [...samplesIn(body)].map(([text]) => {
          const { name, labels } = seriesName(text);
          return `${name}{${Object.keys(labels).sort()}}`;
        }),
      ),
    ].sort();

  test("has the names and labels of prom-client's default metrics", async () => {
    const register = new Registry();
    collectDefaultMetrics({ register });
    await register.metrics();
    const known = shape(await register.metrics());
    const ours = shape(processMetrics(healthyProcess, freshProcess(), 0));
    // What the real one has only after a first event may be missing from it here; nothing of ours may be unknown to it.
    const eventual = /^nodejs_(gc_duration|active_)/;
    expect(known.filter((one) => !ours.includes(one))).toEqual([]);
    expect(ours.filter((one) => !known.includes(one) && !eventual.test(one))).toEqual([]);
  });

  test("tells of stalls", async () => {
    const lag = async (faults: PlatformFault[]) =>
      valueIn((await apiAt({ faults }).scrape())?.body ?? "", "nodejs_eventloop_lag_p99_seconds") ?? 0;
    expect(await lag([])).toBeLessThan(0.05);
    expect(await lag(["api-stalls"])).toBeGreaterThan(0.5);
  });

  test.each([
    ["api-heap-full", "nodejs_heap_size_used_bytes", 2 ** 30 * 0.9],
    ["api-files-open", "process_open_fds", 65_536 * 0.95],
  ] as const)("tells of %s", async (fault, series, limit) => {
    const level = async (faults: PlatformFault[]) =>
      valueIn((await apiAt({ faults }).scrape())?.body ?? "", series) ?? 0;
    expect(await level([])).toBeLessThan(limit / 5);
    expect(await level([fault])).toBeGreaterThan(limit);
  });

  test("tells of api-gc-pressure", async () => {
    const collected = async (faults: PlatformFault[]) => {
      const { scrape } = apiAt({ faults });
      const sum = async () =>
        valueIn((await scrape())?.body ?? "", 'nodejs_gc_duration_seconds_sum{kind="minor"}') ?? 0;
      const before = await sum();
      return ((await sum()) - before) / 5;
    };
    expect(await collected([])).toBeLessThan(0.01);
    expect(await collected(["api-gc-pressure"])).toBeCloseTo(0.25);
  });
});
