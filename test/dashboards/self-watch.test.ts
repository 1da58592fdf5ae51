import { expect, it } from "vitest";
import { type Config, loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import { readsOfAlert } from "../../kit/model/alert-reads.ts";
import type { Metric } from "../../kit/model/metric.ts";
import { filesOf } from "../../kit/write/files.ts";
import { benevoclic } from "../../platform.ts";

const production = loadConfig("production");
const monitoringRules = (config: Config) =>
  filesOf(environmentOf(benevoclic, config)).get("prometheus/rules/monitoring.yml") ?? "";

/** What the rule watches for vanishing. */
const watched = (config: Config) =>
  [...monitoringRules(config).matchAll(/group by \(instance, job\) \((\w+)\{job="([\w-]+)"\} offset 1h\)/g)].map(
    ([, metric, job]) => `${job} ${metric}`,
  );

const without = (job: "business" | "anomalies"): Config => {
  const { [job]: _, ...jobs } = production.jobs;
  return { ...production, jobs, withoutJobs: { ...production.withoutJobs, [job]: "not in this test" } };
};

it("watches the always present metrics on which an alert depends, through other signals as well", () => {
  const all = watched(production);
  expect(all).toContain("prometheus prometheus_rule_evaluation_failures_total");
  expect(all).toContain("node quality_report_timestamp_seconds");
  expect(all).toContain("anomalies anomaly_recorder_pending");
  expect(new Set(all).size).toBe(all.length);
});

it("of each metric that an alert reads it is declared whether it is always there", () => {
  const read = new Set(
    environmentOf(benevoclic, production)
      .alerts.flatMap(({ alert }) => readsOfAlert(alert))
      .flatMap(({ metrics }) => [...metrics]),
  );
  const told = ({ alwaysPresent, presentAfterRequests, comesAndGoes }: Metric) =>
    [alwaysPresent, presentAfterRequests, comesAndGoes].filter((said) => said !== undefined).length;
  // What Prometheus adds to each target is there as long as it scrapes.
  expect([...read].filter((metric) => metric.job !== "every" && told(metric) !== 1).map(({ name }) => name)).toEqual(
    [],
  );
});

it("does not watch what exists only after an event, nor what no alert reads", () => {
  const names = watched(production).map((one) => one.split(" ")[1]);
  expect(names).not.toContain("probe_ssl_earliest_cert_expiry");
  expect(names).not.toContain("anomalies_open");
});

it("does not watch a metric for a disabled alert", () => {
  const disabled = { enabled: false, because: "a reason of its own" };
  const config = { ...production, alerts: { AnomalyRecorderBehind: disabled } };
  expect(watched(config)).not.toContain("anomalies anomaly_recorder_pending");
  expect(watched(config)).toContain("prometheus prometheus_rule_evaluation_failures_total");
});

it("leaves out the alerts and the metrics of a job that the environment does without", () => {
  const config = without("anomalies");
  expect(watched(config).filter((one) => one.startsWith("anomalies "))).toEqual([]);
  const { alerts } = environmentOf(benevoclic, config);
  const names = alerts.map(({ alert }) => alert.name);
  expect(alerts.filter(({ domain }) => domain === "anomalies")).toEqual([]);
  expect(names).toContain("BusinessOverbooked");
});

it("asks for a target of each scraped job, and of no other", () => {
  const asked = (config: Config) =>
    [...monitoringRules(config).matchAll(/absent\(up\{job="([\w-]+)"\}\)/g)].map(([, job]) => job);
  expect(asked(production)).toEqual(Object.keys(production.jobs));
  expect(asked(without("business"))).not.toContain("business");
});

it("lets an environment override the alerts that it adds", () => {
  const { alerts } = environmentOf(benevoclic, {
    ...production,
    alerts: { MonitoringMetricsVanished: { warning: { for: "20m" } } },
  });
  const vanished = alerts.find(({ alert }) => alert.name === "MonitoringMetricsVanished");
  expect(vanished?.levels.map((level) => level.for)).toEqual(["20m"]);
});
