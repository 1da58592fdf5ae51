import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { alert } from "../../../kit/model/alert.ts";
import { panelId } from "../../../kit/model/ids.ts";
import { command, link, person } from "../../../kit/model/step.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { yaml } from "../../../kit/yaml.ts";
import { environmentWith, productionWith, sound, text, use } from "../declared.ts";
import { forgetDirectories, promtool, written } from "../programs.ts";

afterAll(forgetDirectories);

/** A label value as somebody on the internet might choose it. */
const hostile = 'a/b;rm -rf "$(x)" `y` <b>';
const full = alert("HostFull", {
  ...sound,
  levels: { warning: { above: 0.8, for: "5m", keepFiringFor: "10m" } },
  summary: { fr: "{{disk}} à {{value}} (limite {{limit}})", en: "{{disk}} at {{value}} (limit {{limit}})" },
  next: [
    command("ls {{disk}}", { fr: "Voir", en: "Look" }),
    link("{{prometheus}}/graph?q={{disk}}", { fr: "Lire", en: "Read" }),
    person("lead", { fr: "Appeler", en: "Call" }),
  ],
});

/** What the real rule engine writes for the alert when a disk is 0.8515 full. */
const annotated = (locale: "fr" | "en", exp_annotations: Readonly<Record<string, string>>) => {
  const config = { ...productionWith({}), locale };
  const series = (name: string, value: number) => ({
    series: `${name}{job="node",instance="vps",disk=${JSON.stringify(hostile)}}`,
    values: `${value}x40 0x20`,
  });
  const exp_alerts = [
    {
      exp_labels: { severity: "warning", component: "host", category: "system", instance: "vps", disk: hostile },
      exp_annotations,
    },
  ];
  const at = (eval_time: string, alerts: object[]) => ({ eval_time, alertname: "HostFull", exp_alerts: alerts });
  const alert_rule_test = [at("4m", []), at("6m", exp_alerts)];
  const input_series = [series("t_free_bytes", 1485), { ...series("t_size_bytes", 10_000), values: "10000x60" }];
  const tests = [{ interval: "15s", input_series, alert_rule_test }];
  const rule_files = ["prometheus/rules/host.yml"];
  const files = filesOf(environmentWith({ alerts: [full] }, config));
  const directory = written(new Map([...files, ["t.yml", yaml({ rule_files, evaluation_interval: "15s", tests })]]));
  return promtool("test", "rules", path.join(directory, "t.yml"));
};

/** The signal itself. */
const expression = encodeURIComponent("instance:t_use:ratio");

/** What stands in both languages. */
const inBoth = {
  unit: "ratio",
  // No logs are counted in this test.
  lines: "",
  dashboard_url: `https://monitoring.benevoclic.fr/d/benevoclic-host?viewPanel=${panelId(use)}&var-environment=production&var-instance=vps`,
  runbook_url: "https://github.com/benevoclic/monitoring/blob/main/generated/production/runbooks/HostFull.md",
  graph_url: `https://monitoring.benevoclic.fr/prometheus/graph?g0.expr=${expression}&g0.tab=0&g0.range_input=6h`,
};

it("in French: numbers with a comma, commands that a hostile label cannot turn into others", async () => {
  const { said } = await annotated("fr", {
    ...inBoth,
    title: "Essai",
    summary: `${hostile} à 85,15 % (limite 80 %)`,
    well_again: `Essai (${hostile}) : de nouveau au-dessous de 80 %`,
    impact: text.fr,
    next_steps: `1. Voir : \`ls a/b?rm?-rf????x????y???b?\`
2. Lire : https://monitoring.benevoclic.fr/prometheus/graph?q=abrm-rfxyb
3. Appeler (lead, lead@benevoclic.fr)`,
    value: "85,15 %",
    limit: "plus de 80 % pendant 5 min",
  });
  expect(said).toContain("SUCCESS");
});

it("in English: the same with a point", async () => {
  const { said } = await annotated("en", {
    ...inBoth,
    title: "Trial",
    summary: `${hostile} at 85.15 % (limit 80 %)`,
    well_again: `Trial (${hostile}): back below 80 %`,
    impact: text.en,
    next_steps: `1. Look: \`ls a/b?rm?-rf????x????y???b?\`
2. Read: https://monitoring.benevoclic.fr/prometheus/graph?q=abrm-rfxyb
3. Call (lead, lead@benevoclic.fr)`,
    value: "85.15 %",
    limit: "above 80 % for 5 min",
  });
  expect(said).toContain("SUCCESS");
});

it("a panel's id, to which messages of years ago still link, depends on the signal's name alone", () => {
  expect(panelId(use)).toBe(panelId({ ...use, per: [] }));
  expect(panelId({ ...use, name: "instance:disk_use:ratio" })).toBe(8_895_477);
});
