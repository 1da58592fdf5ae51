import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import type { Config } from "../../kit/config/load.ts";
import type { Course } from "../../kit/lab/recording/course.ts";
import { seriesName, textOf } from "../../kit/lab/recording/exposition.ts";
import { type Relabel, type RelabelConfig, relabelConfigs, relabeling } from "../../kit/lab/recording/relabeling.ts";
import {
  createTargetLog,
  type RecordedSeries,
  type Recording,
  type TargetLog,
} from "../../kit/lab/recording/target-log.ts";
import { seconds } from "../../kit/model/durations.ts";
import type { Environment } from "../../kit/model/environment.ts";
import { prometheusFile } from "../../kit/write/prometheus.ts";
import { parseYaml } from "../../kit/yaml.ts";
import type { Recorder, Target } from "./recorder.ts";
import { asksHealth, recorders } from "./recorders.ts";
import { createWorld } from "./world.ts";

/** A scrape job as the configuration under test has it. */
interface ScrapeJob {
  readonly job: string;
  /** Seconds between two scrapes. */
  readonly every: number;
  readonly relabel: readonly RelabelConfig[];
}

const scrapeSchema = z.object({
  global: z.object({ scrape_interval: z.string() }),
  scrape_configs: z.array(
    z.object({
      job_name: z.string(),
      scrape_interval: z.string().optional(),
      metric_relabel_configs: relabelConfigs.default([]),
    }),
  ),
});

/** The scrape jobs of a generated `prometheus.yml`. */
function scrapeJobs(file: string): ScrapeJob[] {
  const { global, scrape_configs } = scrapeSchema.parse(parseYaml(file));
  return scrape_configs.map(({ job_name, scrape_interval, metric_relabel_configs }) => ({
    job: job_name,
    every: seconds(scrape_interval ?? global.scrape_interval),
    relabel: metric_relabel_configs,
  }));
}

const here = path.dirname(fileURLToPath(import.meta.url));
const cacheDirectory = path.resolve(here, "../../.cache/recordings");

interface RecordOptions {
  /** Every job is scraped this often instead, in seconds: for weeks, where the day's detail would be too much. */
  readonly every?: number;
  /** Only the series of these names are kept. */
  readonly only?: ReadonlySet<string>;
}

/**
 * Runs a course with the scrape configuration of an environment. A recording is kept in .cache, under a hash of everything that it
 * depends on: the models, the recorders, the course and the scrape configuration.
 */
export async function recordingOf(
  course: Course,
  environment: Environment,
  options: RecordOptions = {},
): Promise<Recording> {
  const { config } = environment;
  const jobs = scrapeJobs(prometheusFile(environment));
  const probes = Object.entries(config.probes).map(([name, { url, contains }]) => [name, asksHealth(url), contains]);
  const follows = [sourcesHash(), course, jobs, probes, options.every, [...(options.only ?? [])].sort()];
  const key = createHash("sha256").update(JSON.stringify(follows)).digest("hex").slice(0, 20);
  const file = path.join(cacheDirectory, `${course.name.replaceAll(/\W+/g, "-")}-${key}.gz`);
  const kept = readKept(file);
  if (kept !== undefined) return at(kept, config.host);
  const recording = underWay.get(file) ?? record(course, config, jobs, options).then((made) => keep(file, made));
  underWay.set(file, recording);
  return at(await recording, config.host);
}

/** Whoever asks for the same recording meanwhile waits for it. */
const underWay = new Map<string, Promise<Recording>>();

function keep(file: string, recording: Recording): Recording {
  mkdirSync(cacheDirectory, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, gzipSync(written(recording), { level: 1 }));
  renameSync(`${file}.${process.pid}`, file);
  underWay.delete(file);
  return recording;
}

/** The same on the host of an environment: environments that scrape alike share a recording. */
function at({ seconds: length, series }: Recording, instance: string): Recording {
  return { seconds: length, series: series.map((one) => ({ ...one, labels: { ...one.labels, instance } })) };
}

/** The code that a recording follows from: this file, what it imports within simulator/ and kit/lab/, and the snapshots. */
let sources: string | undefined;
const rooms = [path.dirname(here), path.resolve(here, "../../kit/lab")];
function sourcesHash(): string {
  if (sources !== undefined) return sources;
  const hash = createHash("sha256");
  const seen = new Set<string>();
  const take = (file: string) => {
    if (seen.has(file) || !rooms.some((room) => file.startsWith(room))) return;
    seen.add(file);
    const text = readFileSync(file, "utf8");
    hash.update(text);
    for (const [, imported = ""] of text.matchAll(/from "(\.[^"]+)"/g))
      take(path.resolve(path.dirname(file), imported));
  };
  take(fileURLToPath(import.meta.url));
  for (const name of readdirSync(path.join(here, "snapshots")))
    hash.update(readFileSync(path.join(here, "snapshots", name)));
  sources = hash.digest("hex");
  return sources;
}

/** In milliseconds. */
const longestTurn = 20;

async function record(
  course: Course,
  config: Config,
  jobs: readonly ScrapeJob[],
  { every, only }: RecordOptions,
): Promise<Recording> {
  const relabelOfApi = jobs.find(({ job }) => job === "benevoclic-api")?.relabel ?? [];
  const world = createWorld(course, config, relabeling(relabelOfApi));
  const start = Date.parse(course.origin ?? course.start) / 1000;
  const targets = jobs.flatMap((scrape) => {
    const interval = every ?? scrape.every;
    return targetsOf(scrape.job, world).map(
      (target): { scrape: ScrapeJob; interval: number; target: Target; log: TargetLog } => {
        const applied = relabeling(scrape.relabel);
        const relabel: Relabel = (series) => {
          const stored = applied(series);
          return stored !== undefined && (only?.has(stored.name) ?? true) ? stored : undefined;
        };
        return {
          scrape,
          interval,
          target,
          log: createTargetLog({ job: scrape.job, labels: target.labels, every: interval, start }, relabel),
        };
      },
    );
  });

  const step = targets.reduce((least, { interval }) => Math.min(least, interval), Number.POSITIVE_INFINITY);
  let turned = Date.now();
  for (let at = 0; at < course.seconds; at += step) {
    // What else this process does goes on meanwhile.
    if (Date.now() - turned > longestTurn) {
      await turn();
      turned = Date.now();
    }
    world.advance(at);
    for (const { scrape, interval, target, log } of targets) {
      if (at % interval !== 0) continue;
      const missed = course.missed?.find(
        (one) => one.job === scrape.job && one.at <= at && at < one.at + interval,
      )?.how;
      const answer = missed ?? (await target.answer());
      if (typeof answer === "string") log.scrape(at / interval, answer);
      else log.scrape(at / interval, answer.exposition, answer.forgotten);
    }
  }
  const series = targets.flatMap(({ log }) => log.series()).filter(({ name }) => only?.has(name) ?? true);
  return { seconds: course.seconds, series };
}

function targetsOf(job: string, world: Parameters<Recorder["targets"]>[0]): readonly Target[] {
  const recorder = recorders.find((candidate) => candidate.job === job);
  return recorder?.targets(world) ?? [{ labels: {}, answer: () => ({ exposition: "" }) }];
}

/** One line a series: its name, seconds between scrapes, samples. */
function written({ seconds: length, series }: Recording): string {
  return [String(length), ...series.map((one) => [textOf(one), one.every, one.values].join("\t"))].join("\n");
}

function readKept(file: string): Recording | undefined {
  let text: string;
  try {
    text = gunzipSync(readFileSync(file)).toString();
  } catch {
    return undefined;
  }
  const [length, ...lines] = text.split("\n");
  const series = lines.map((line): RecordedSeries => {
    const [name = "", every, values = ""] = line.split("\t");
    return { ...seriesName(name), every: Number(every), values };
  });
  return { seconds: Number(length), series };
}
