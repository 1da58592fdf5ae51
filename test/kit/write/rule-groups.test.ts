import { describe, expect, test } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { alert } from "../../../kit/model/alert.ts";
import type { Duration } from "../../../kit/model/durations.ts";
import { seconds } from "../../../kit/model/durations.ts";
import { given } from "../../../kit/model/example.ts";
import { type Promql, promql } from "../../../kit/model/promql.ts";
import { scrape } from "../../../kit/model/scraped.ts";
import { type Signal, signal } from "../../../kit/model/signal.ts";
import { person } from "../../../kit/model/step.ts";
import { bool } from "../../../kit/model/unit.ts";
import { ruleTestFiles } from "../../../kit/write/rule-tests.ts";
import { groupsNeededBy, ruleFile, ruleGroups } from "../../../kit/write/rules.ts";
import { benevoclic } from "../../../platform.ts";
import { declaring } from "../declared.ts";

const text = { fr: "texte", en: "text" };

const declared = (name: string, expr: Promql, every?: Duration) =>
  signal(name, { unit: bool, per: ["instance"], title: text, about: text, expr, ...(every && { every }) });

const alertOn = (on: Signal) =>
  alert("HostDown", {
    title: text,
    on,
    category: "system",
    levels: { warning: { above: 1, for: "1m" } },
    summary: text,
    wellAgain: text,
    impact: text,
    next: [person("lead", text)],
    examples: { fires: [given("x", () => [])], silent: [given("y", () => [])] },
  });

const up = promql`max by (instance) (${scrape.up.where('job="node"')})`;

/** `host` records something slowly; `web` has an alert on a range of it. */
function environment(every: Duration = "1m") {
  const slow = declared("instance:slow:max", up, every);
  const ranged = declared("instance:ranged:max", promql`max_over_time(${slow}[1h])`);
  return environmentOf(
    declaring({
      signals: new Map([
        ["host", [slow]],
        ["web", [ranged]],
      ]),
      alerts: new Map([["web", [alertOn(ranged)]]]),
    }),
    loadConfig("production"),
  );
}

describe("a signal with an interval of its own", () => {
  test("is recorded though it is used once, and may be taken a range of", () => {
    const built = environment();
    expect(ruleFile(built, "host")).toContain("record: instance:slow:max");
    expect(ruleFile(built, "web")).toContain("max_over_time(instance:slow:max[1h])");
  });

  test("has a group of its own", () => {
    expect(ruleGroups(environment("2m"), "host").map(({ name, interval }) => [name, interval])).toEqual([
      ["host-2m", "2m"],
    ]);
  });

  test("is recorded before what uses it, in another domain too, in the rule tests", () => {
    const built = environment();
    expect(groupsNeededBy(built, "web").map(({ name }) => name)).toEqual(["host-1m", "web"]);
    const [[, file = ""] = []] = ruleTestFiles(built, "web");
    expect(file).toMatch(/rule_files:\n {2}- \.\.\/rules\/host\.yml\n {2}- \.\.\/rules\/web\.yml\n/);
    expect(file).toMatch(/group_eval_order:\n {2}- host-1m\n {2}- web\n/);
  });

  test("is refused when a sample would be forgotten before the next one", () => {
    expect(() => environment("5m")).toThrow(/is recorded every 5m, but a sample is forgotten after 5m/);
  });
});

test("in every generated file the most frequent group comes first, and names are unique", () => {
  const production = environmentOf(benevoclic, loadConfig("production"));
  const groups = production.domains.map((domain) => ruleGroups(production, domain));
  for (const ofDomain of groups) {
    const intervals = ofDomain.map(({ interval }) => seconds(interval));
    expect(intervals).toEqual([...intervals].sort((one, other) => one - other));
  }
  const names = groups.flat().map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
