import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import type { Config } from "../../../config/load.ts";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { limiter } from "../../../kit/lab/limiter.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import type { Environment } from "../../../kit/model/environment.ts";
import type { Labels } from "../../../kit/model/matchers.ts";
import { fallback, routesOf, routesTaken } from "../../../kit/model/routes.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { labelsOf, routesTable } from "../../../kit/write/routes-table.ts";
import { writeTree } from "../../../kit/write/tree.ts";
import { parseYaml } from "../../../kit/yaml.ts";
import { benevoclic } from "../../../platform.ts";

const run = promisify(execFile);
const production = loadConfig("production");
/** Production with everything that it may have. */
const full: Config = {
  ...production,
  jobs: { ...production.jobs, anomalies: "anomalies:9853" },
  notifications: {
    ...production.notifications,
    sms: { topicArn: "arn:aws:sns:eu-west-3:123456789012:benevoclic" },
    quietHours: { from: "22:00", to: "07:00" },
    maintenance: {
      updates: { from: "23:00", to: "01:30", weekdays: ["sunday"] },
      disk: { date: "2026-12-31", from: "02:00", to: "04:00" },
    },
  },
};

test.each([
  ["production", production],
  ["staging", loadConfig("staging")],
  ["production with everything", full],
])("amtool takes every alert of %s to the receivers that the table says", { timeout: 120_000 }, async (_, config) => {
  const environment = environmentOf(benevoclic, config);
  const { amtool, configuration } = await written(environment);
  const routes = routesOf(environment);
  const every = toldApart([...declaredLabels(environment), ...undeclaredLabels], readFileSync(configuration, "utf8"));
  const limited = limiter(4);
  const disagreement = async (labels: Labels) => {
    const given = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
    const { stdout } = await run(amtool, ["config", "routes", "test", `--config.file=${configuration}`, ...given]);
    const ours = routesTaken(routes, labels).map(({ receiver }) => receiver);
    const said = ours.length === 0 ? fallback : ours.join(",");
    return stdout.trim() === said ? [] : [`${given.join(" ")}: amtool says ${stdout.trim()}, the table ${said}`];
  };
  const disagreements = await Promise.all(every.map((labels) => limited(() => disagreement(labels))));
  expect(every.length).toBeGreaterThan(20);
  expect(disagreements.flat()).toEqual([]);
});

test("amtool accepts the configuration with everything, time intervals over midnight and over the year's end included", async () => {
  const { amtool, configuration } = await written(environmentOf(benevoclic, full));
  const { stdout } = await run(amtool, ["check-config", configuration]);
  expect(stdout).toContain("SUCCESS");
});

test("critical alerts reach Discord, mail and, when the platform is down, SMS; the recorder gets all but its own and the sign of life", () => {
  const routes = routesOf(environmentOf(benevoclic, full));
  const receivers = (labels: Labels) => routesTaken(routes, labels).map(({ receiver }) => receiver);
  expect(receivers({ alertname: "ApiDown", severity: "critical" })).toEqual(["recorder", "sms", "critical"]);
  expect(receivers({ alertname: "HostCpuBusy", severity: "critical" })).toEqual(["recorder", "critical"]);
  expect(receivers({ alertname: "HostCpuBusy", severity: "warning" })).toEqual(["recorder", "warning"]);
  expect(receivers({ alertname: "Watchdog", severity: "info" })).toEqual(["heartbeat"]);
  expect(receivers({ alertname: "MonitoringDailyDigest", severity: "info" })).toEqual(["digest"]);
  expect(receivers({ alertname: "MonitoringAftermath", severity: "none" })).toEqual(["nobody"]);
  const escalated = { alertname: "AnomalyIgnored", component: "anomalies", escalation: "ceo", severity: "critical" };
  expect(receivers(escalated)).toEqual(["escalation-ceo", "critical"]);
});

test("in quiet hours nobody is called about what was not to be told in quiet hours", () => {
  const routes = routesOf(environmentOf(benevoclic, full));
  const quiet = (severity: string) =>
    routesTaken(routes, { alertname: "AnomalyIgnored", component: "anomalies", escalation: "lead", severity })
      .filter(({ receiver }) => receiver === "escalation-lead")
      .map(({ mutedIn }) => mutedIn.includes("quiet-hours"));
  expect(quiet("critical")).toEqual([false]);
  expect(quiet("warning")).toEqual([true]);
  expect(quiet("info")).toEqual([true]);
});

test("without the recorder and the SMS topic in config/ there is no route to them", () => {
  const { anomalies: _, ...jobs } = production.jobs;
  const without = { ...production, jobs, withoutJobs: { ...production.withoutJobs, anomalies: "a test" } };
  const receivers = routesOf(environmentOf(benevoclic, without)).map(({ receiver }) => receiver);
  expect(receivers).not.toContain("recorder");
  expect(receivers).not.toContain("sms");
});

test("the table says who is told by day, in quiet hours and during maintenance, and what silences it", () => {
  const rows = routesTable(environmentOf(benevoclic, full)).split("\n");
  const cells = (start: string) =>
    rows
      .find((row) => row.startsWith(`| ${start} |`))
      ?.split(" | ")
      .map((cell) => cell.replace(/^\| | \|$/g, ""));
  expect(cells("ApiDown | critical")?.slice(2, 5)).toEqual([
    "recorder, sms, critical",
    "recorder, sms, critical",
    "*nobody*",
  ]);
  expect(cells("HostCpuBusy | warning")?.slice(2, 5)).toEqual(["recorder, warning", "recorder", "*nobody*"]);
  expect(cells("Watchdog | info")?.slice(2, 5)).toEqual(["heartbeat", "heartbeat", "heartbeat"]);
  expect(cells("ApiUnreachable | critical")?.[6]).toBe(
    'HostDown [instance] + 1m; ApiDown [instance] + 1m; WebEntranceDown [instance] + 1m; WebCertificateExpired with `target="api-health"` [instance] + 1m',
  );
});

/** Alerts that no declaration made: posted by hand, or by a rule of somebody else. */
const undeclaredLabels: readonly Labels[] = [
  { alertname: "SomethingElse" },
  { alertname: "SomethingElse", severity: "page" },
  { alertname: "MonitoringAftermath", severity: "none", cause: "ApiDown" },
  { alertname: "MonitoringDailyDigest", severity: "info" },
  { alertname: "AnomalyIgnored", component: "anomalies", escalation: "cto", severity: "warning" },
];

/**
 * Of alerts that differ only in a name that no route spells, one is asked for: amtool takes 40 ms of the processor for each. That holds
 * as long as no route takes more names than it spells.
 */
function toldApart(every: readonly Labels[], configuration: string): Labels[] {
  const { route } = parseYaml(configuration) as { route: unknown };
  const matchers = JSON.stringify(route).match(/alertname[!=]~?\\"[^"]*\\"/g) ?? [];
  expect(matchers.filter((matcher) => !/^alertname[!=]~?\\"[\w|]+\\"$/.test(matcher))).toEqual([]);
  const spelled = new Set(matchers.flatMap((matcher) => matcher.match(/\w+/g) ?? []));
  const looksLike = ({ alertname = "", ...labels }: Labels) =>
    JSON.stringify([labels, spelled.has(alertname) ? alertname : ""]);
  return [...new Map(every.map((labels) => [looksLike(labels), labels])).values()];
}

const declaredLabels = (environment: Environment) =>
  environment.alerts.flatMap((declared) => declared.levels.map((level) => labelsOf(declared, level, environment)));

async function written(environment: Environment): Promise<{ amtool: string; configuration: string }> {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-routes-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  writeTree(filesOf(environment), directory);
  const { amtool } = await obtainParts({ names: ["amtool"] });
  return { amtool: amtool.command, configuration: path.join(directory, "alertmanager/alertmanager.yml") };
}
