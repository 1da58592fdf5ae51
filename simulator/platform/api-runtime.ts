import { collectDefaultMetrics, Gauge, Histogram } from "prom-client";
import type { ApiRegistry } from "./api-metrics.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";

const mebibyte = 2 ** 20;
const leaked = 900 * mebibyte;
/** Share of the time of `api-gc-pressure`, and of a healthy process. */
const heavyCollection = 0.25;
const usualCollection = 0.004;
const openShare = 0.97;

/** What a healthy process says of itself, by the names that prom-client gives. */
const usual = {
  nodejs_eventloop_lag_p99_seconds: 0.011,
  nodejs_heap_size_used_bytes: 90 * mebibyte,
  nodejs_heap_size_total_bytes: 130 * mebibyte,
  process_resident_memory_bytes: 210 * mebibyte,
  process_open_fds: 48,
  process_max_fds: 65_535,
  process_start_time_seconds: 0,
};

/**
 * What the API's process says about itself, under the names of prom-client's default metrics, and how the faults show
 * in it. With `own`, of the process that runs this; else the usual values of one, for virtual time in which none runs.
 *
 * @param startedAt when the process started, in ms since the epoch
 */
export function declareRuntime({
  registry,
  clock,
  faults,
  startedAt,
  own,
}: {
  registry: ApiRegistry;
  clock: Clock;
  faults: Faults;
  startedAt: () => number;
  own: boolean;
}): void {
  if (own) collectDefaultMetrics({ register: registry });
  else declareUsual(registry, faults);

  /** What the gauge exposes, made of what it holds. */
  const exposed = (name: keyof typeof usual, of: (held: number) => number | Promise<number>) => {
    const gauge = registry.getSingleMetric(name);
    // Some are missing where the machine has no procfs.
    if (!(gauge instanceof Gauge)) return;
    const get = gauge.get.bind(gauge);
    gauge.get = async () => {
      const held = await get();
      const values = held.values.map(async (one) => ({ ...one, value: await of(one.value) }));
      return { ...held, values: await Promise.all(values) };
    };
  };
  exposed("process_start_time_seconds", () => Math.round(startedAt() / 1000));
  exposed("nodejs_heap_size_used_bytes", (held) => held + (faults.active("api-heap-full") ? leaked : 0));
  const maxFiles = async () =>
    (await registry.getSingleMetric("process_max_fds")?.get())?.values[0]?.value ?? usual.process_max_fds;
  exposed("process_open_fds", async (held) =>
    faults.active("api-files-open") ? Math.round(openShare * (await maxFiles())) : held,
  );

  const collections = registry.getSingleMetric("nodejs_gc_duration_seconds");
  if (!(collections instanceof Histogram)) return;
  let last = clock.now();
  // prom-client calls `collect` before it exposes a metric; its own histogram has none.
  Object.assign(collections, {
    collect: () => {
      const share = faults.active("api-gc-pressure") ? heavyCollection : own ? 0 : usualCollection;
      const stopped = (share * (clock.now() - last)) / 1000;
      last = clock.now();
      if (stopped > 0) collections.observe({ kind: "major" }, stopped);
    },
  });
}

function declareUsual(registry: ApiRegistry, faults: Faults): void {
  const registers = [registry];
  for (const [name, value] of Object.entries(usual)) {
    new Gauge({
      name,
      help: "As prom-client's default metric",
      registers,
      collect() {
        const stalled = name === "nodejs_eventloop_lag_p99_seconds" && faults.active("api-stalls");
        this.set(stalled ? 0.61 : value);
      },
    });
  }
  new Histogram({
    name: "nodejs_gc_duration_seconds",
    help: "As prom-client's default metric",
    labelNames: ["kind"],
    buckets: [0.001, 0.01, 0.1, 1, 2, 5],
    registers,
  });
}
