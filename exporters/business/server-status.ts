import { setTimeout as pause } from "node:timers/promises";
import { Long, type MongoClient } from "mongodb";
import type { Metric } from "../../kit/model/metric.ts";
import { mongodb } from "../../signals/metrics/mongodb.ts";
import { type Sample, sample } from "../program/exposition.ts";
import type { Log } from "../program/log.ts";
import { type Failure, failureOf } from "./failure.ts";

/** A number of serverStatus: where it stands, and the series that it becomes. */
interface Reading {
  readonly metric: Metric;
  readonly labels: Readonly<Record<string, string>>;
  readonly path: readonly string[];
}

const reading = (metric: Metric, path: readonly string[], labels: Readonly<Record<string, string>> = {}): Reading => ({
  metric,
  path,
  labels,
});
const each = <Label extends string>(labels: readonly Label[], of: (label: Label) => Reading) => labels.map(of);

/** Section (label) -> what is read from it. https://www.mongodb.com/docs/manual/reference/command/serverStatus/ */
const sections: Readonly<Record<string, readonly Reading[]>> = {
  uptime: [reading(mongodb.uptime, ["uptime"])],
  connections: each(["current", "available", "active"], (conn_type) =>
    reading(mongodb.connections, ["connections", conn_type], { conn_type }),
  ),
  opcounters: each(["insert", "query", "update", "delete", "getmore", "command"], (legacy_op_type) =>
    reading(mongodb.operations, ["opcounters", legacy_op_type], { legacy_op_type }),
  ),
  opLatencies: (["reads", "writes", "commands"] as const).flatMap((op_type) => [
    reading(mongodb.latency, ["opLatencies", op_type, "latency"], { op_type }),
    reading(mongodb.latencyOperations, ["opLatencies", op_type, "ops"], { op_type }),
  ]),
  globalLock: each(["total", "readers", "writers"], (count_type) =>
    reading(mongodb.queue, ["globalLock", "currentQueue", count_type], { count_type }),
  ),
  metrics: [reading(mongodb.collectionScans, ["metrics", "queryExecutor", "collectionScans", "total"])],
  wiredTiger: [
    reading(mongodb.cacheUsed, ["wiredTiger", "cache", "bytes currently in the cache"]),
    reading(mongodb.cacheSize, ["wiredTiger", "cache", "maximum bytes configured"]),
    reading(mongodb.cacheDirty, ["wiredTiger", "cache", "tracked dirty bytes in the cache"]),
  ],
};

/** The state of the database now. */
interface ServerStatus {
  readonly samples: readonly Sample[];
  /** Why the primary does not answer, or was not asked. */
  readonly down?: Failure;
  /** Why serverStatus is refused, while the primary answers. */
  readonly refused?: Failure;
  readonly missingSections: readonly string[];
}

/** Asks the primary: it takes the writes. `answerWithin` in ms. Never throws. */
export async function askServerStatus(client: MongoClient, answerWithin: number): Promise<ServerStatus> {
  const admin = client.db("admin");
  // Unlike maxTimeMS, it also ends the wait for a server that says nothing at all.
  const options = { timeoutMS: answerWithin, readPreference: "primary" } as const;
  const every = Object.keys(sections);
  try {
    await client.connect();
    await admin.command({ ping: 1 }, options);
  } catch (error) {
    const down = failureOf(error);
    return { samples: down.ours ? [] : [sample(mongodb.up, 0)], down, missingSections: every };
  }
  try {
    const status: unknown = await admin.command({ serverStatus: 1, tcmalloc: 0, repl: 0, locks: 0 }, options);
    return statusOf(status);
  } catch (error) {
    return { ...statusOf({}), refused: failureOf(error) };
  }
}

function statusOf(status: unknown): ServerStatus {
  const read = Object.entries(sections).map(([section, readings]) => ({
    section,
    samples: readings.flatMap(({ metric, labels, path }) => {
      const value = numberAt(status, path);
      return value === undefined ? [] : [sample(metric, value, labels)];
    }),
  }));
  return {
    samples: [
      sample(mongodb.up, 1),
      ...read.map(({ section, samples }) => sample(mongodb.statusSection, samples.length > 0 ? 1 : 0, { section })),
      ...read.flatMap(({ samples }) => samples),
    ],
    missingSections: read.filter(({ samples }) => samples.length === 0).map(({ section }) => section),
  };
}

function numberAt(status: unknown, path: readonly string[]): number | undefined {
  const value = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], status);
  const number = Long.isLong(value) ? value.toNumber() : value;
  // A counter of prom-client takes no negative number, and none of these is one.
  return typeof number === "number" && Number.isFinite(number) && number >= 0 ? number : undefined;
}

/** Asks again and again, `interval` seconds apart; the last answer is what is served. Nothing of it is kept when the next one fails. */
export function watchServerStatus(options: { client: MongoClient; interval: number; answerWithin: number; log: Log }): {
  samples(): readonly Sample[];
  stop(): void;
} {
  const { client, interval, answerWithin, log } = options;
  const over = new AbortController();
  let samples: readonly Sample[] = [];
  let told = "";
  const tell = ({ down, refused, missingSections }: ServerStatus) => {
    const words = down?.reason ?? refused?.reason ?? missingSections.join(" ");
    if (words === told) return;
    if (down) log.error(down.ours ? "the database cannot be asked" : "the database is down", { ...down });
    else if (refused) log.warn("serverStatus is refused: only mongodb_up is served", { ...refused });
    else if (missingSections.length > 0) log.warn("serverStatus is incomplete", { missing: missingSections.join(" ") });
    else log.info("the database is up and tells its state");
    told = words;
  };
  const poll = async () => {
    while (!over.signal.aborted) {
      const status = await askServerStatus(client, answerWithin);
      if (over.signal.aborted) return;
      samples = status.samples;
      tell(status);
      await pause(interval * 1_000, undefined, { signal: over.signal }).catch(() => {});
    }
  };
  void poll();
  return { samples: () => samples, stop: () => over.abort() };
}
