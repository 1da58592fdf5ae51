import type { JobName } from "../config/schema.ts";
import { scrape } from "./metrics/every.ts";
import type { Metric } from "./model/metric.ts";
import { type Promql, promql, selector } from "./model/promql.ts";
import { type Signal, signal } from "./model/signal.ts";
import { bool, whole } from "./model/unit.ts";

// What the monitoring observes of itself depends on what is scraped and declared: generator/self-watch.ts fills it in.

/** What stands for the job when there is no target of any. */
export const everyJob = "*";

/** 1 for each of the jobs that has no target at all, so that not even `up` is 0; once for all when none has one. */
export const jobsWithoutTarget = (jobs: readonly JobName[]): Signal =>
  signal("job:targets:absent", {
    unit: bool,
    per: ["job"],
    every: "1m",
    title: { fr: "Sources sans cible", en: "Jobs without a target" },
    about: {
      fr: "1 pour chaque source de mesures prévue à laquelle Prometheus ne connaît aucune cible.",
      en: "1 for each intended job for which Prometheus knows no target.",
    },
    expr: promql`(
  ${anyOf(jobs.map((job) => promql`absent(${scrape.up.where(`job="${job}"`)})`))}
)
and on () group(${scrape.up})
or label_replace(absent(${scrape.up}), "job", "${everyJob}", "", "")`,
  });

/** Whether a metric was there an hour ago and is not any more: one that was never there is not missing. */
export const vanishedMetrics = (metrics: readonly Metric[]): Signal =>
  signal("metric:vanished:bool", {
    unit: bool,
    per: ["instance", "job", "metric"],
    every: "1m",
    over: vanishedOver,
    // What is there again is not missing.
    remembers: "0s",
    title: { fr: "Mesures disparues", en: "Vanished metrics" },
    about: {
      fr: "1 pour chaque mesure, toujours présente d'ordinaire, qui existait il y a une heure et n'existe plus.",
      en: "1 for each metric, always present otherwise, that was there an hour ago and is not any more.",
    },
    expr: anyOf(metrics.map(vanished)),
  });

const vanishedOver = "75m";

function vanished(metric: Metric): Promql {
  const exists = (range: string) =>
    promql`${selector(metric, [], metric.type === "histogram" ? "_count" : "")}${range}`;
  return promql`label_replace(
  group by (instance, job) (present_over_time(${exists("[15m] offset 1h")})) unless group by (instance, job) (${exists("")}),
  "metric", "${metric.name}", "", ""
)`;
}

/** How many of them there are: one alert for each job, however many metrics it lost. */
export const vanishedOfJob = (vanished: Signal): Signal =>
  signal("job:vanished_metrics:count", {
    unit: whole,
    per: ["instance", "job"],
    every: "1m",
    over: vanishedOver,
    // What is there again is not missing.
    remembers: "0s",
    title: { fr: "Mesures disparues, par source", en: "Vanished metrics, by job" },
    about: {
      fr: "Nombre de mesures dont dépend une alerte et que la source ne donne plus, alors qu'elle répond.",
      en: "Number of metrics on which an alert depends and which the job no longer gives, although it answers.",
    },
    expr: promql`count by (instance, job) (${vanished})`,
  });

const anyOf = (expressions: readonly Promql[]): Promql => {
  const [first = promql``, ...others] = expressions;
  return others.reduce((any, one) => promql`${any}\nor ${one}`, first);
};
