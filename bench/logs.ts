import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { builtLogPrograms } from "../kit/lab/logs/obtain.ts";
import { logSpecs } from "../kit/lab/logs/programs.ts";
import { at, urlOf } from "../kit/lab/monitoring.ts";
import { freePort } from "../kit/lab/parts/ports.ts";
import { type Service, startService, type Undo } from "../kit/lab/services.ts";
import { logStoreAt } from "../kit/model/log-store.ts";
import { collectorFile } from "../kit/write/collector.ts";
import { pino } from "../signals/metrics/log-lines.ts";
import { apiLog } from "../signals/metrics/log-sources.ts";
import { cpuSeconds, residentMegabytes } from "./process-figures.ts";

/** `npm run bench:logs`: lines lost and doubled under rough treatment, with what the collector and the store cost. */

const total = 50_000;
const batch = 500;
/** Between two batches, in ms. */
const pace = 50;
/** Of the disks that are filled: tmpfs, for which the bench must run as root. In MB. */
const diskSize = 64;
/** Longer than the collector waits between two tries. In ms. */
const patience = 25_000;

interface Run {
  readonly file: string;
  readonly collector: Service;
  readonly store: Service;
  /** Where each keeps what it keeps: disks of their own where they are filled. */
  readonly disks: Readonly<Record<"collector" | "store", string>>;
}
/** What is done to a run when so many lines were written. */
type Treatment = Readonly<Record<number, (run: Run) => Promise<void> | void>> & {
  readonly queueBytes?: number;
  /** What dies is started again, as the engine does it. */
  readonly restarted?: true;
};

const killed = async ({ child }: Service) => {
  child.kill("SIGKILL");
  await child.exited;
};
const rename: Treatment[number] = ({ file }) => {
  renameSync(file, `${file}.1`);
  writeFileSync(file, "");
};
const copyAndTruncate: Treatment[number] = ({ file }) => {
  copyFileSync(file, `${file}.1`);
  truncateSync(file, 0);
};
const collectorKilled: Treatment = {
  15000: ({ collector }) => killed(collector),
  25000: ({ collector }) => collector.start(),
};

const filler = (disk: string) => path.join(disk, "filler");
/** Nothing is left. */
const filled =
  (whose: keyof Run["disks"]): Treatment[number] =>
  ({ disks }) => {
    const file = openSync(filler(disks[whose]), "w");
    try {
      for (;;) writeSync(file, Buffer.alloc(100_000));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
    } finally {
      closeSync(file);
    }
  };
const emptied =
  (whose: keyof Run["disks"]): Treatment[number] =>
  ({ disks }) =>
    rmSync(filler(disks[whose]));

/** What waits for the store, in bytes a line; said, not judged. */
const queued: Treatment[number] = async ({ collector }) => {
  const said = await (await fetch(`${collector.address}/metrics`)).text();
  const bytes = Number(/^otelcol_exporter_queue_size\{.*\} (\S+)$/m.exec(said)?.[1]);
  console.log(`  ${bytes} bytes wait in the queue`);
};
const stopped: Treatment = {
  15000: ({ store }) => store.stop(),
  39500: queued,
  40000: ({ store }) => store.start(),
};

const treatments: Readonly<Record<string, Treatment>> = {
  "nothing is done": {},
  "the collector is killed": collectorKilled,
  "the file is renamed": { 20000: rename },
  "the file is copied and truncated": { 20000: copyAndTruncate },
  "killed, and renamed meanwhile": { ...collectorKilled, 20000: rename },
  "killed, and truncated meanwhile": { ...collectorKilled, 20000: copyAndTruncate },
  "the store is stopped": stopped,
  "the store is stopped, and the queue is full": { ...stopped, queueBytes: 1e6 },
  "the store is killed": { 15000: ({ store }) => killed(store), 40000: ({ store }) => store.start() },
  "the store's disk is full": { restarted: true, 15000: filled("store"), 40000: emptied("store") },
  "the collector's disk is full": { restarted: true, 15000: filled("collector"), 40000: emptied("collector") },
  "the store is stopped, and the collector's disk is full": {
    restarted: true,
    15000: async (run) => {
      await run.store.stop();
      await filled("collector")(run);
    },
    40000: async (run) => {
      await emptied("collector")(run);
      await run.store.start();
    },
  },
};

async function measure({ queueBytes = 5e8, restarted, ...treatment }: Treatment): Promise<string> {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-bench-"));
  const inside = (name: string) => path.join(directory, name);
  const undo: Undo = [];
  try {
    mkdirSync(inside("lines"));
    const disks = { collector: inside("state"), store: inside("data/victoria-logs") };
    for (const disk of Object.values(disks)) {
      mkdirSync(disk, { recursive: true });
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${diskSize}m`, "tmpfs", disk]);
      undo.push(async () => void execFileSync("umount", ["--lazy", disk]));
    }
    const file = inside("lines/api.log");
    writeFileSync(file, "");
    const ports = { collector: await freePort(), store: await freePort(), rules: await freePort() };
    const logs = {
      sources: [{ ...apiLog, files: [`${file}*`] }],
      parts: { collector: "collector", store: "store", rules: "rules" },
      collector: () => ({ files: {}, directory: disks.collector, queueBytes }),
    };
    const config = { environment: "bench" } as Parameters<typeof collectorFile>[0]["config"];
    const addresses = { store: at(ports.store), metrics: at(ports.collector) };
    writeFileSync(inside("collector.yml"), collectorFile({ config }, logs, addresses));
    const files = { collector: inside("collector.yml"), rules: "" };
    const specs = logSpecs({ directory, ports, files, prometheus: { address: "", password: "" } }, builtLogPrograms());
    const died: string[] = [];
    const again = restarted && ((line: string) => void died.push(line));
    const run = {
      ...{ file, disks },
      store: await startService(specs.store, undo, again),
      collector: await startService(specs.collector, undo, again),
    };
    const gzipped: Buffer[] = [];
    for (let written = 0; written < total; ) {
      const lines = Array.from({ length: batch }, () =>
        pino("info", `request m${written++}x completed`, {
          req: { method: "GET", url: `/announcements/${written % 97}` },
          res: { statusCode: 200 },
          responseTime: written % 311,
        })(new Date()),
      );
      const text = `${lines.join("\n")}\n`;
      gzipped.push(Buffer.from(text));
      appendFileSync(file, text);
      await treatment[written]?.(run);
      await pause(pace);
    }
    const marks = await settledMarks(urlOf(ports.store));
    const distinct = new Set(marks).size;
    const figures = [
      `${total - distinct} lost, ${marks.length - distinct} doubled`,
      ...[run.collector, run.store].map(
        ({ name, child: { pid } }) =>
          `${name} ${residentMegabytes(pid).toFixed(0)} MB, ${cpuSeconds(pid).toFixed(1)} s CPU`,
      ),
      `on disk ${megabytes(
        Number(
          execFileSync("du", ["-sb", inside("data/victoria-logs")])
            .toString()
            .split("\t")[0],
        ),
      )}, gzip ${megabytes(gzipSync(Buffer.concat(gzipped)).length)}`,
    ];
    return [...figures, ...died].join("; ");
  } finally {
    for (const step of undo.reverse()) await step();
    rmSync(directory, { recursive: true, force: true });
  }
}

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Which lines are there, once no more come. */
async function settledMarks(address: string): Promise<string[]> {
  const store = logStoreAt(address);
  let marks: string[] = [];
  for (let since = Date.now(); Date.now() - since < patience && new Set(marks).size < total; await pause(1000)) {
    const hour = 3_600_000;
    const span = { from: new Date(Date.now() - hour), to: new Date(Date.now() + hour) };
    const asked = { query: "* | fields _msg", ...span, mostBytes: Number.POSITIVE_INFINITY };
    const lines = await store.lines(asked).then(
      (found) => found.lines,
      () => [],
    );
    const found = lines.flatMap(({ _msg = "" }) => _msg.match(/m\d+x/) ?? []);
    if (found.length > marks.length) since = Date.now();
    marks = found;
  }
  return marks;
}

console.log(`${total} lines, ${batch} every ${pace} ms (${readFileSync("/proc/loadavg", "utf8").split(" ")[0]} load)`);
for (const [name, treatment] of Object.entries(treatments)) console.log(`${name}: ${await measure(treatment)}`);
