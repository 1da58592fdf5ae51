import { type Alert, alert, because, becauseAny } from "../kit/model/alert.ts";
import type { Condition } from "../kit/model/condition.ts";
import { type ExampleContext, given } from "../kit/model/example.ts";
import type { Metric } from "../kit/model/metric.ts";
import { promql } from "../kit/model/promql.ts";
import { scrape } from "../kit/model/scraped.ts";
import { type Sample, seriesOf, type TestSeries } from "../kit/model/series.ts";
import type { Signal } from "../kit/model/signal.ts";
import { command, link } from "../kit/model/step.ts";
import { api } from "../signals/metrics/api.ts";
import { everyJob } from "../signals/self-watch.ts";
import { businessFiguresStale, businessRefreshFailing } from "./business.ts";
import { databaseDown } from "./database.ts";
import { hostDown } from "./host.ts";
import { monitoringCollectorFailing } from "./monitoring-collectors.ts";
import { processDaemonGone, processNotOnline } from "./processes.ts";

// Alerts on signals/self-watch.ts: what they watch depends on what is scraped and declared.

const minute = 60;

export const monitoringJobWithoutTarget = (on: Signal, jobs: readonly string[]): Alert => {
  const [watched = "prometheus"] = jobs;
  const upOf = (job: string, until: number) => (context: ExampleContext) =>
    seriesOf(scrape.up, { job, instance: context.instance }, present(30 * minute, context, until));
  return alert("MonitoringJobWithoutTarget", {
    title: { fr: "Source de mesures sans cible", en: "Source of metrics without a target" },
    on,
    category: "system",
    levels: { warning: { above: 0, for: "3m" } },
    summary: {
      fr: "Prometheus n'a plus aucune cible pour {{job}}",
      en: "Prometheus has no target left for {{job}}",
    },
    wellAgain: { fr: "La source de mesures a de nouveau une cible", en: "The source of metrics has a target again" },
    impact: {
      fr: "Aucun pour les visiteurs ; tout ce que cette source surveille est invisible.",
      en: "None for visitors; everything that this job watches is invisible.",
    },
    next: [
      link("{{prometheus}}/config", {
        fr: "Chercher la source dans la configuration chargée",
        en: "Look for the job in the loaded configuration",
      }),
      command("git log -5 --format='%h %an %cd %s' -- config/ generated/", {
        fr: "S'il y manque, trouver le changement qui l'a retiré et redéployer",
        en: "If it is missing there, find the change that removed it and deploy again",
      }),
      link("{{prometheus}}/service-discovery?search={{job}}", {
        fr: "S'il y est, voir pourquoi sa cible est écartée",
        en: "If it is there, see why its target is dropped",
      }),
    ],
    examples: {
      fires: [
        given("every target of every job removed", (context) => [
          // What the alert is about, as no series of a test says it.
          { name: "time_passes", labels: { job: everyJob }, samples: present(30 * minute, context, 30 * minute) },
          ...jobs.map((job) => upOf(job, 10 * minute)(context)),
        ]),
        ...jobs.map((removed) =>
          given(`the target of ${removed} removed from the configuration`, (context) =>
            [removed, ...jobs.filter((job) => job !== removed)].map((job) =>
              upOf(job, (job === removed ? 10 : 30) * minute)(context),
            ),
          ),
        ),
      ],
      silent: [
        given("every target there", (context) => jobs.map((job) => upOf(job, 30 * minute)(context))),
        given("a target that is down, which is another alert's", (context) =>
          jobs.map((job) => {
            const { name, labels, samples } = upOf(job, 30 * minute)(context);
            return { name, labels, samples: job === watched ? samples.map(() => 0) : samples };
          }),
        ),
      ],
    },
  });
};

/** A target that does not answer loses all its metrics at once, and has an alert of its own. */
const targetAnswers: Condition = {
  expr: promql`max by (instance, job) (${scrape.up}) == 1`,
  produce: () => [],
};

export const monitoringMetricsVanished = (on: Signal, metrics: readonly Metric[]): Alert => {
  const first = metrics.find((metric) => metric.job !== "every");
  const jobs = [...new Set(metrics.flatMap(({ job }) => (job === "every" ? [] : [job])))];
  const until = (end: number, start = 0) => ({ start: start * minute, end: end * minute });
  const whole = until(110);
  interface Course {
    readonly lost: readonly Metric[];
    readonly lostFor: { start: number; end: number };
    readonly others?: { start: number; end: number };
    readonly seconds?: number;
    /** What `up` is once the lost are gone. */
    readonly up?: number;
    /** Visitors' requests that the API has answered since its start. */
    readonly requests?: number;
  }
  const ofJob = (
    context: ExampleContext,
    { lost, lostFor, others = whole, seconds = whole.end, up = 1, requests = 1e6 }: Course,
  ): TestSeries[] => {
    const job = lost[0]?.job ?? "prometheus";
    const samples = ({ start, end }: { start: number; end: number }) => present(seconds, context, end, start);
    return [
      ...metrics
        .filter((metric) => metric.job === job)
        .map((metric) => metricOf(metric, context, samples(lost.includes(metric) ? lostFor : others), requests)),
      seriesOf(
        scrape.up,
        { job, instance: context.instance },
        samples(until(seconds)).map((_, index) => (index * context.interval < lostFor.end ? 1 : up)),
      ),
    ];
  };
  const ofFirst = first ? [first] : [];
  const afterVisits = metrics.filter(({ presentAfterRequests }) => presentAfterRequests !== undefined);
  return alert("MonitoringMetricsVanished", {
    title: { fr: "Mesures disparues", en: "Metrics vanished" },
    on,
    onlyWhile: targetAnswers,
    category: "system",
    levels: { warning: { above: 0, for: "5m" } },
    tellsLate: "compares with an hour ago; a deploy may take a metric away for three minutes",
    causes: [
      because(hostDown),
      // These withdraw figures that they can no longer read, and say so.
      because(databaseDown, { job: "business" }),
      becauseAny(businessRefreshFailing, { job: "business" }),
      becauseAny(businessFiguresStale, { job: "business" }),
      because(databaseDown, { job: "mongodb" }),
      because(processDaemonGone, { job: "pm2" }),
      becauseAny(processNotOnline, { job: "pm2" }),
      becauseAny(monitoringCollectorFailing, { job: "node" }),
    ],
    summary: {
      fr: "{{job}} répond mais ne donne plus {{value}} mesure(s) dont dépendent des alertes ({{instance}})",
      en: "{{job}} answers but no longer gives {{value}} metric(s) on which alerts depend ({{instance}})",
    },
    impact: {
      fr: "Aucun pour les visiteurs ; les alertes sur ces mesures ne peuvent plus se déclencher.",
      en: "None for visitors; the alerts on these metrics can no longer fire.",
    },
    next: [
      link("{{prometheus}}/graph?g0.expr=metric%3Avanished%3Abool%7Bjob%3D%22{{job}}%22%7D", {
        fr: "Voir lesquelles",
        en: "See which ones",
      }),
      command("{{docker}} ps --all", {
        fr: "Voir si le service vient d'être mis à jour ; si oui, revenir à la version précédente",
        en: "See whether the service was just updated; if so, go back to the version before",
      }),
      command("git log -5 --format='%h %an %cd %s' -- signals/metrics/", {
        fr: "Si la mesure a changé de nom, corriger sa déclaration",
        en: "If the metric was renamed, correct its declaration",
      }),
    ],
    examples: {
      fires: [
        ...jobs.map((job) =>
          given(`nothing left of ${job} but its own up`, (context) =>
            ofJob(context, { lost: metrics.filter((metric) => metric.job === job), lostFor: until(80) }),
          ),
        ),
        given("one metric gone, its target well", (context) => ofJob(context, { lost: ofFirst, lostFor: until(80) })),
        given("there every other time", (context) =>
          ofJob(context, { lost: ofFirst, lostFor: whole }).map(({ name, labels, samples }) => ({
            ...{ name, labels },
            samples: samples.map((sample, index) =>
              name !== "up" && index * context.interval >= 80 * minute && index % 2 === 0 ? null : sample,
            ),
          })),
        ),
        given("gone for hours", (context) =>
          ofJob(context, { lost: ofFirst, lostFor: until(80), others: until(300), seconds: 300 * minute }),
        ),
        ...afterVisits
          .slice(0, 1)
          .map((lost) =>
            given("not there after just enough requests", (context) =>
              ofJob(context, { lost: [lost], lostFor: until(80), requests: 1.02 * (lost.presentAfterRequests ?? 0) }),
            ),
          ),
      ],
      silent: [
        given("every metric of every job there", (context) =>
          jobs.flatMap((job) =>
            ofJob(context, { lost: metrics.filter((metric) => metric.job === job), lostFor: whole }),
          ),
        ),
        given("never there", (context) => ofJob(context, { lost: ofFirst, lostFor: until(0) })),
        given("there again", (context) =>
          ofJob(context, { lost: ofFirst, lostFor: until(300, 81), others: until(300), seconds: 300 * minute }),
        ),
        ...afterVisits
          .slice(0, 1)
          .map((lost) =>
            given("not there yet after just too few requests since a restart", (context) =>
              ofJob(context, { lost: [lost], lostFor: until(80), requests: 0.98 * (lost.presentAfterRequests ?? 0) }),
            ),
          ),
        given("away for three minutes at a deploy", (context) => {
          const series = ofJob(context, { lost: ofFirst, lostFor: whole });
          return series.map(({ name, labels, samples }) => ({
            ...{ name, labels },
            samples: samples.map((sample, index) =>
              name !== "up" && index * context.interval >= 80 * minute && index * context.interval < 83 * minute
                ? null
                : sample,
            ),
          }));
        }),
        given("its target does not answer", (context) =>
          ofJob(context, { lost: ofFirst, lostFor: until(80), others: until(80), up: 0 }),
        ),
      ],
    },
  });
};

/** 1 from a start until an end, in seconds, and nothing before and after. */
const present = (seconds: number, { interval }: ExampleContext, end: number, start = 0): Sample[] =>
  Array.from({ length: Math.ceil(seconds / interval) }, (_, index) =>
    index * interval >= start && index * interval < end ? 1 : null,
  );

/** Visitors' requests are counted, of anything else the value means nothing. */
const metricOf = (
  metric: Metric,
  { instance }: ExampleContext,
  samples: readonly Sample[],
  requests: number,
): TestSeries =>
  seriesOf(
    metric,
    { instance },
    metric === api.requests ? samples.map((sample) => sample && requests) : samples,
    metric.type === "histogram" ? "_count" : "",
  );
