import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { MongoClient } from "mongodb";
import { z } from "zod";
import { startChild } from "../kit/lab/parts/children.ts";
import { answers } from "../kit/lab/parts/http.ts";
import { startOnFreePort } from "../kit/lab/parts/ports.ts";
import { bundleOf } from "../kit/model/service.ts";
import { exporterNodeFlags } from "../parts/node-flags.ts";
import { seedPlatform } from "../simulator/mongodb/seed.ts";
import { mongodbUri, startMongodb } from "../simulator/mongodb/start.ts";
import { readFlags } from "../simulator/platform/program.ts";
import { createRandom } from "../simulator/platform/random.ts";
import { exportersContext } from "../stacks/exporters-image.ts";
import { startCountingProxy } from "./counting-proxy.ts";
import { median } from "./figures.ts";
import { naiveScrape } from "./naive-exporter.ts";
import { cpuSeconds } from "./process-figures.ts";

/** Compares our business exporter with the usual kind, at several sizes of the platform: `npm run bench:exporters -- --sizes 1000,100000`. */
const repository = fileURLToPath(new URL("..", import.meta.url));
const sizes = readFlags({ sizes: z.string().default("1000,100000,1000000") })
  .sizes.split(",")
  .map(Number);

/** Our refresh interval and the scrape interval of the job (signals/jobs.ts), in seconds. */
const refreshInterval = 60;
const scrapeInterval = 15;
/** Scrapes that are measured, after so many others. */
const scrapes = 500;
const warmUp = 50;
/** Java's heap for a million users, in megabytes. */
const memory = 10_000;

/** As our image runs it: the compiler that `tsx` keeps in memory would be measured too. */
const image = path.join(repository, ".cache/bench/exporters");
exportersContext(repository, image);
const exporter = [...exporterNodeFlags, path.join(image, path.basename(bundleOf("business")))];

interface Times {
  readonly median: number;
  readonly slow: number;
}

interface Measures {
  readonly refreshSeconds: number;
  readonly received: number;
  readonly residentMegabytes: number;
  /** ms while the database is asked: half are faster, and 99 in 100. */
  readonly scrapes: Times;
  /** The same of `/-/healthy`, which does nothing: what the machine and the way there take. */
  readonly bare: Times;
  /** Processor time of the database server. */
  readonly databaseSeconds: number;
  /** With the exporter's own pauses. */
  readonly databaseSecondsAnHour: number;
  /** With 40 scrapes a second instead of one. */
  readonly databaseSecondsScraped: number;
  readonly naiveSeconds: number;
  readonly naiveReceived: number;
  readonly naiveDatabaseSeconds: number;
}

for (const users of sizes) {
  const started = performance.now();
  const measures = await measure(users);
  print(users, measures);
  console.log(`  (${((performance.now() - started) / 1_000).toFixed(0)} s in all)\n`);
}

async function measure(users: number): Promise<Measures> {
  const directory = mkdtempSync(path.join(tmpdir(), "bench-exporters-"));
  const mongodb = await startMongodb({ memory });
  const proxy = await startCountingProxy(mongodb.port);
  const direct = new MongoClient(mongodb.uri);
  const relayed = new MongoClient(mongodbUri(proxy.port));
  try {
    await seedPlatform(direct.db("benevoclic"), { random: createRandom(1), now: Date.now(), users });
    writeFileSync(path.join(directory, "uri"), mongodbUri(proxy.port));

    const ours = async (scrapesPerSecond: number) => {
      const before = { database: cpuSeconds(mongodb.pid), received: proxy.received() };
      const started = await startExporter(directory, refreshInterval);
      const { port, child } = started;
      try {
        await scrapeUntilReady(scrapesPerSecond, started);
        const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        const database = cpuSeconds(mongodb.pid) - before.database;
        return { text, database, received: proxy.received() - before.received };
      } finally {
        await child.stop();
      }
    };
    // Java is slow until it has seen a question several times.
    await ours(1);
    if (users < 100_000) for (let time = 0; time < 3; time++) await naiveScrape(direct.db("benevoclic"));
    const quiet = await ours(1);
    const scraped = await ours(40);
    const times = await scrapeTimes(directory);

    const before = { database: cpuSeconds(mongodb.pid), received: proxy.received() };
    const begin = performance.now();
    await naiveScrape(relayed.db("benevoclic"));
    const naiveSeconds = (performance.now() - begin) / 1_000;
    return {
      refreshSeconds: sumOf(quiet.text, "benevoclic_exporter_refresh_duration_seconds"),
      received: quiet.received,
      ...times,
      databaseSeconds: quiet.database,
      databaseSecondsAnHour: anHour(quiet),
      databaseSecondsScraped: scraped.database,
      naiveSeconds,
      naiveReceived: proxy.received() - before.received,
      naiveDatabaseSeconds: cpuSeconds(mongodb.pid) - before.database,
    };
  } finally {
    await Promise.all([direct.close(), relayed.close()]);
    await proxy.stop();
    await mongodb.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * Database time an hour: each collection is asked again `refreshInterval` after its answer (exporters/business/refresh.ts), and has the share
 * of the database's time that it has of the refresh's.
 */
function anHour({ text, database }: { text: string; database: number }): number {
  const durations = valuesOf(text, "benevoclic_exporter_refresh_duration_seconds");
  const all = durations.reduce((sum, one) => sum + one, 0);
  return durations.reduce((sum, one) => sum + (3_600 / (refreshInterval + one)) * (one / all) * database, 0);
}

/** @param interval seconds between two readings of a collection */
async function startExporter(directory: string, interval: number) {
  const logFile = path.join(directory, "exporter.log");
  const { port, child } = await startOnFreePort((port) =>
    startChild({
      name: "business exporter",
      command: process.execPath,
      args: [
        ...[...exporter, "--port", String(port), "--refresh-interval", String(interval)],
        ...["--mongodb-uri-file", path.join(directory, "uri"), "--answer-within", "600", "--keep-for", "3600"],
      ],
      logFile,
      ready: () => answers(`http://127.0.0.1:${port}/-/healthy`),
    }),
  );
  return { port, child, words: () => readFileSync(logFile, "utf8") };
}

type Exporter = Awaited<ReturnType<typeof startExporter>>;

/** Scrapes until every collection has been read once. */
async function scrapeUntilReady(perSecond: number, { port, child, words }: Exporter): Promise<void> {
  while (!(await answers(`http://127.0.0.1:${port}/-/ready`))) {
    const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    if (!child.running || sumOf(text, "benevoclic_exporter_refresh_failures_total") > 0)
      throw new Error(`a refresh failed: ${words()}`);
    await pause(1_000 / perSecond);
  }
}

/** ms of scrapes of an exporter that reads all the time, and its memory afterwards. */
async function scrapeTimes(directory: string) {
  const started = await startExporter(directory, 0.1);
  const { port, child } = started;
  try {
    await scrapeUntilReady(1, started);
    const timed = async (path: string) => {
      const begin = performance.now();
      const text = await (await fetch(`http://127.0.0.1:${port}${path}`)).text();
      return { text, time: performance.now() - begin };
    };
    const times = { scrapes: [] as number[], bare: [] as number[] };
    let text = "";
    for (let scrape = 0; scrape < warmUp + scrapes; scrape++) {
      const [one, bare] = [await timed("/metrics"), await timed("/-/healthy")];
      text = one.text;
      if (scrape >= warmUp) times.scrapes.push(one.time);
      if (scrape >= warmUp) times.bare.push(bare.time);
      await pause(20);
    }
    return {
      scrapes: timesOf(times.scrapes),
      bare: timesOf(times.bare),
      residentMegabytes: sumOf(text, "process_resident_memory_bytes") / 1e6,
    };
  } finally {
    await child.stop();
  }
}

function timesOf(times: readonly number[]): Times {
  const sorted = times.toSorted((one, other) => one - other);
  return { median: median(times), slow: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN };
}

function valuesOf(text: string, name: string): number[] {
  return [...text.matchAll(new RegExp(`^${name}(?:{.*})? (.+)$`, "gm"))].map(([, value]) => Number(value));
}

function sumOf(text: string, name: string): number {
  return valuesOf(text, name).reduce((sum, value) => sum + value, 0);
}

function print(users: number, measures: Measures): void {
  const perHour = measures.databaseSecondsAnHour;
  const naivePerHour = (3_600 / scrapeInterval) * measures.naiveDatabaseSeconds;
  const row = (what: string, ours: string, naive = "") =>
    console.log(`  ${what.padEnd(44)}${ours.padStart(14)}${naive.padStart(14)}`);
  console.log(`${users.toLocaleString("en")} users, ${Math.ceil(users / 14).toLocaleString("en")} announcements`);
  row("", "ours", "one a metric");
  row("one refresh / one scrape", `${measures.refreshSeconds.toFixed(2)} s`, `${measures.naiveSeconds.toFixed(2)} s`);
  row("bytes from the database for it", kilobytes(measures.received), kilobytes(measures.naiveReceived));
  row(
    "processor time of the database for it",
    `${measures.databaseSeconds.toFixed(2)} s`,
    `${measures.naiveDatabaseSeconds.toFixed(2)} s`,
  );
  row("  the same at 40 scrapes a second", `${measures.databaseSecondsScraped.toFixed(2)} s`);
  row(`the same an hour, scraped every ${scrapeInterval} s`, `${perHour.toFixed(0)} s`, `${naivePerHour.toFixed(0)} s`);
  row("  times less", `${(naivePerHour / perHour).toFixed(1)}`);
  const { scrapes, bare } = measures;
  row("/metrics during a refresh, median", `${scrapes.median.toFixed(1)} ms`, `(bare ${bare.median.toFixed(1)})`);
  row("  99 in 100 below", `${scrapes.slow.toFixed(1)} ms`, `(bare ${bare.slow.toFixed(1)})`);
  row("resident memory", `${measures.residentMegabytes.toFixed(0)} MB`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1e3).toFixed(0)} kB`;
}
