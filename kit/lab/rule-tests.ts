import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { z } from "zod";
import { spanSeconds } from "../model/durations.ts";
import { usualInterval } from "../model/job.ts";
import { parseYaml } from "../yaml.ts";
import type { Part } from "./parts/obtain.ts";
import { promtoolEnvironment } from "./recording/asking.ts";
import { type RuleGroup, ruleGroups, wantedBy } from "./recording/rule-groups.ts";

const testFile = z.object({
  rule_files: z.array(z.string()),
  group_eval_order: z.array(z.string()).default([]),
  evaluation_interval: z.string(),
  tests: z.array(
    z.looseObject({
      promql_expr_test: z.array(
        z.looseObject({
          expr: z.string(),
          eval_time: z.string(),
          exp_samples: z.array(z.looseObject({ labels: z.string() })).optional(),
        }),
      ),
    }),
  ),
});
type TestFile = z.output<typeof testFile>;

/** The tests of one alert beside the rules that it needs, as promtool reads them. */
export interface FocusedTests {
  /** `<test file>/<alert>`. */
  readonly name: string;
  readonly rules: { readonly groups: readonly Pick<RuleGroup, "name" | "rules">[] };
  readonly tests: TestFile;
  /** The same for the same rules and tests in the same version of promtool. */
  readonly digest: string;
  readonly count: number;
  /** How many times a rule is evaluated. */
  readonly evaluations: number;
}

/** What promtool made of rule tests: how many there are, and its words about those that failed. */
export interface RuleTestOutcome {
  readonly tests: number;
  readonly wrong: string;
}

/**
 * Runs generated rule tests. At every step of every test promtool evaluates all the rules of the files that it is given, of
 * which most are no part of the question: here each alert is tested with the rules that it reads and no others, in the same order.
 * @param passed a file that remembers what has passed: the same rules with the same tests in the same promtool are not run
 *   again. Without it everything is run.
 * @throws Error when promtool cannot be run
 */
export async function runRuleTests(
  files: readonly string[],
  promtool: Part,
  passed?: string,
): Promise<RuleTestOutcome> {
  const all = files.flatMap((file) => focusedTests(file, promtool.version));
  const known = new Set(passed !== undefined && existsSync(passed) ? readFileSync(passed, "utf8").split("\n") : []);
  const focused = all
    .filter(({ digest }) => !known.has(digest))
    .sort((one, other) => other.evaluations - one.evaluations);
  const directory = mkdtempSync(path.join(tmpdir(), "monitoring-rule-tests-"));
  try {
    for (const { name, rules, tests } of focused) {
      mkdirSync(path.join(directory, name), { recursive: true });
      writeFileSync(path.join(directory, name, "rules.yml"), JSON.stringify(rules));
      writeFileSync(path.join(directory, name, "tests.yml"), JSON.stringify(tests));
    }
    // As many processes as there are cores, each with its share of the long ones.
    const shares = Array.from({ length: availableParallelism() }, (_, share, of = availableParallelism()) =>
      focused.filter((__, index) => index % of === share).map(({ name }) => `${name}/tests.yml`),
    );
    const failures = await Promise.all(
      shares
        .filter((share) => share.length > 0)
        .map((share, index) => failuresIn(share, promtool, directory, `report-${index}.xml`)),
    );
    const wrong = failures.filter((text) => text !== "").join("\n");
    if (passed !== undefined && wrong === "") {
      mkdirSync(path.dirname(passed), { recursive: true });
      appendFileSync(passed, focused.map(({ digest }) => `${digest}\n`).join(""));
    }
    return { tests: all.reduce((sum, { count }) => sum + count, 0), wrong };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/**
 * The tests of one file, by the alert that they ask for.
 * @param version of the engine that runs them
 */
export function focusedTests(file: string, version: string): FocusedTests[] {
  const { rule_files, group_eval_order, evaluation_interval, tests } = testFile.parse(
    parseYaml(readFileSync(file, "utf8")),
  );
  const groups = rule_files.flatMap((rules) =>
    ruleGroups(readFileSync(path.resolve(path.dirname(file), rules), "utf8"), usualInterval),
  );
  return [...byAlert(file, tests)].map(([alert, among]): FocusedTests => {
    const needed = groupsNeededBy(alert, groups);
    const steps = among.map((test) =>
      Math.max(...test.promql_expr_test.map(({ eval_time }) => spanSeconds(eval_time))),
    );
    const rules = { groups: needed.map(({ name, rules }) => ({ name, rules })) };
    const tests = {
      rule_files: ["rules.yml"],
      group_eval_order: group_eval_order.filter((name) => needed.some((group) => group.name === name)),
      evaluation_interval,
      tests: among,
    };
    return {
      name: `${path.basename(file, ".yml")}/${alert}`,
      rules,
      tests,
      digest: createHash("sha256")
        .update(JSON.stringify([version, rules, tests]))
        .digest("hex"),
      count: among.length,
      evaluations:
        (steps.reduce((sum, seconds) => sum + seconds, 0) / spanSeconds(evaluation_interval)) *
        needed.reduce((sum, { rules }) => sum + rules.length, 0),
    };
  });
}

function byAlert(file: string, tests: TestFile["tests"]): Map<string, TestFile["tests"]> {
  const found = new Map<string, TestFile["tests"]>();
  for (const test of tests) {
    const names = new Set(test.promql_expr_test.flatMap(({ expr }) => /alertname="(\w+)"/.exec(expr)?.[1] ?? []));
    const [alert, ...others] = names;
    if (alert === undefined || others.length > 0)
      throw new Error(`${file}: a test asks for one alert, not for ${[...names]}`);
    found.set(alert, [...(found.get(alert) ?? []), test]);
  }
  return found;
}

/** An alert at all its levels, and the rules that it reads; without their words, which promtool would write at every step. */
function groupsNeededBy(alert: string, groups: readonly RuleGroup[]): RuleGroup[] {
  const all = groups.flatMap(({ rules }) => rules);
  const own = all.filter((rule) => rule.alert === alert);
  const wanted = wantedBy(own, all);
  return groups
    .map((group) => ({
      ...group,
      rules: group.rules
        .filter((rule) => rule.alert === alert || wanted.has(rule))
        .map(({ annotations: _, ...rule }) => rule),
    }))
    .filter(({ rules }) => rules.length > 0);
}

/** What failed, by file and test; nothing when all passed. promtool itself names neither, except in its report. */
async function failuresIn(files: readonly string[], { command }: Part, cwd: string, report: string): Promise<string> {
  const said = await new Promise<string | undefined>((resolve, reject) => {
    const args = ["test", `--junit=${report}`, "rules", ...files];
    execFile(command, args, { cwd, maxBuffer: 64 << 20, env: promtoolEnvironment }, (error, stdout, stderr) => {
      // Without a number the program did not start, or did not end by itself.
      if (error && typeof error.code !== "number") reject(error);
      else resolve(error ? `${stdout}${stderr}`.trim() : undefined);
    });
  });
  if (said === undefined) return "";
  const suites = readFileSync(path.join(cwd, report), "utf8").matchAll(suite);
  const failures = [...suites].flatMap(([, file = "", cases = ""]) =>
    [...cases.matchAll(failure)].map(([, name = "", words = ""]) => plain(`${path.dirname(file)}: ${name}\n${words}`)),
  );
  return failures.length > 0 ? failures.join("\n") : said;
}

const suite = /<testsuite name="([^"]*)"[^>]*>(.*?)<\/testsuite>/gs;
const failure = /<testcase name="([^"]*)"><failure>(.*?)<\/failure>/gs;
const escapes: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  "#34": '"',
  "#39": "'",
  "#xA": "\n",
  "#x9": "\t",
};
const plain = (xml: string) => xml.replace(/&(#?\w+);/g, (text, name: string) => escapes[name] ?? text);
