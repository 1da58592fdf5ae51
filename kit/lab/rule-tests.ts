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
import { type Rule, type RuleGroup, readsAlertOf, ruleGroups, wantedBy } from "./recording/rule-groups.ts";

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
type Test = TestFile["tests"][number];

/** Some tests beside the rules that they need, as promtool reads them. */
export interface FocusedTests {
  /** `<test file>/<alert>`. */
  readonly name: string;
  readonly rules: { readonly groups: readonly Pick<RuleGroup, "name" | "rules">[] };
  readonly tests: TestFile;
}

/** What promtool made of rule tests: how many there are, and its words about those that failed. */
export interface RuleTestOutcome {
  readonly tests: number;
  readonly wrong: string;
}

export interface RuleTestOptions {
  /** A file that remembers what has passed: the same rules with the same tests in the same promtool are not run again. */
  readonly passed?: string | undefined;
  /** Test files that are run as well: what is the same there but for the machine is not run here. */
  readonly elsewhere?: readonly string[];
}

/**
 * Runs generated rule tests. At every step of every test promtool evaluates all the rules of the files that it is given, of
 * which most are no part of the question: here each is tested with the rules that can answer, what these read, and no others, in the
 * same order.
 * @throws Error when promtool cannot be run
 */
export async function runRuleTests(
  files: readonly string[],
  promtool: Part,
  { passed, elsewhere = [] }: RuleTestOptions = {},
): Promise<RuleTestOutcome> {
  const focusedIn = (some: readonly string[]) => some.flatMap((file) => focusedTests(file).flatMap(byRulesAskedFor));
  const all = focusedIn(files);
  const known = new Set(focusedIn(elsewhere).map((one) => digestOf(one, promtool.version)));
  if (passed !== undefined && existsSync(passed))
    for (const digest of readFileSync(passed, "utf8").split("\n")) known.add(digest);
  const focused = all
    .map((one) => ({ ...one, digest: digestOf(one, promtool.version), evaluations: evaluationsOf(one) }))
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
    return { tests: all.reduce((sum, { tests }) => sum + tests.tests.length, 0), wrong };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The tests of one file, by the alert that they ask for. */
export function focusedTests(file: string): FocusedTests[] {
  const { rule_files, tests, ...others } = testFile.parse(parseYaml(readFileSync(file, "utf8")));
  const groups = rule_files.flatMap((rules) =>
    ruleGroups(readFileSync(path.resolve(path.dirname(file), rules), "utf8"), usualInterval),
  );
  return [...byAlert(file, tests)].map(([alert, among]) =>
    focused(`${path.basename(file, ".yml")}/${alert}`, (rule) => rule.alert === alert, {
      rules: { groups },
      tests: { ...others, rule_files: ["rules.yml"], tests: among },
    }),
  );
}

function byAlert(file: string, tests: readonly Test[]): Map<string, Test[]> {
  const found = new Map<string, Test[]>();
  for (const test of tests) {
    const names = new Set(test.promql_expr_test.flatMap(({ expr }) => /alertname="(\w+)"/.exec(expr)?.[1] ?? []));
    const [alert, ...others] = names;
    if (alert === undefined || others.length > 0)
      throw new Error(`${file}: a test asks for one alert, not for ${[...names]}`);
    found.set(alert, [...(found.get(alert) ?? []), test]);
  }
  return found;
}

/** The tests of an alert, by the rules of it that they ask for: one level, one thing that it heals. */
function byRulesAskedFor({ name, ...all }: FocusedTests): FocusedTests[] {
  const rules = all.rules.groups.flatMap((group) => group.rules).filter((rule) => rule.alert === path.basename(name));
  const found = new Map<string, { readonly asked: ReadonlySet<Rule>; readonly among: Test[] }>();
  for (const test of all.tests.tests) {
    const asked = rules.filter((rule) => test.promql_expr_test.some(({ expr }) => readsAlertOf(expr, rule)));
    const key = asked.map((rule) => rules.indexOf(rule)).join("-");
    const { among } = found.get(key) ?? { among: [] };
    found.set(key, { asked: new Set(asked), among: [...among, test] });
  }
  return [...found.values()].map(({ asked, among }, index) =>
    focused(`${name}/${index}`, (rule) => asked.has(rule), { ...all, tests: { ...all.tests, tests: among } }),
  );
}

/** Of all the rules, in their order, those asked for and those that they read; without their words, which promtool would write at every step. */
function focused(
  name: string,
  isAskedFor: (rule: Rule) => boolean,
  { rules: { groups }, tests }: Omit<FocusedTests, "name">,
): FocusedTests {
  const all = groups.flatMap(({ rules }) => rules);
  const wanted = wantedBy(all.filter(isAskedFor), all);
  const needed = groups
    .map((group) => ({
      name: group.name,
      rules: group.rules
        .filter((rule) => isAskedFor(rule) || wanted.has(rule))
        .map(({ annotations: _, ...rule }) => rule),
    }))
    .filter(({ rules }) => rules.length > 0);
  const order = tests.group_eval_order.filter((group) => needed.some((one) => one.name === group));
  return { name, rules: { groups: needed }, tests: { ...tests, group_eval_order: order } };
}

/** The same for the same rules and tests in the same version of promtool, on whatever machine. */
function digestOf({ rules, tests }: FocusedTests, version: string): string {
  const text = JSON.stringify([version, rules, tests]);
  const [machine, ...others] = new Set([...text.matchAll(/instance=\\"([^"\\]*)\\"/g)].map(([, name]) => name));
  const anywhere = machine && others.length === 0 ? text.replaceAll(machine, "any-machine") : text;
  return createHash("sha256").update(anywhere).digest("hex");
}

/** How many times a rule is evaluated. */
function evaluationsOf({ rules, tests }: FocusedTests): number {
  const steps = tests.tests.map((test) =>
    Math.max(...test.promql_expr_test.map(({ eval_time }) => spanSeconds(eval_time))),
  );
  const rulesAtEach = rules.groups.reduce((sum, group) => sum + group.rules.length, 0);
  return (steps.reduce((sum, one) => sum + one, 0) / spanSeconds(tests.evaluation_interval)) * rulesAtEach;
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
    [...cases.matchAll(failure)].map(([, name = "", words = ""]) =>
      plain(`${path.dirname(path.dirname(file))}: ${name}\n${words}`),
    ),
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
