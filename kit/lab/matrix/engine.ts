import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { spanSeconds } from "../../model/durations.ts";
import { readsOfText } from "../../model/reads-of-text.ts";
import type { Part } from "../parts/obtain.ts";
import { answersIn, askPromtool, type Episode, type Input, questionsFile } from "../recording/asking.ts";
import { textOf } from "../recording/exposition.ts";
import { type Rule, type RuleGroup, readsAlerts, wantedBy } from "../recording/rule-groups.ts";
import type { RecordedSeries } from "../recording/target-log.ts";
import { narrowed } from "./narrow.ts";

/** How closely a recording is looked at. Seconds. */
export interface Look {
  readonly sampled: number;
  /**
   * Between two evaluations: an odd number of samples. What is there every other sample is then seen every other time, as in reality,
   * where both happen every 15 seconds.
   */
  readonly evaluated: number;
}

/** Rules that are evaluated together, and how much time they need. */
export interface Dependents {
  /** Alerts after the recording rules that they read; without messages. */
  readonly rules: readonly Rule[];
  /** The furthest that they look back, in seconds. */
  readonly past: number;
  /** The longest `for`, in seconds. */
  readonly waits: number;
}

/** The rules that a damage can make fire, by the time that they need. */
export interface Reading {
  /** Those that tell within the hour. */
  readonly near: Dependents;
  /** Those that look back, or wait, for longer. */
  readonly far: Dependents;
  readonly both: Dependents;
  /** Those that compare with a day ago. What compares with earlier weeks does so with a past that the matrix has not. */
  readonly days: Dependents;
}

const hour = 3600;
const aDayAgo = 24 * hour;
const earlierDays = 36 * hour;

/** The alerts that read one of these series, directly or through recording rules. What is made of alerts reads none. */
export function readingOf(names: ReadonlySet<string>, groups: readonly RuleGroup[]): Reading {
  const whole = groups.flatMap(({ rules }) => rules);
  const recorded = recordedFrom(names, whole);
  const all = whole.map((rule) => narrowed(rule, recorded));
  const reads = (rule: Rule) => {
    const { names: read } = readsOfText(rule.expr);
    return read === undefined || [...read].some((name) => recorded.has(name));
  };
  const alerts = all
    .filter((rule) => rule.alert !== undefined && !readsAlerts(rule) && reads(rule))
    .map((rule) => ({ rule, reach: reachOf([rule, ...wantedBy([rule], all)]), waits: waitOf(rule) }))
    .filter(({ reach }) => reach < earlierDays);
  const of = (some: typeof alerts): Dependents => {
    const own = some.map(({ rule }) => rule);
    const wanted = wantedBy(own, all);
    return {
      rules: [...all.filter((rule) => wanted.has(rule)), ...own].map(({ annotations: _, ...rule }) => rule),
      past: Math.max(0, ...some.map(({ reach }) => reach)),
      waits: Math.max(0, ...some.map(({ waits }) => waits)),
    };
  };
  const sameDay = alerts.filter(({ reach }) => reach < aDayAgo);
  const isNear = ({ reach, waits }: (typeof alerts)[number]) => reach + waits <= hour;
  return {
    near: of(sameDay.filter(isNear)),
    far: of(sameDay.filter((one) => !isNear(one))),
    both: of(sameDay),
    days: of(alerts.filter((one) => !sameDay.includes(one))),
  };
}

/** These series, and all that rules record of them. */
function recordedFrom(names: ReadonlySet<string>, rules: readonly Rule[]): ReadonlySet<string> {
  const recorded = new Set(names);
  for (let size = 0; size !== recorded.size; ) {
    size = recorded.size;
    for (const { record, expr } of rules) {
      const { names: read } = readsOfText(expr);
      if (record !== undefined && (read === undefined || [...read].some((name) => recorded.has(name))))
        recorded.add(record);
    }
  }
  return recorded;
}

const reachOf = (rules: readonly Rule[]) => Math.max(0, ...rules.map(({ expr }) => readsOfText(expr).past));
const waitOf = (rule: Rule) => spanSeconds(rule.for ?? "0s");

/** Series that rules are to be evaluated over, under a name of their own. */
export interface Question {
  readonly mark: string;
  readonly series: readonly RecordedSeries[];
  readonly seconds: number;
}

const cacheDirectory = fileURLToPath(new URL("../../../.cache/matrix", import.meta.url));

/**
 * What fires in each of several inputs, by the real rule engine, in one run of promtool. Kept in .cache under a hash of the rules and
 * the inputs: after a change only the cells of the changed rules are evaluated again.
 * @throws Error when a rule could not be evaluated
 */
export async function firedIn(
  questions: readonly Question[],
  rules: readonly Rule[],
  { sampled, evaluated }: Look,
  promtool: Part,
): Promise<Map<string, readonly Episode[]>> {
  if (!rules.some(({ alert }) => alert !== undefined)) return new Map();
  const reads = rules.map(({ expr }) => readsOfText(expr).names);
  const inputs = questions.map(
    ({ mark, series, seconds }): Input => ({
      mark,
      seconds,
      step: sampled,
      series: series
        .filter(({ name }) => reads.some((names) => names?.has(name) ?? true))
        .map((one) => ({ name: textOf(one), values: one.values })),
    }),
  );
  const ruleFile = JSON.stringify({ groups: [{ name: "matrix", rules }] });
  const testFile = questionsFile(evaluated, inputs);
  const key = createHash("sha256").update([promtool.version, ruleFile, testFile].join("\0")).digest("hex").slice(0, 24);
  const kept = path.join(cacheDirectory, `${key}.txt`);
  try {
    return named(readFileSync(kept, "utf8"));
  } catch {
    // Not evaluated yet.
  }
  const directory = mkdtempSync(path.join(tmpdir(), "monitoring-matrix-"));
  try {
    writeFileSync(path.join(directory, "rules.yml"), ruleFile);
    writeFileSync(path.join(directory, "test.yml"), testFile);
    const output = await askPromtool(promtool, path.join(directory, "test.yml"));

    const answers = named(output);
    mkdirSync(cacheDirectory, { recursive: true });
    writeFileSync(`${kept}.${process.pid}`, output);
    renameSync(`${kept}.${process.pid}`, kept);
    return answers;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const named = (output: string) =>
  new Map([...answersIn(output)].map(([mark = "", episodes]): [string, readonly Episode[]] => [mark, episodes]));
