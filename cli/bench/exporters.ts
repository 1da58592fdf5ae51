import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { type Db, MongoClient } from "mongodb";
import { seedPlatform } from "../../local/mongodb/seed.ts";
import { mongodbUri, startMongodb } from "../../local/mongodb/start.ts";
import { type Child, startChild } from "../../local/parts/children.ts";
import { answers } from "../../local/parts/http.ts";
import { startOnFreePort } from "../../local/parts/ports.ts";
import { createRandom } from "../../local/platform/random.ts";
import { startCountingProxy } from "./counting-proxy.ts";
import { naiveScrape } from "./naive-exporter.ts";

/** Compares our business exporter with the usual kind, at several sizes of the platform: `npm run bench:exporters -- --sizes 1000,100000`. */
const { values } = parseArgs({ options: { sizes: { type: "string", default: "1000,100000,1000000" } } });
const sizes = values.sizes.split(",").map(Number);

/** Our refresh interval and the scrape interval of the job (signals/jobs.ts), in seconds. */
const refreshInterval = 60;
const scrapeInterval = 15;
/** Java's heap for a million users, in megabytes. */
const memory = 10_000;

interface Measures {
  readonly refreshSeconds: number;
  readonly received: number;
  readonly residentMegabytes: number;
  /** Of /metrics while the database is asked. */
  readonly scrapeMedian: number;
  readonly scrapeWorst: number;
  readonly databaseSeconds: number;
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
    const admin = direct.db("admin");
    writeFileSync(path.join(directory, "uri"), mongodbUri(proxy.port));

    const ours = async (scrapesPerSecond: number) => {
      const before = await databaseSeconds(admin);
      const receivedBefore = proxy.received();
      const { port, child } = await startExporter(directory);
      try {
        const times = await scrapesUntilReady(port, scrapesPerSecond, child);
        const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
        return {
          times,
          text,
          database: (await databaseSeconds(admin)) - before,
          received: proxy.received() - receivedBefore,
        };
      } finally {
        await child.stop();
      }
    };
    // Java is slow until it has seen a question several times.
    await ours(1);
    if (users < 100_000) for (let time = 0; time < 3; time++) await naiveScrape(direct.db("benevoclic"));
    const quiet = await ours(1);
    const scraped = await ours(40);

    const before = { database: await databaseSeconds(admin), received: proxy.received() };
    const begin = performance.now();
    await naiveScrape(relayed.db("benevoclic"));
    const naiveSeconds = (performance.now() - begin) / 1_000;
    return {
      refreshSeconds: sumOf(quiet.text, "benevoclic_exporter_refresh_duration_seconds"),
      received: quiet.received,
      residentMegabytes: sumOf(quiet.text, "process_resident_memory_bytes") / 1e6,
      scrapeMedian: scraped.times[Math.floor(scraped.times.length / 2)] ?? Number.NaN,
      scrapeWorst: scraped.times.at(-1) ?? Number.NaN,
      databaseSeconds: quiet.database,
      databaseSecondsScraped: scraped.database,
      naiveSeconds,
      naiveReceived: proxy.received() - before.received,
      naiveDatabaseSeconds: (await databaseSeconds(admin)) - before.database,
    };
  } finally {
    await Promise.all([direct.close(), relayed.close()]);
    await proxy.stop();
    await mongodb.stop();
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The time that the server itself says it spent reading. */
async function databaseSeconds(admin: Db): Promise<number> {
  const status = await admin.command({ serverStatus: 1 });
  return Number(status.opLatencies.reads.latency) / 1e6;
}

async function startExporter(directory: string): Promise<{ port: number; child: Child }> {
  const log = path.join(directory, "exporter.log");
  return startOnFreePort((port) =>
    startChild({
      name: "business exporter",
      command: process.execPath,
      args: [
        ...["--import", "tsx", "exporters/business/main.ts", "--port", String(port)],
        ...["--mongodb-uri-file", path.join(directory, "uri"), "--answer-within", "600"],
      ],
      logFile: log,
      ready: () => answers(`http://127.0.0.1:${port}/-/healthy`),
    }),
  );
}

/** Scrapes until every collection has been read once; ms of each scrape, sorted. */
async function scrapesUntilReady(port: number, perSecond: number, child: Child): Promise<number[]> {
  const times: number[] = [];
  while (!(await answers(`http://127.0.0.1:${port}/-/ready`))) {
    if (!child.running) throw new Error("the exporter ended");
    const begin = performance.now();
    await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    times.push(performance.now() - begin);
    await pause(1_000 / perSecond);
  }
  return times.sort((one, other) => one - other);
}

function sumOf(text: string, name: string): number {
  return [...text.matchAll(new RegExp(`^${name}(?:{.*})? (.+)$`, "gm"))].reduce(
    (sum, [, value]) => sum + Number(value),
    0,
  );
}

function print(users: number, measures: Measures): void {
  const perHour = (3_600 / refreshInterval) * measures.databaseSeconds;
  const naivePerHour = (3_600 / scrapeInterval) * measures.naiveDatabaseSeconds;
  const row = (what: string, ours: string, naive = "") =>
    console.log(`  ${what.padEnd(44)}${ours.padStart(14)}${naive.padStart(14)}`);
  console.log(`${users.toLocaleString("en")} users, ${Math.ceil(users / 14).toLocaleString("en")} announcements`);
  row("", "ours", "one a metric");
  row("one refresh / one scrape", `${measures.refreshSeconds.toFixed(2)} s`, `${measures.naiveSeconds.toFixed(2)} s`);
  row("bytes from the database for it", kilobytes(measures.received), kilobytes(measures.naiveReceived));
  row(
    "database time for it",
    `${measures.databaseSeconds.toFixed(2)} s`,
    `${measures.naiveDatabaseSeconds.toFixed(2)} s`,
  );
  row("  the same at 40 scrapes a second", `${measures.databaseSecondsScraped.toFixed(2)} s`);
  row(
    `database time an hour, scraped every ${scrapeInterval} s`,
    `${perHour.toFixed(0)} s`,
    `${naivePerHour.toFixed(0)} s`,
  );
  row("  times less", `${(naivePerHour / perHour).toFixed(1)}`);
  row("/metrics during a refresh, median", `${measures.scrapeMedian.toFixed(1)} ms`);
  row("/metrics during a refresh, worst", `${measures.scrapeWorst.toFixed(1)} ms`);
  row("resident memory", `${measures.residentMegabytes.toFixed(0)} MB`);
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1e3).toFixed(0)} kB`;
}
