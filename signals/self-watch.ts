import type { Metric } from "../kit/model/metric.ts";
import { type Promql, promql, selector } from "../kit/model/promql.ts";
import { scrape } from "../kit/model/scraped.ts";
import { type Signal, signal } from "../kit/model/signal.ts";
import { bool, whole } from "../kit/model/unit.ts";
import { api, peoplesRequests } from "./metrics/api.ts";
import { mostly } from "./metrics/prometheus.ts";
import { scrapesAnswered } from "./monitoring.ts";

// What the monitoring observes of itself depends on what is scraped and declared: dashboards/with-self-watch.ts fills it in.

/** What stands for the job when there is no target of any. */
export const everyJob = "*";

/** 1 for each of the jobs that has no target at all, so that not even `up` is 0; once for all when none has one. */
export const jobsWithoutTarget = (jobs: readonly string[]): Signal =>
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
  signal(vanishedName, {
    unit: bool,
    per: ["instance", "job", "metric"],
    every: "1m",
    over: vanishedOver,
    // What is there again is not missing.
    remembers: mostly.over,
    title: { fr: "Mesures disparues", en: "Vanished metrics" },
    about: {
      fr: "1 pour chaque mesure, toujours présente d'ordinaire, qui existait il y a une heure et n'existe plus, ou plus qu'une fois sur deux, tant qu'elle ne revient pas.",
      en: "1 for each metric, always present otherwise, that was there an hour ago and is not any more, or every other time only, until it is back.",
    },
    expr: anyOf([
      allVanished(metrics.filter(({ presentAfterRequests }) => presentAfterRequests === undefined)),
      ...metrics.flatMap((metric) =>
        metric.presentAfterRequests === undefined
          ? []
          : [
              promql`${allVanished([metric])}
  and on (instance) sum by (instance) (${api.requests.where(peoplesRequests)}) >= ${metric.presentAfterRequests}`,
            ],
      ),
    ]),
  });

const vanishedName = "metric:vanished:bool";
const vanishedOver = "1h";
/** A rule that did not run for a while must not forget what was missing. */
const remembered = "15m";

/**
 * An hour after it vanished, a metric was not there an hour ago: what is missing is remembered by what this rule itself
 * recorded before.
 */
function allVanished(metrics: readonly Metric[]): Promql {
  const ofEach = (what: (series: Promql) => Promql) =>
    anyOf(
      metrics.map((metric) => {
        const series = selector(metric, [], metric.type === "histogram" ? "_count" : "");
        return promql`label_replace(${what(series)}, "metric", "${metric.name}", "", "")`;
      }),
    );
  const names = metrics.map(({ name }) => name).join("|");
  return promql`(
    ${ofEach((series) => promql`group by (instance, job) (${series} offset 1h)`)}
    or last_over_time(${vanishedName}{metric=~"${names}"}[${remembered}])
  )
  unless (${ofEach((series) => promql`max by (instance, job) (count_over_time(${series}[${mostly.over}])) >= ${mostly.of} * ${scrapesAnswered}`)})`;
}

/** How many of them there are: one alert for each job, however many metrics it lost. */
export const vanishedOfJob = (vanished: Signal): Signal =>
  signal("job:vanished_metrics:count", {
    unit: whole,
    per: ["instance", "job"],
    every: "1m",
    over: vanishedOver,
    // What is there again is not missing.
    remembers: mostly.over,
    title: { fr: "Mesures disparues, par source", en: "Vanished metrics, by job" },
    about: {
      fr: "Nombre de mesures dont dépend une alerte et que la source ne donne plus, alors qu'elle répond.",
      en: "Number of metrics on which an alert depends and which the job no longer gives, although it answers.",
    },
    expr: promql`count by (instance, job) (${vanished})`,
  });

/** By halves: each `or` copies what stands on its left, which in a chain is nearly all of it. */
const anyOf = (expressions: readonly Promql[]): Promql => {
  const [first = promql``, ...others] = expressions;
  if (others.length === 0) return first;
  const half = Math.ceil(expressions.length / 2);
  return promql`(${anyOf(expressions.slice(0, half))}\nor ${anyOf(expressions.slice(half))})`;
};
