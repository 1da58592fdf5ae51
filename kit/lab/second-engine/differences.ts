import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { spanSeconds } from "../../model/durations.ts";
import { type Apart, metricsQl } from "../../write/replicated/metrics-ql.ts";
import { partsOf } from "../../write/replicated/rules.ts";
import { limiter } from "../limiter.ts";
import { type FocusedTests, focusedTests } from "../rule-tests.ts";

/** What the second engine makes of the tests of one alert. */
export interface SecondVerdict {
  readonly alert: string;
  /**
   * By how many evaluations it fires later than in Prometheus, to whose rules the tests were written. `undefined` where it differs in
   * something else.
   */
  readonly late: number | undefined;
  /** What differs, in the engine's words; empty when nothing does but the delay. */
  readonly words: string;
}

/** The engine, and how the samples of the rules that it is given are apart. */
interface Engine {
  readonly tool: string;
  readonly apart: Apart;
}

/** What is later than that is different. */
const mostEvaluations = 3;
/** In seconds. What is evaluated less often has no value in between: in Prometheus neither. */
const lookBack = 300;

/**
 * Runs generated rule tests in VictoriaMetrics' engine (`vmalert-tool unittest`), each alert with the rules that it reads, as they are
 * written for that engine.
 * Left out are the tests whose evaluations are farther apart than samples live.
 * https://docs.victoriametrics.com/victoriametrics/vmalert-tool/
 */
export async function secondVerdicts(
  files: readonly string[],
  { tool, apart }: Engine,
  progress: (line: string) => void,
): Promise<SecondVerdict[]> {
  const all = files
    .flatMap((file) => focusedTests(file))
    .filter(({ tests }) => spanSeconds(tests.evaluation_interval) <= lookBack);
  const directory = mkdtempSync(path.join(tmpdir(), "monitoring-second-engine-"));
  const limited = limiter(availableParallelism());
  let done = 0;
  try {
    return await Promise.all(
      all.map((focused) =>
        limited(async () => {
          const verdict = await verdictOf(focused, { tool, apart }, directory);
          progress(`${++done} of ${all.length} alerts`);
          return verdict;
        }),
      ),
    );
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function verdictOf(focused: FocusedTests, engine: Engine, directory: string): Promise<SecondVerdict> {
  const alert = path.basename(focused.name);
  const first = await failureOf(focused, 0, engine, directory);
  if (first === undefined) return { alert, late: 0, words: "" };
  for (let late = 1; late <= mostEvaluations; late++)
    if ((await failureOf(focused, late, engine, directory)) === undefined) return { alert, late, words: "" };
  return { alert, late: undefined, words: first };
}

/** What the engine says when an alert is looked for so many evaluations later; nothing when all is as expected. */
async function failureOf(
  { name, rules, tests }: FocusedTests,
  late: number,
  { tool, apart }: Engine,
  directory: string,
): Promise<string | undefined> {
  const own = path.join(directory, name);
  mkdirSync(own, { recursive: true });
  const order = (group: { readonly name: string }) => tests.group_eval_order.indexOf(group.name);
  const parts = [...rules.groups]
    .sort((one, other) => order(one) - order(other))
    .flatMap((group) => partsOf(group, apart));
  const group = parts.find((one) => one.rules.some(({ alert }) => alert === path.basename(name)))?.name ?? "";
  const step = spanSeconds(tests.evaluation_interval);
  // It labels what a group tells with the group's name.
  const labelled = (labels: string) =>
    labels.includes('alertname="') ? labels.replace("{", `{alertgroup="${group}",`) : labels;
  const asked = tests.tests.map(({ promql_expr_test, ...test }) => ({
    ...test,
    metricsql_expr_test: promql_expr_test.map(({ exp_samples, ...one }) => ({
      ...one,
      expr: metricsQl(one.expr, apart),
      eval_time: firing.test(one.expr) ? `${spanSeconds(one.eval_time) + late * step}s` : one.eval_time,
      exp_samples: (exp_samples ?? []).map((sample) => ({ ...sample, labels: labelled(sample.labels) })),
    })),
  }));
  const groups = parts.map(({ name, rules }) => ({ name, rules }));
  writeFileSync(path.join(own, "rules.yml"), JSON.stringify({ groups }));
  const file = path.join(own, "tests.yml");
  writeFileSync(
    file,
    JSON.stringify({
      ...tests,
      rule_files: [path.join(own, "rules.yml")],
      group_eval_order: parts.map(({ name }) => name),
      tests: asked,
    }),
  );
  try {
    return await new Promise((resolve, reject) => {
      const options = { maxBuffer: 64 << 20, env: { ...process.env, TMPDIR: directory } };
      execFile(tool, ["unittest", `--files=${file}`], options, (error, stdout, stderr) => {
        if (error && typeof error.code !== "number") reject(error);
        else resolve(error ? differencesOf(`${stdout}${stderr}`) : undefined);
      });
    });
  } finally {
    rmSync(own, { recursive: true });
  }
}

/** An alert that is to fire at a moment; what counts the moments at which it did stays where it is. */
const firing = /^ALERTS\{[^}]*alertstate="firing"/;

/** Without the names of our own files, and no longer than a person reads. */
const differencesOf = (said: string): string => {
  const lines = said.split("\n").filter((line) => /^\s+(expr|exp|got):|failed to exec/.test(line));
  return [...new Set(lines.map((line) => line.trim().slice(0, 300)))].slice(0, 6).join("\n");
};
