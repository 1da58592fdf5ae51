import { createWriteStream, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { run } from "../kit/lab/parts/programs.ts";
import { readFlags } from "../simulator/platform/program.ts";
import { createRandom } from "../simulator/platform/random.ts";
import { spread } from "./figures.ts";

/**
 * Memory and time of the quality exporter on a bundle of Lighthouse results, beside the same exporter on one small result
 * and a program that parses the bundle at once: `npm run bench:quality -- --megabytes 50 --runs 5`.
 */
const repository = fileURLToPath(new URL("..", import.meta.url));
const count = z.coerce.number().int().positive();
const { megabytes, runs } = readFlags({ megabytes: count.default(50), runs: count.default(5) });

/** Compiled, as our image runs it: the compiler that `tsx` keeps in memory costs more than a report. */
const compiled = path.join(repository, ".cache/bench/quality");
await run(
  path.join(repository, "node_modules/.bin/tsc"),
  ["--noEmit", "false", "--outDir", compiled, "--rewriteRelativeImportExtensions"],
  repository,
);
/** The most memory (kB) that a process had, told when it ends. */
const told = `data:text/javascript,process.on("exit",()=>process.stderr.write("peak "+process.resourceUsage().maxRSS+"\\n"))`;
const atOnce = `const { readFileSync } = require("node:fs");
const pages = JSON.parse(readFileSync(process.argv[1], "utf8"));
console.log(Math.min(...pages.map((page) => page.categories.performance.score)));`;

const directory = mkdtempSync(path.join(tmpdir(), "bench-quality-"));
try {
  const [small, large] = [path.join(directory, "small"), path.join(directory, "large")];
  const smallBytes = await bundle(small, 0);
  const largeBytes = await bundle(large, megabytes * 1e6);
  const exporter = (reports: string) => [
    path.join(compiled, "exporters/quality/main.js"),
    ...["--once", "--directory", reports, "--textfile", path.join(directory, "quality.prom")],
  ];
  const subjects = [
    { name: "exporter, one small result", args: exporter(small), bytes: smallBytes },
    { name: "exporter, the bundle", args: exporter(large), bytes: largeBytes },
    {
      name: "JSON.parse, the bundle",
      args: ["-e", atOnce, path.join(large, "web/lighthouse.json")],
      bytes: largeBytes,
    },
  ].map((subject) => ({ ...subject, peaks: [] as number[], seconds: [] as number[] }));
  for (let time = 0; time < runs; time++) {
    for (const { args, peaks, seconds } of subjects) {
      const began = performance.now();
      peaks.push(await peakOf(args));
      seconds.push((performance.now() - began) / 1000);
    }
  }
  for (const { name, bytes, peaks, seconds } of subjects) {
    console.log(`${name} (${(bytes / 1e6).toFixed(1)} MB)`);
    console.log(`  peak of resident memory  ${spread(peaks, "MB")}`);
    console.log(`  the whole process        ${spread(seconds, "s")}`);
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** MB. */
async function peakOf(args: readonly string[]): Promise<number> {
  // The reports of the other projects are missing: that is a line in the log each, and no failure.
  const said = await run("sh", ["-c", '"$@" 2>&1 >/dev/null', "sh", process.execPath, "--import", told, ...args]);
  return (Number(/^peak (\d+)$/m.exec(said)?.[1]) * 1024) / 1e6;
}

/**
 * A list of results with what makes real ones long: screenshots, requests, a treemap of the scripts.
 * @param bytes at least; one result without all that for 0
 */
async function bundle(reports: string, bytes: number): Promise<number> {
  mkdirSync(path.join(reports, "web"), { recursive: true });
  const file = path.join(reports, "web/lighthouse.json");
  if (bytes === 0) writeFileSync(file, `[${result({})}]`);
  else await pipeline(Readable.from(results(bytes)), createWriteStream(file));
  return statSync(file).size;
}

function* results(bytes: number): Generator<string> {
  const random = createRandom(1);
  const letters = (length: number) => Array.from({ length }, () => Math.floor(random() * 36).toString(36)).join("");
  const screenshot = letters(40_000);
  let written = 0;
  for (;;) {
    const page = result({
      "screenshot-thumbnails": {
        details: { type: "filmstrip", items: Array.from({ length: 8 }, (_, timing) => ({ timing, data: screenshot })) },
      },
      "network-requests": {
        details: {
          items: Array.from({ length: 2000 }, (_, place) => ({
            url: `https://www.benevoclic.fr/_nuxt/${letters(12)}.js`,
            networkRequestTime: place * 1.5,
            statusCode: 200,
            finished: true,
          })),
        },
      },
      "script-treemap-data": { details: { nodes: tree(letters, 6) } },
    });
    yield written === 0 ? `[${page}` : `,${page}`;
    written += page.length;
    if (written >= bytes) break;
  }
  yield "]";
}

function tree(letters: (length: number) => string, depth: number): unknown[] {
  if (depth === 0) return [];
  return Array.from({ length: 4 }, () => ({
    name: letters(10),
    resourceBytes: 12_345,
    children: tree(letters, depth - 1),
  }));
}

function result(audits: Readonly<Record<string, unknown>>): string {
  const score = { score: 0.93 };
  const categories = { performance: score, accessibility: score, "best-practices": score, seo: score };
  return JSON.stringify({ lighthouseVersion: "12.6.1", gatherMode: "navigation", audits, categories });
}
