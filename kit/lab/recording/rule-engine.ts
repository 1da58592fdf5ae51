import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { readsOfText } from "../../model/reads-of-text.ts";
import { limiter } from "../limiter.ts";
import type { Part } from "../parts/obtain.ts";
import { inScratch } from "../parts/scratch.ts";
import { answersIn, askPromtool, type Episode, questionsFile } from "./asking.ts";
import { type Labels, textOf } from "./exposition.ts";
import { type Rule, type RuleGroup, readsAlerts, withWhatItReads } from "./rule-groups.ts";
import { createSeriesLog, onGrid } from "./series-log.ts";
import type { RecordedSeries, Recording } from "./target-log.ts";

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
  const testFile = questionsFile(interval, [{ step, series, seconds: recording.seconds }]);

  const key = createHash("sha256").update([promtool.version, ruleFile, testFile].join("\0")).digest("hex").slice(0, 24);
  const kept = path.join(cacheDirectory, `${group.name}-${key}.json`);
  try {
    return named(readEpisodes(readFileSync(kept, "utf8")));
  } catch {
    // Not evaluated yet.
  }

  return inScratch("monitoring-rules", async (directory) => {
    writeFileSync(path.join(directory, "rules.yml"), ruleFile);
    writeFileSync(path.join(directory, "test.yml"), testFile);
    const answers = answersIn(await askPromtool(promtool, path.join(directory, "test.yml")));
    const episodes = (answers.get(undefined) ?? []).filter(({ labels }) => own.has(labels.alertname ?? ""));
    mkdirSync(cacheDirectory, { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, JSON.stringify(episodes));
    renameSync(`${kept}.${process.pid}`, kept);
    return named(episodes);
  });
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
  const reads = rules.map(({ expr }) => readsOfText(expr).names);
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
