import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import type { Dashboard } from "../../kit/preview/page/model.ts";
import { dashboardFiles } from "../../kit/write/dashboards.ts";
import { yaml } from "../../kit/yaml.ts";
import { benevoclic } from "../../platform.ts";
import { forgetDirectories, promtool, written } from "../kit/programs.ts";
import { queriesOf } from "./asked.ts";

afterAll(forgetDirectories);

const labelled = (name: string, labels: Readonly<Record<string, string>>) =>
  `${name}{${Object.entries(labels).map(([label, value]) => `${label}="${value}"`)}}`;
const recorder = { job: "anomalies", instance: "vps-production" };

/** An alert that has fired for so many minutes, when it is asked after an hour. */
const firing = (minutes: number, labels: Readonly<Record<string, string>>) => [
  { series: labelled("ALERTS", { alertstate: "firing", ...labels }), values: "1x60" },
  { series: labelled("ALERTS_FOR_STATE", labels), values: `${(60 - minutes) * 60}x60` },
];
const known = (name: string, labels: Readonly<Record<string, string>>, value = 1) => ({
  series: labelled(name, { ...labels, ...recorder }),
  values: `${value}x60`,
});

const api = { alertname: "ApiDown", severity: "critical", component: "api" };
const web = { alertname: "WebDown", severity: "critical", component: "web" };
const memory = { alertname: "HostMemoryLow", component: "host" };
const route = { alertname: "ApiSlowRoute", severity: "critical", component: "api" };
const search = { alertname: "manual", severity: "warning", component: "web" };

const world = [
  ...firing(12, web),
  ...firing(10, api),
  ...firing(20, route),
  ...firing(30, { ...memory, severity: "warning" }),
  ...firing(5, { ...memory, severity: "critical" }),
  ...firing(40, { alertname: "Watchdog", severity: "info", component: "monitoring" }),
  ...firing(2, { alertname: "MonitoringAftermath", severity: "none", component: "monitoring", cause: "ApiDown" }),
  ...firing(3, { alertname: "AnomalyCriticalToCto", severity: "critical", component: "anomalies", escalation: "cto" }),
];
const records = [
  known("anomaly_info", { ...api, anomaly: "ANOM-2026-11-23-001", measured: "2,5 s", taken_by: "Camille" }),
  known("anomaly_symptom_info", { anomaly: "ANOM-2026-11-23-001", alertname: "WebDown", cause: "ApiDown" }),
  // It fired before what explains it, and was recorded.
  known("anomaly_info", { ...route, anomaly: "ANOM-2026-11-23-002", taken_by: "nobody", cause: "ApiDown" }),
  known("anomaly_info", { ...search, anomaly: "ANOM-2026-11-23-003", title: "Recherche vide", taken_by: "nobody" }),
  known("anomaly_opened_timestamp_seconds", { ...search, anomaly: "ANOM-2026-11-23-003", acknowledged: "false" }, 600),
];

const apiLine = { alertname: "ApiDown", component: "api", anomaly: "ANOM-2026-11-23-001", measured: "2,5 s" };
const lines = [
  { labels: { ...apiLine, taken_by: "Camille" }, rank: 6, minutes: 10 },
  { labels: memory, rank: 6, minutes: 30 },
  {
    labels: { alertname: "WebDown", component: "web", anomaly: "ANOM-2026-11-23-001", cause: "ApiDown" },
    rank: 5,
    minutes: 12,
  },
  {
    labels: {
      ...{ alertname: "ApiSlowRoute", component: "api", anomaly: "ANOM-2026-11-23-002" },
      ...{ taken_by: "nobody", cause: "ApiDown" },
    },
    rank: 5,
    minutes: 20,
  },
  {
    labels: {
      ...{ alertname: "Recherche vide", component: "web" },
      ...{ anomaly: "ANOM-2026-11-23-003", taken_by: "nobody" },
    },
    rank: 4,
    minutes: 50,
  },
];
const alone = ["alertname", "component"] as const;
const aloneLines = lines
  .slice(0, 4)
  .map((line) => ({ ...line, labels: Object.fromEntries(alone.map((name) => [name, line.labels[name] ?? ""])) }))
  .map((line) => ({ ...line, rank: 6 }));

it.each([
  { what: "with the recorder's records", where: "production", series: [...world, ...records], told: lines },
  { what: "of alerts alone while the recorder is away", where: "production", series: world, told: aloneLines },
  { what: "of alerts alone where there is no recorder", where: "development", series: world, told: aloneLines },
])("lists what is wrong $what: the gravest first, a cause before its symptom", async ({ where, series, told }) => {
  const dashboards = dashboardFiles(environmentOf(benevoclic, loadConfig(where)));
  const asked = queriesOf(dashboards.map(([, json]) => JSON.parse(json) as Dashboard));
  const query = (refId: string) =>
    asked.find(
      ({ name }) => /^benevoclic-overview \/ (Ce qui ne va pas|What is wrong) \//.test(name) && name.endsWith(refId),
    )?.expr ?? "";
  const test = (expr: string, value: (line: (typeof told)[number]) => number) => ({
    ...{ expr, eval_time: "1h" },
    exp_samples: told.map((line) => ({ labels: labelled("", line.labels), value: value(line) })),
  });
  const tests = [test(query("A"), ({ rank }) => rank), test(query("B"), ({ minutes }) => (60 - minutes) * 60_000)];
  const file = yaml({ tests: [{ interval: "1m", input_series: series, promql_expr_test: tests }] });
  const { said } = await promtool("test", "rules", path.join(written(new Map([["lists.yml", file]])), "lists.yml"));
  expect(said).toContain("SUCCESS");
});
