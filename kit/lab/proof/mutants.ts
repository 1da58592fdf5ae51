import { z } from "zod";
import { type Duration, duration, seconds, spanSeconds } from "../../model/durations.ts";
import { usualInterval } from "../../model/job.ts";
import { readsOfText } from "../../model/reads-of-text.ts";
import type { GeneratedFiles } from "../../write/files.ts";
import { remedyGroup } from "../../write/remedy-rules.ts";
import { notificationGroup } from "../../write/rules-of-alerts.ts";
import { parseYaml } from "../../yaml.ts";
import { type Rule, type RuleGroup, ruleGroups } from "../recording/rule-groups.ts";
import { type MutationKind, mutationsOf } from "./mutations.ts";

const testFile = z.object({
  group_eval_order: z.array(z.string()).optional(),
  evaluation_interval: z.string(),
  tests: z.array(
    z.looseObject({
      name: z.string(),
      promql_expr_test: z.array(
        z.looseObject({
          expr: z.string(),
          eval_time: z.string(),
          exp_samples: z.array(z.looseObject({ labels: z.string() })),
        }),
      ),
    }),
  ),
});

/** Generated tests that share their pace. */
type TestFile = z.output<typeof testFile>;

/** A test of one level of one alert, by the name that kit/write/rule-tests.ts gives it. */
const testName = /^(?<level>\w+ (?:critical|warning|info)) (?<outcome>fires|silent): /;

/** The rules and tests that are generated for an environment. */
export interface Proofs {
  readonly groups: readonly RuleGroup[];
  readonly tests: readonly TestFile[];
}

/** The rules and the tests of the levels of alerts among an environment's files; what only serves their messages is left out. */
export function proofsOf(files: GeneratedFiles): Proofs {
  const below = (directory: string) =>
    [...files].filter(([file]) => file.startsWith(directory)).map(([, text]) => text);
  return {
    groups: below("prometheus/rules/")
      .flatMap((text) => ruleGroups(text, usualInterval))
      .filter(({ name }) => name !== notificationGroup && !name.startsWith(remedyGroup)),
    tests: below("prometheus/tests/").map((text) => {
      const file = testFile.parse(parseYaml(text));
      return { ...file, tests: file.tests.filter(({ name }) => testName.test(name)) };
    }),
  };
}

/** `HostDown critical`, or the name of a recorded signal. */
const nameOf = ({ alert, record, labels }: Rule): string => record ?? `${alert} ${labels?.severity}`;

/** What is tested of one level of one alert. */
export interface LevelProof {
  readonly level: string;
  readonly fires: number;
  readonly silent: number;
  /** The labels that its tests expect when it fires, each with the values that occur. */
  readonly labels: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Labels that each alert of a host has, whatever it is about. */
const everyAlerts = ["alertname", "alertstate", "severity", "component", "category", "instance", "escalation"];

/** What the tests try of each level, in the order of the rules. */
export function levelsOf({ groups, tests }: Proofs): LevelProof[] {
  const all = tests.flatMap((file) => file.tests);
  return groups
    .flatMap(({ rules }) => rules.filter(({ alert }) => alert !== undefined))
    .map((rule) => {
      const own = all.filter(({ name }) => testName.exec(name)?.groups?.level === nameOf(rule));
      const outcome = (which: string) => own.filter(({ name }) => testName.exec(name)?.groups?.outcome === which);
      const labels = new Map<string, Set<string>>();
      const expected = own.flatMap(({ promql_expr_test }) => promql_expr_test.flatMap((one) => one.exp_samples));
      for (const { labels: text } of expected) {
        for (const [, label = "", value = ""] of text.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)) {
          if (!everyAlerts.includes(label)) labels.set(label, (labels.get(label) ?? new Set()).add(value));
        }
      }
      return { level: nameOf(rule), fires: outcome("fires").length, silent: outcome("silent").length, labels };
    });
}

/** A rule made wrong in one place, and the tests with which promtool must notice it. */
export interface Mutant {
  readonly rule: string;
  readonly kind: MutationKind | "none";
  readonly what: string;
  /** The rule file that all its tests read, and a file for each test, the quickest first. */
  readonly rules: string;
  readonly tests: readonly string[];
}

/**
 * Every rule made wrong in every way, each with the tests of the alerts that depend on it; and every level as it is, which
 * must pass. Only the rules that those tests need are kept, because promtool evaluates all that it is given.
 */
export function mutantsOf(proofs: Proofs): Mutant[] {
  const rules = proofs.groups.flatMap((group) => group.rules);
  const alerts = rules.filter(({ alert }) => alert !== undefined);
  const needs = new Map(alerts.map((rule) => [rule, whatItNeeds(rule, rules)]));
  return rules.flatMap((rule) => {
    const levels = alerts.filter((alert) => alert === rule || needs.get(alert)?.has(rule));
    const needed = new Set([...levels, ...levels.flatMap((level) => [...(needs.get(level) ?? [])])]);
    const kept = proofs.groups.filter((group) => group.rules.some((one) => needed.has(one)));
    const tests = testsOf(
      new Set(levels.map(nameOf)),
      proofs,
      kept.map(({ name }) => name),
    );
    if (tests.length === 0) return [];
    const mutant = (kind: Mutant["kind"], what: string, wrong: Rule): Mutant => {
      const groups = kept.map(({ name, interval, rules: all }) => ({
        ...{ name, interval: duration(interval) },
        rules: all.filter((one) => needed.has(one)).map((one) => withoutWords(one === rule ? wrong : one)),
      }));
      return { rule: nameOf(rule), kind, what, rules: JSON.stringify({ groups }), tests };
    };
    return [
      // What is recorded passes when the levels that read it do.
      ...(rule.alert === undefined ? [] : [mutant("none", "as it is", rule)]),
      ...mutationsOf(rule.expr).map(({ kind, what, expr }) => mutant(kind, what, { ...rule, expr })),
      ...wrongTimesOf(rule).map((time) => mutant("for", `for ${rule.for} is ${time}`, { ...rule, for: time })),
    ];
  });
}

/** Messages are no part of the question, and their templates would be executed at every evaluation. */
const withoutWords = ({ annotations: _, ...rule }: Rule): Rule => rule;

const wrongTimesOf = (rule: Rule): Duration[] => {
  const time = rule.for === undefined ? 0 : seconds(rule.for);
  // A duration is of whole seconds.
  return time === 0 ? [] : [duration(Math.floor(time / 2)), duration(time * 2)];
};

/** The recording rules that a rule reads, directly or through one another. Tests give ALERTS as any other series. */
function whatItNeeds(rule: Rule, all: readonly Rule[], found = new Set<Rule>()): Set<Rule> {
  const { names } = readsOfText(rule.expr);
  for (const other of all) {
    if (found.has(other) || other === rule) continue;
    if (other.record === undefined || names?.has(other.record) === false) continue;
    found.add(other);
    whatItNeeds(other, all, found);
  }
  return found;
}

/** The tests of these levels, a file for each, by how many times a rule is evaluated in it. */
function testsOf(levels: ReadonlySet<string>, { tests }: Proofs, kept: readonly string[]): string[] {
  const files = tests.flatMap(({ group_eval_order = kept, evaluation_interval, tests: all }) =>
    all
      .filter(({ name }) => levels.has(testName.exec(name)?.groups?.level ?? ""))
      .map((test) => ({
        evaluations:
          Math.max(...test.promql_expr_test.map(({ eval_time }) => spanSeconds(eval_time))) /
          spanSeconds(evaluation_interval),
        text: JSON.stringify({
          rule_files: ["rules.yml"],
          group_eval_order: group_eval_order.filter((name) => kept.includes(name)),
          evaluation_interval,
          tests: [test],
        }),
      })),
  );
  return files.sort((one, other) => one.evaluations - other.evaluations).map(({ text }) => text);
}
