import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { spanSeconds } from "../../model/durations.ts";
import { limiter } from "../limiter.ts";
import type { Part } from "../parts/obtain.ts";
import { type Labels, seriesName, textOf } from "./exposition.ts";
import { type Rule, type RuleGroup, readsAlerts, readsOf, withWhatItReads } from "./rule-groups.ts";
import { createSeriesLog, onGrid } from "./series-log.ts";
import type { RecordedSeries, Recording } from "./target-log.ts";

/** An alert that fired, from the evaluation that fired it to the one that ended it. Seconds from the recording's start. */
export interface Episode {
  readonly labels: Labels;
  readonly from: number;
  /** Infinite when it still fired at the end. */
  readonly to: number;
}

export interface EvaluateOptions {
  readonly promtool: Part;
  /** A coarser look at a long time: evaluates and reads samples no more often than this, in seconds. */
  readonly atMost?: { readonly evaluations: number; readonly samples: number };
  /** What other rules fired in the same time, for the rules that are made of alerts. */
  readonly alongside?: readonly Episode[];
}

/**
 * Evaluates rules over a recording with Prometheus' own engine, `for`, staleness and recording rules included: each group in a run of
 * promtool's rule tests at its own interval. Nothing is expected of the rules; at every evaluation promtool is asked which alerts have
 * just begun and which have just ended to fire, and its answers are read. Rules that are made of alerts come last: the others' firing
 * alerts are recorded for them as Prometheus stores them; of pending ones nothing is known then.
 * Outcomes are kept in .cache under a hash of the rules and of the series that they read.
 * @throws Error when a rule could not be evaluated
 */
export async function evaluate(
  recording: Recording,
  groups: readonly RuleGroup[],
  options: EvaluateOptions,
): Promise<Episode[]> {
  const alerting = groups.filter(({ rules }) => rules.some(({ alert }) => alert !== undefined));
  const madeOfAlerts = alerting.filter(({ rules }) => rules.some(readsAlerts));
  const others = alerting.filter((group) => !madeOfAlerts.includes(group));
  const evaluated = async (all: Recording, some: readonly RuleGroup[], known: readonly RuleGroup[]) =>
    (await Promise.all(some.map((group) => limited(() => evaluateGroup(all, group, known, options))))).flat();

  const fired = await evaluated(recording, others, groups);
  const firing = firingSeries([...fired, ...(options.alongside ?? [])], groups, recording, options);
  const silent = groups.map((group) =>
    madeOfAlerts.includes(group) ? group : { ...group, rules: group.rules.filter(({ alert }) => alert === undefined) },
  );
  const made = await evaluated({ ...recording, series: [...recording.series, ...firing] }, madeOfAlerts, silent);
  return [...fired, ...made].sort((one, other) => one.from - other.from);
}

/** The series that Prometheus stores of alerts while they fire: a sample at each evaluation of their group. */
function firingSeries(
  episodes: readonly Episode[],
  groups: readonly RuleGroup[],
  { seconds }: Recording,
  { atMost }: EvaluateOptions,
): RecordedSeries[] {
  const series = new Map<string, { labels: Labels; every: number; evaluations: Set<number> }>();
  for (const { labels, from, to } of episodes) {
    const group = groups.find(({ rules }) => rules.some(({ alert }) => alert === labels.alertname));
    if (group === undefined) continue;
    const every = Math.max(group.interval, atMost?.evaluations ?? 0);
    const key = textOf({ name: "", labels });
    const { evaluations } = series.get(key) ?? { evaluations: new Set<number>() };
    series.set(key, { labels, every, evaluations });
    for (let index = Math.ceil(Math.max(0, from) / every); index * every < Math.min(to, seconds); index++)
      evaluations.add(index);
  }
  return [...series.values()].map(({ labels, every, evaluations }) => {
    const log = createSeriesLog();
    for (const index of [...evaluations].sort((one, other) => one - other)) {
      log.append(index, 1);
      if (!evaluations.has(index + 1)) log.append(index + 1, "stale");
    }
    return { name: "ALERTS", labels: { ...labels, alertstate: "firing" }, every, values: log.notation() };
  });
}

/** As many as there are processors to spare. */
const limited = limiter(2);

const cacheDirectory = fileURLToPath(new URL("../../../.cache/evaluations", import.meta.url));

async function evaluateGroup(
  recording: Recording,
  group: RuleGroup,
  groups: readonly RuleGroup[],
  { promtool, atMost = { evaluations: 0, samples: 0 } }: EvaluateOptions,
): Promise<Episode[]> {
  const interval = Math.max(group.interval, atMost.evaluations);
  // Messages are no part of the question, and their templates would be executed at every evaluation.
  const rules = withWhatItReads(group, groups).map(({ annotations: _, ...rule }) => rule);
  const own = new Set(group.rules.flatMap(({ alert }) => alert ?? []));
  const ruleFile = JSON.stringify({ groups: [{ name: group.name, rules }] });
  const machine = machineOf(recording);
  // Environments that are recorded alike share the outcome of rules that do not say where they are.
  const evaluated = machine !== undefined && !ruleFile.includes(machine) ? anyMachine : machine;
  const named = (episodes: readonly Episode[]) =>
    episodes.map((episode) =>
      episode.labels.instance === evaluated && machine !== undefined
        ? { ...episode, labels: { ...episode.labels, instance: machine } }
        : episode,
    );
  const { step, series } = seriesFor(recording, rules, { finest: atMost.samples, machine: evaluated });
  const testFile = testOf({ interval, step, series, seconds: recording.seconds });

  const key = createHash("sha256").update([promtool.version, ruleFile, testFile].join("\0")).digest("hex").slice(0, 24);
  const kept = path.join(cacheDirectory, `${group.name}-${key}.json`);
  try {
    return named(readEpisodes(readFileSync(kept, "utf8")));
  } catch {
    // Not evaluated yet.
  }

  const directory = mkdtempSync(path.join(tmpdir(), "monitoring-rules-"));
  try {
    writeFileSync(path.join(directory, "rules.yml"), ruleFile);
    writeFileSync(path.join(directory, "test.yml"), testFile);
    const output = await outputOf(promtool.command, ["test", "rules", path.join(directory, "test.yml")]);
    const episodes = episodesIn(output).filter(({ labels }) => own.has(labels.alertname ?? ""));
    mkdirSync(cacheDirectory, { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, JSON.stringify(episodes));
    renameSync(`${kept}.${process.pid}`, kept);
    return named(episodes);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** JSON knows no infinity: an episode without an end still fired. */
function readEpisodes(json: string): Episode[] {
  const episodes = JSON.parse(json) as (Omit<Episode, "to"> & { readonly to: number | null })[];
  return episodes.map((episode) => ({ ...episode, to: episode.to ?? Number.POSITIVE_INFINITY }));
}

const anyMachine = "any-machine";

/** The machine that all series of a recording are of; none when there are several, or none is told. */
function machineOf({ series }: Recording): string | undefined {
  const [machine, ...others] = new Set(series.map(({ labels }) => labels.instance));
  return others.length === 0 ? machine : undefined;
}

/** The series that the rules read, on the finest grid among them. */
function seriesFor(
  { series }: Recording,
  rules: readonly Rule[],
  { finest, machine }: { readonly finest: number; readonly machine: string | undefined },
) {
  const reads = rules.map(({ expr }) => readsOf(expr).names);
  const read = series.filter(({ name }) => reads.some((names) => names === undefined || names.has(name)));
  const step = Math.max(finest, Math.min(...read.map(({ every }) => every), 60));
  return {
    step,
    series: read.map(({ name, labels, values, every }) => ({
      name: textOf({ name, labels: machine === undefined ? labels : { ...labels, instance: machine } }),
      values: onGrid(values, { from: every, to: step }),
    })),
  };
}

const firing = 'ALERTS{alertstate="firing"}';

function testOf({
  interval,
  step,
  series,
  seconds,
}: {
  interval: number;
  step: number;
  series: readonly { readonly name: string; readonly values: string }[];
  seconds: number;
}): string {
  const [began, ended] = questions(interval);
  const lines = [
    "rule_files: [rules.yml]",
    `evaluation_interval: ${interval}s`,
    "tests:",
    `- interval: ${step}s`,
    "  input_series:",
    // Time must pass for rules of no series at all.
    ...[{ name: "time_passes", values: `0x${Math.ceil(seconds / step)}` }, ...series].map(
      ({ name, values }) => `  - {series: ${JSON.stringify(name)}, values: "${values}"}`,
    ),
    "  promql_expr_test:",
  ];
  for (let at = 0; at < seconds; at += interval) {
    lines.push(`  - {expr: '${began}', eval_time: ${at}s}`, `  - {expr: '${ended}', eval_time: ${at}s}`);
  }
  return `${lines.join("\n")}\n`;
}

/** What has just begun to fire at an evaluation, and what has just ended. */
function questions(interval: number): readonly [began: string, ended: string] {
  return [`${firing} unless ${firing} offset ${interval}s`, `(${firing} offset ${interval}s) unless ${firing}`];
}

/** promtool's own words: each question that found something is a test that failed, with what was found. */
const failure = /^ {4}expr: "(\(?)ALERTS.*", time: (\w+),\n {8}exp: nil\n {8}got: ?(.*)$/gm;
const found = /\{((?:[^"}]|"(?:[^"\\]|\\.)*")*)\} 1E\+00/g;

function episodesIn(output: string): Episode[] {
  const complaint = /^.*(?:\berr: |error|level=ERROR|panic).*$/im.exec(output.replace(failure, ""));
  if (complaint !== null) throw new Error(`promtool could not evaluate the rules: ${complaint[0].trim()}`);

  const open = new Map<string, number>();
  const episodes: Episode[] = [];
  const end = (key: string, to: number) => {
    const from = open.get(key);
    if (from === undefined) throw new Error(`promtool told the end of an alert that had not begun: ${key}`);
    open.delete(key);
    const { __name__: _, alertstate: __, ...labels } = seriesName(`ALERTS${key}`).labels;
    episodes.push({ labels, from, to });
  };
  for (const [, ended, time = "", alerts = ""] of output.matchAll(failure)) {
    const at = spanSeconds(time);
    for (const [, labels] of alerts.matchAll(found)) {
      if (ended) end(`{${labels}}`, at);
      else open.set(`{${labels}}`, at);
    }
  }
  for (const key of [...open.keys()]) end(key, Number.POSITIVE_INFINITY);
  return episodes;
}

/** A tenth of promtool's time is collecting garbage, at the usual setting: https://pkg.go.dev/runtime#hdr-Environment_Variables */
export const promtoolEnvironment = { ...process.env, NO_COLOR: "1", GOGC: "400" };

/** Both outputs of a program, however it ends: promtool ends with 1 when a question found something. */
function outputOf(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: promtoolEnvironment });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (code, signal) => {
      const output = Buffer.concat(chunks).toString();
      if (code === 0 || code === 1) resolve(output);
      else reject(new Error(`promtool ended with ${signal ?? code}: ${output.slice(-500)}`));
    });
  });
}
