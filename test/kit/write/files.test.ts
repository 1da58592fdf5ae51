import { afterAll, expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { up } from "../../../kit/kinds/up.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { runRuleTests } from "../../../kit/lab/rule-tests.ts";
import { alert, because } from "../../../kit/model/alert.ts";
import { promql } from "../../../kit/model/promql.ts";
import { scrape } from "../../../kit/model/scraped.ts";
import { type Signal, signal } from "../../../kit/model/signal.ts";
import { filesOf, type GeneratedFiles } from "../../../kit/write/files.ts";
import { parseYaml } from "../../../kit/yaml.ts";
import { benevoclic } from "../../../platform.ts";
import { probe } from "../../../signals/metrics/blackbox.ts";
import { environmentWith, productionWith, sound, text, use } from "../declared.ts";
import { forgetDirectories, written } from "../programs.ts";

afterAll(forgetDirectories);

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels: { readonly severity: string };
}
const groupOf = (files: GeneratedFiles, domain: string, name?: string): { interval: string; rules: Rule[] } =>
  (
    parseYaml(files.get(`prometheus/rules/${domain}.yml`) ?? "groups: []") as {
      groups: { name: string; interval: string; rules: Rule[] }[];
    }
  ).groups.find((group) => name === undefined || group.name === name) ?? { interval: "", rules: [] };
const recordingsOf = (files: GeneratedFiles, domain = "host") =>
  groupOf(files, domain).rules.flatMap(({ record }) => record ?? []);

const twoLevels = {
  ...sound,
  levels: { critical: { above: 0.9, for: "1m" }, warning: { above: 0.8, for: "5m" } },
} as const;
const derived = (name: string, from: Signal) => {
  const { title, about, unit, per } = use;
  return signal(name, { title, about, unit, per, expr: promql`1 - ${from}`, produce: () => [] });
};

it("what an alert is on has a recording rule, and one only for all its levels", () => {
  expect(recordingsOf(filesOf(environmentWith({ alerts: [] })))).toEqual([]);
  expect(recordingsOf(filesOf(environmentWith({ alerts: [alert("HostOnce", sound)] })))).toEqual([use.name]);
  expect(recordingsOf(filesOf(environmentWith({ alerts: [alert("HostTwice", twoLevels)] })))).toEqual([use.name]);
});

it("a signal is recorded before the signals that use it, wherever it is declared", () => {
  const outer = derived("instance:t_outer:ratio", use);
  const alerts = [alert("HostOuter", { ...twoLevels, on: outer }), alert("HostInner", sound)];
  const files = filesOf(environmentWith({ signals: [outer, use], alerts }));
  expect(recordingsOf(files)).toEqual([use.name, outer.name]);
  const [, rule] = groupOf(files, "host").rules;
  expect(rule?.expr).toBe(`1 - ${use.name}`);
});

it.each([
  ["node", "15s", scrape.up.where('job="node"')],
  ["the API", "5s", scrape.up.where('job="benevoclic-api"')],
  ["the probes", "5s", probe.success.where()],
])("rules over %s are evaluated every %s", (_, interval, series) => {
  const seen = signal("instance:t_seen:min", {
    ...up({ gauge: scrape.up, per: ["instance"], title: text, about: text }),
    expr: promql`min by (instance) (${series})`,
  });
  const levels = { critical: { below: 1, for: "1m" }, warning: { below: 2, for: "1m" } } as const;
  const unseen = alert("HostUnseen", { ...sound, on: seen, levels, summary: text });
  expect(groupOf(filesOf(environmentWith({ signals: [seen], alerts: [unseen] })), "host").interval).toBe(interval);
});

it("a level that bridges a flapping signal says so in its rule", () => {
  const levels = { warning: { above: 0.8, for: "5m", keepFiringFor: "10m" } } as const;
  const files = filesOf(environmentWith({ alerts: [alert("HostFlapping", { ...sound, levels })] }));
  expect(groupOf(files, "host").rules).toMatchObject([{ record: use.name }, { for: "5m", keep_firing_for: "10m" }]);
});

it("an environment's override changes limit and for, and the tests stay true", async () => {
  const overrides = { HostDiskFilling: { critical: { limit: 0.97, for: "10m" }, warning: { limit: 0.5 } } };
  const files = filesOf(environmentOf(benevoclic, productionWith(overrides)));
  const rules = groupOf(files, "host", "host").rules.filter((rule) => rule.alert === "HostDiskFilling");
  expect(
    rules.map(({ labels, expr, for: time }) => [labels.severity, expr.split(" ").slice(-2).join(" "), time]),
  ).toEqual([
    ["critical", "> 0.97", "10m"],
    ["warning", "> 0.5", "10m"],
  ]);
  expect(files.get("runbooks/HostDiskFilling.md")).toContain("97 %");
  const { promtool } = await obtainParts({ names: ["promtool"] });
  const { tests, wrong } = await runRuleTests([`${written(files)}/prometheus/tests/host.yml`], promtool);
  expect(wrong).toBe("");
  expect(tests).toBeGreaterThan(0);
});

it("a disabled alert leaves no trace: no rule, no test, no runbook, no inhibition, no link", () => {
  const traces = (files: GeneratedFiles) =>
    [...files].flatMap(([file, text]) => (/\bWebDown\b/.test(file + text) ? file : []));
  const disabled = productionWith({ WebDown: { enabled: false, because: "the front end is not watched here" } });
  expect(traces(filesOf(environmentOf(benevoclic, loadConfig("production"))))).toEqual(
    expect.arrayContaining([
      "alertmanager/alertmanager.yml",
      "prometheus/rules/host.yml",
      "prometheus/rules/web.yml",
      "prometheus/tests/web.yml",
      "runbooks/WebDown.md",
      "runbooks/WebSlow.md",
    ]),
  );
  expect(traces(filesOf(environmentOf(benevoclic, disabled)))).toEqual([]);
});

it("a cause silences its symptoms where their common labels agree", () => {
  const cause = alert("HostCause", sound);
  const symptoms = ["HostOne", "HostTwo"] as const;
  const alerts = [cause, ...symptoms.map((name) => alert(name, { ...sound, causes: [because(cause)] }))];
  const files = filesOf(environmentWith({ alerts: [...alerts, alert("HostTwoLevels", twoLevels)] }));
  const { inhibit_rules } = parseYaml(files.get("alertmanager/alertmanager.yml") ?? "") as { inhibit_rules: unknown };
  expect(inhibit_rules).toEqual([
    {
      source_matchers: ['alertname="HostTwoLevels"', 'severity="critical"'],
      target_matchers: ['alertname="HostTwoLevels"', 'severity="warning"'],
      equal: ["environment", "instance", "disk"],
    },
    {
      source_matchers: ['alertname="HostCause"'],
      target_matchers: ['alertname=~"HostOne|HostTwo"'],
      equal: ["environment", "instance", "disk"],
    },
    // What is left of the symptoms once the cause is over.
    {
      source_matchers: ['alertname="MonitoringAftermath"', 'after="1m"', 'cause="HostCause"'],
      target_matchers: ['alertname=~"HostOne|HostTwo"'],
      equal: ["environment", "instance", "disk"],
    },
  ]);
});

it("two runs give the same bytes", () => {
  const run = () => filesOf(environmentOf(benevoclic, loadConfig("production")));
  expect([...run()]).toEqual([...run()]);
});
