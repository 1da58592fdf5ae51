import { Registry } from "prom-client";
import { describe, expect, test } from "vitest";
import type { PlatformFault } from "../../../simulator/faults.ts";
import { declareRuntime } from "../../../simulator/platform/api-runtime.ts";
import { evening, only, parseExposition, select, stoppedClock, total } from "./live.ts";

describe.each([{ own: true }, { own: false }])("the process, own: $own", ({ own }) => {
  /** The value of a series after a minute with these faults. */
  async function readings(faults: PlatformFault[], name: string, labels: Record<string, string> = {}) {
    const clock = stoppedClock(evening);
    const registry = new Registry();
    declareRuntime({ registry, clock, faults: only(...faults), startedAt: () => evening - 5000, own });
    const read = async () => total(select(parseExposition(await registry.metrics()), name, labels));
    const before = await read();
    clock.time += 60_000;
    return { before, now: await read() };
  }

  test("started when the model says", async () => {
    expect((await readings([], "process_start_time_seconds")).now).toBe(evening / 1000 - 5);
  });

  test("api-heap-full: above 85 % of PM2's limit", async () => {
    expect((await readings([], "nodejs_heap_size_used_bytes")).now).toBeLessThan(0.7 * 2 ** 30);
    expect((await readings(["api-heap-full"], "nodejs_heap_size_used_bytes")).now).toBeGreaterThan(0.87 * 2 ** 30);
  });

  test("api-files-open: above 95 % of what may be open", async () => {
    const { now: max } = await readings([], "process_max_fds");
    expect((await readings([], "process_open_fds")).now / max).toBeLessThan(0.5);
    expect((await readings(["api-files-open"], "process_open_fds")).now / max).toBeGreaterThan(0.95);
  });

  test("api-gc-pressure: a quarter of the time", async () => {
    const stopped = async (...faults: PlatformFault[]) => {
      const { before, now } = await readings(faults, "nodejs_gc_duration_seconds_sum", { kind: "major" });
      return now - before;
    };
    expect(await stopped()).toBeLessThan(1);
    expect(await stopped("api-gc-pressure")).toBeGreaterThan(14);
  });
});
