import { expect, it } from "vitest";
import { exitCodes } from "../../../kit/review/change.ts";
import { compareEnvironment, reviewOf } from "../../../kit/review/diff.ts";
import { labelsFor } from "../../../kit/review/github/labels.ts";
import { markdownOf } from "../../../kit/review/render/markdown.ts";
import { textOf } from "../../../kit/review/render/text.ts";
import { reportOf, reportSchema } from "../../../kit/review/report.ts";
import { changed, smallTree } from "./small-tree.ts";

const rules = "prometheus/rules/remedies.yml";
const file = "remediation/remedies.json";
const limits = { atMost: 2, per: 3600, perDay: 6, coolDown: 20, startsWithin: 10, shownWithin: 20 };
const restart = { action: "restart", target: "api", kind: "app", said: "restart of", acts: false, only: {}, ...limits };
const rollback = { ...restart, action: "rollback", whenDeployedWithin: 1800 };
const unless = [{ alertname: "HostDown", only: {}, shared: ["instance"] }];

/** The small environment with what is tried of one of its alerts. */
const tried = (steps: readonly object[], healing: object = {}, after = "10s") =>
  new Map(smallTree)
    .set(
      file,
      JSON.stringify({
        environment: "production",
        alerts: {
          HostDiskFilling: { title: "Disk", level: "critical", bad: "b", well: "w", unless, steps, ...healing },
        },
      }),
    )
    .set(
      rules,
      `groups:
  - name: remedies-15s
    rules:
      - {alert: MonitoringRemedyDue, expr: "a > 1", for: ${after}, labels: {severity: none, heals: HostDiskFilling, level: critical}}
`,
    );
const before = tried([restart, rollback]);
const differences = (after: ReadonlyMap<string, string>, from: ReadonlyMap<string, string> = before) =>
  compareEnvironment(from, after).map((one) => `${one.class} | ${one.area} | ${one.subject} | ${one.what}`);

it.each<[string, ReadonlyMap<string, string>, readonly string[]]>([
  ["an action taken away", tried([restart]), ["rollback api is no longer tried"]],
  [
    "an action added",
    tried([restart, rollback, { ...restart, action: "start", acts: true }]),
    ["start api is tried at most 2 in 1h"],
  ],
  [
    "another target",
    tried([{ ...restart, target: "web" }, rollback]),
    ["restart api is no longer tried", "restart web is tried at most 2 in 1h"],
  ],
  ["a budget", tried([{ ...restart, atMost: 5 }, rollback]), ["restart api: at most 2 in 1h → at most 5 in 1h"]],
  ["a day's budget", tried([{ ...restart, perDay: 9 }, rollback]), ["restart api: 6 a day → 9 a day"]],
  ["an order", tried([rollback, restart]), ["order restart api, rollback api → rollback api, restart api"]],
  [
    "a condition",
    tried([restart, { ...rollback, whenDeployedWithin: 3600 }]),
    ["rollback api: only within 30m of a change of version → only within 1h of a change of version"],
  ],
  [
    "occurrences",
    tried([{ ...restart, only: { job: "node" } }, rollback]),
    ['restart api: for every occurrence → for job="node"'],
  ],
  ["what is allowed", tried([{ ...restart, acts: true }, rollback]), ["restart api: only said → done"]],
  ["a cool-down", tried([{ ...restart, coolDown: 60 }, rollback]), ["restart api: 20s apart → 1m apart"]],
  ["a cause", tried([restart, rollback], { unless: [] }), ["tried although HostDown fires"]],
  ["a delay", tried([restart, rollback], {}, "1m"), ["tried after 10s → 1m"]],
  ["a level", tried([restart, rollback], { level: "warning" }), ["tried at critical → warning"]],
  [
    "what nobody taught this command",
    tried([{ ...restart, force: true }, rollback]),
    ["restart api: force undefined → true"],
  ],
])("%s is a class of its own", (_, after, found) => {
  expect(differences(after)).toEqual(found.map((what) => `heals | remedies | HostDiskFilling | ${what}`));
});

it("words are harmless, and an alert that was renamed keeps what is tried of it", () => {
  expect(differences(tried([{ ...restart, said: "new start of" }, rollback]))).toEqual([
    'harmless | remedies | HostDiskFilling | restart api: called "restart of" → called "new start of"',
  ]);
  const renamed = new Map(
    [...before].map(([name, text]): [string, string] => [name, text.replaceAll("HostDiskFilling", "HostDiskFull")]),
  );
  expect(differences(renamed).filter((one) => one.includes("| remedies |"))).toEqual([]);
});

it("where nobody repairs any more, or from now on, each action is told", () => {
  const lines = ["restart api", "rollback api"];
  expect(differences(smallTree).map((one) => one.split(" | ").pop())).toEqual(
    lines.map((name) => `${name} is no longer tried`),
  );
  expect(differences(before, smallTree)).toHaveLength(2);
});

it("what cannot be read is never called harmless", () => {
  expect(differences(new Map(before).set(file, "{"))).toEqual([`heals | remedies | ${file} | changed`]);
});

it("has its own exit code, heading and label, and is graver than who is woken", () => {
  const version = (files: ReadonlyMap<string, string>) => ({
    name: "one",
    environments: new Map([["production", files]]),
  });
  const after = changed("prometheus/rules/host.yml", "> 0.95", "> 0.9", tried([{ ...restart, acts: true }, rollback]));
  const report = reportOf(reviewOf(version(before), version(after)), ["production"]);
  expect(report).toMatchObject({ class: "heals", exitCode: exitCodes.heals });
  expect(textOf(report)).toContain("Changes what is done without a person (1)");
  expect(markdownOf(report)).toContain("`restart api: only said → done`<br>It is done without a person from now on");
  // What the comment on a pull request is made of.
  expect(labelsFor(reportSchema.parse(JSON.parse(JSON.stringify(report))))).toContain("self-healing");
});
