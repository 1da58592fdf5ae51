import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { builtLogPrograms } from "../kit/lab/logs/obtain.ts";
import { at, urlOf } from "../kit/lab/monitoring.ts";
import { answers } from "../kit/lab/parts/http.ts";
import { freePort } from "../kit/lab/parts/ports.ts";
import { startService, type Undo } from "../kit/lab/services.ts";
import { streamFields } from "../kit/logs/log-source.ts";
import { logStoreAt } from "../kit/model/log-store.ts";
import { countQuery, linesQuery, troubleQuery } from "../kit/model/logs-ql.ts";
import { logStoreFlags } from "../kit/write/log-store.ts";
import { logCounts } from "../signals/metrics/log-counts.ts";
import { median } from "./figures.ts";
import { cpuSeconds, residentMegabytes } from "./process-figures.ts";

/** `npm run bench:log-queries`: what a message's link, its lines and the counts ask of a store that holds 30 days. */

const days = 30;
const linesPerSecond = 1;
const batch = 20_000;
const runs = 5;

const day = 86_400_000;
const now = Date.now();
const first = now - days * day;
const total = days * 86_400 * linesPerSecond;

/** As the collector leaves them: mostly visits, and in each hundred a slow query and an error. */
function lineAt(index: number): object {
  const time = new Date(first + (index * 1000) / linesPerSecond).toISOString();
  const stored = (service: string, level: string, _msg: string, more: object = {}) => ({
    ...{ _time: time, service, level, environment: "bench", _msg },
    ...more,
  });
  if (index % 100 === 0)
    return stored("mongodb", "warn", `Slow query benevoclic.announcements COLLSCAN ${100 + (index % 4711)} ms`, {
      ...{ topic: "COMMAND", collection: "benevoclic.announcements", plan: "COLLSCAN" },
    });
  if (index % 100 === 50) return stored("api", "error", `request ${index} failed`, { status: "500" });
  if (index % 10 === 5)
    return stored("api", "info", "request completed", { status: "200", duration_ms: `${index % 311}` });
  return stored("nginx", "info", `GET /announcements/${index % 97} 200`, { method: "GET", status: "200" });
}

const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-bench-"));
const data = path.join(directory, "data");
const undo: Undo = [];
try {
  const port = await freePort();
  const { child } = await startService(
    {
      name: "victoria-logs",
      command: builtLogPrograms().store,
      args: [...logStoreFlags({ directory: data, keep: `${days + 1}d`, disk: "4GB" }), `-httpListenAddr=${at(port)}`],
      logFile: path.join(directory, "store.log"),
      ready: () => answers(`${urlOf(port)}/health`),
      address: urlOf(port),
    },
    undo,
  );
  const began = Date.now();
  for (let index = 0; index < total; index += batch) {
    const lines = Array.from({ length: Math.min(batch, total - index) }, (_, offset) =>
      JSON.stringify(lineAt(index + offset)),
    );
    await fetch(`${urlOf(port)}/insert/jsonline?_stream_fields=${streamFields.join(",")}`, {
      ...{ method: "POST", headers: { "content-type": "application/stream+json" }, body: lines.join("\n") },
    });
  }
  const store = logStoreAt(urlOf(port));
  const all = { from: new Date(first - day), to: new Date(now + day) };
  const held = () => store.lines({ query: "* | stats count() as lines", ...all });
  while (Number((await held()).lines[0]?.lines) < total) {}
  const disk = execFileSync("du", ["-sm", data]).toString().split("\t")[0];
  console.log(
    `${total} lines of ${days} days taken in ${((Date.now() - began) / 1000).toFixed(0)} s: ${disk} MB of disk, ` +
      `${residentMegabytes(child.pid).toFixed(0)} MB of memory, ${cpuSeconds(child.pid).toFixed(0)} s CPU`,
  );
  const quarter = (daysAgo: number) => ({
    from: new Date(now - daysAgo * day - 900_000),
    to: new Date(now - daysAgo * day),
  });
  // A span such as _time:15m counts back from the end that is asked for.
  const lately = { from: new Date(now - day), to: new Date(now) };
  const asked: Readonly<Record<string, { query: string; from: Date; to: Date }>> = {
    "the page of a quarter of an hour, 20 days ago": { query: linesQuery(["api"], 1000), ...quarter(20) },
    "the three lines of an anomaly of 20 days ago": {
      query: troubleQuery(["api", "mongodb", "nginx"], 3),
      ...quarter(20),
    },
    "the kinds of warnings and errors now": { query: countQuery(logCounts.trouble), ...lately },
    "slow queries by collection now": { query: countQuery(logCounts.slowQueries), ...lately },
    "lines by service now": { query: countQuery(logCounts.lines), ...lately },
    "errors of all 30 days by what they say": {
      query: "level:error | copy _msg as line | collapse_nums at line | stats by (line) count() as lines",
      ...all,
    },
  };
  for (const [name, one] of Object.entries(asked)) {
    const times: number[] = [];
    let lines = 0;
    for (let run = 0; run < runs; run++) {
      const from = performance.now();
      lines = (await store.lines(one)).lines.length;
      times.push(performance.now() - from);
    }
    console.log(`${name}: ${median(times).toFixed(0)} ms, ${lines} lines`);
  }
} finally {
  for (const step of undo.reverse()) await step();
  rmSync(directory, { recursive: true, force: true });
}
