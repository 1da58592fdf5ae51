import { Registry } from "prom-client";
import type { PlatformFault } from "../faults.ts";
import { type Api, type ApiAnswer, badGateway, createApi } from "../platform/api.ts";
import type { Clock } from "../platform/clock.ts";
import type { Faults } from "../platform/faults.ts";
import { createRandom } from "../platform/random.ts";
import { createTraffic } from "../platform/traffic.ts";
import {
  faultProcess,
  freshProcess,
  healthyProcess,
  type ProcessCounters,
  type ProcessLevels,
  passProcess,
  processMetrics,
} from "./process-metrics.ts";

/** The API and its visitors over virtual time: the very models that run live. */
export interface VirtualApi {
  /** Serves what was asked up to the clock. */
  advance(): void;
  /** What a request to /health comes to; nothing while the API is down. */
  probe(): ApiAnswer | undefined;
  /** The answer of /metrics; nothing while the API is down. */
  metrics(): Promise<{ readonly status: number; readonly body: string; readonly forgotten: number } | undefined>;
}

interface Process {
  readonly api: Api;
  readonly registry: Registry;
  startedAt: number;
  counters: ProcessCounters;
  readonly onTheirWay: { readonly endsAt: number; readonly finish: () => void }[];
  /** Raw paths asked for since the last scrape that nobody will store: method, path and the statuses. */
  readonly unstored: Map<string, { readonly method: string; readonly path: string; readonly statuses: Set<string> }>;
  /** What the real registry would still hold of them: method and path, with and without the status; and how many samples. */
  readonly forgotten: { readonly keys: Set<string>; samples: number };
}

/** Samples of a histogram and of a gauge for one method and path: six buckets, sum, count; and one. */
const samplesOfPath = 9;
/** The real API refreshes it every 30 s (benevoclic.md section 2). */
const memoryEvery = 30_000;

/**
 * @param isDown whether the process is gone now; when it comes back it is a new one, and counts from nothing
 * @param stores whether the scrape configuration keeps the series of a path. Those that it drops are taken out of the registry after
 *   each scrape: by the evening the real one holds tens of thousands, and writing them 17,280 times is all a recording would do
 */
export function createVirtualApi({
  clock,
  seed,
  faults,
  isDown,
  stores,
}: {
  clock: Clock;
  seed: number;
  faults: Faults;
  isDown: () => boolean;
  stores: (path: string) => boolean;
}): VirtualApi {
  const random = createRandom(seed);
  const traffic = createTraffic({ clock, random: createRandom(seed + 1), faults });
  const storedPaths = new Map<string, boolean>();
  const isStored = (path: string): boolean => {
    const known = storedPaths.get(path) ?? stores(path);
    storedPaths.set(path, known);
    return known;
  };

  const begin = (): Process => {
    const registry = new Registry();
    const api = createApi({ clock, random, faults, registry, environment: "production" });
    return {
      api,
      registry,
      startedAt: clock.now(),
      counters: freshProcess(),
      onTheirWay: [],
      unstored: new Map(),
      forgotten: { keys: new Set(), samples: 0 },
    };
  };

  let process: Process | undefined = isDown() ? undefined : begin();
  let last = clock.now();
  let requestsPerSecond = 0;
  let memoryAt = Number.NEGATIVE_INFINITY;

  const levels = (): ProcessLevels => {
    const active = (Object.keys(faultProcess) as PlatformFault[]).filter((name) => faults.active(name));
    const busy = { cpuRatio: healthyProcess.cpuRatio + 0.008 * requestsPerSecond };
    // Between two collections the heap fills, by a fifth of it.
    const heapUsedBytes = healthyProcess.heapUsedBytes * (0.9 + 0.2 * random());
    return Object.assign({ ...healthyProcess, ...busy, heapUsedBytes }, ...active.map((name) => faultProcess[name]));
  };

  return {
    advance() {
      const now = clock.now();
      const asked = traffic.advance();
      const seconds = (now - last) / 1000;
      last = now;
      if (isDown()) process = undefined;
      else process ??= begin();
      if (process === undefined) return;
      // A process of its own, replaced by PM2: what it counted is gone.
      if (process.api.startedAt() !== process.startedAt) {
        process.startedAt = process.api.startedAt();
        process.counters = freshProcess();
      }
      const requests =
        faults.active("api-unreachable") || faults.active("entrance-down") || process.api.isDown() ? [] : asked;

      requestsPerSecond = seconds === 0 ? 0 : requests.length / seconds;
      const { api, onTheirWay, unstored, counters } = process;
      for (const { at, request } of requests) {
        const { status, durationSeconds, finish } = api.handle(request);
        onTheirWay.push({ endsAt: at + durationSeconds * 1000, finish });
        if (isStored(request.path)) continue;
        const { method, path } = request;
        const key = `${method} ${path}`;
        const entry = unstored.get(key) ?? { method, path, statuses: new Set<string>() };
        unstored.set(key, entry);
        entry.statuses.add(String(status));
      }
      onTheirWay.sort((one, other) => one.endsAt - other.endsAt);
      while (onTheirWay[0] !== undefined && onTheirWay[0].endsAt <= now) onTheirWay.shift()?.finish();
      passProcess(counters, levels(), seconds);
      if (now - memoryAt >= memoryEvery) {
        memoryAt = now;
        const { residentBytes, heapTotalBytes, heapUsedBytes } = levels();
        api.recordMemory({ rss: residentBytes, heapTotal: heapTotalBytes, heapUsed: heapUsedBytes, external: 4.2e6 });
      }
    },

    probe() {
      if (process === undefined || process.api.isDown()) return undefined;
      if (faults.active("api-unreachable")) return { ...badGateway, durationSeconds: 0.001, finish: () => {} };
      const answer = process.api.handle({ method: "GET", path: "/health" });
      answer.finish();
      return answer;
    },

    async metrics() {
      if (process === undefined || process.api.isDown()) return undefined;
      const { status, body } = await process.api.metrics();
      if (status !== 200) return { status, body, forgotten: 0 };
      const forgotten = samplesForgotten(process);
      forget(process);
      return {
        status,
        body: `${body}\n${processMetrics(levels(), process.counters, process.startedAt / 1000)}`,
        forgotten,
      };
    },
  };
}

/** Samples that the real registry would expose beside those that this one still holds. */
function samplesForgotten({ forgotten, unstored }: Process): number {
  let samples = forgotten.samples;
  for (const [key, { statuses }] of unstored) {
    if (forgotten.keys.has(key)) samples -= samplesOfPath;
    for (const status of statuses) if (forgotten.keys.has(`${key} ${status}`)) samples--;
  }
  return samples;
}

function forget({ registry, unstored, forgotten, onTheirWay }: Process): void {
  // A request that is not over is counted at its end: its path is forgotten after the scrape that follows.
  if (onTheirWay.length > 0) return;
  const note = (key: string, samples: number) => {
    if (!forgotten.keys.has(key)) forgotten.samples += samples;
    forgotten.keys.add(key);
  };
  const named = (name: string) => registry.getSingleMetric(name) as { remove(labels: object): void } | undefined;
  for (const [key, { method, path, statuses }] of unstored) {
    note(key, samplesOfPath);
    named("http_request_duration_seconds")?.remove({ method, path });
    named("http_requests_in_progress")?.remove({ method, path });
    for (const status of statuses) {
      note(`${key} ${status}`, 1);
      named("http_requests_total")?.remove({ method, path, status });
    }
  }
  unstored.clear();
}
