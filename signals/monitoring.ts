import { errorRatio } from "../kit/kinds/error-ratio.ts";
import { eventCount } from "../kit/kinds/event-count.ts";
import { gaugeMean } from "../kit/kinds/gauge-mean.ts";
import { gaugeValue } from "../kit/kinds/gauge-value.ts";
import { up } from "../kit/kinds/up.ts";
import { promql } from "../kit/model/promql.ts";
import { scrape } from "../kit/model/scraped.ts";
import { rounded, seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { bool, count, ratio, seconds, whole } from "../kit/model/unit.ts";
import { alertmanager } from "./metrics/alertmanager.ts";
import { neededCollectors, node } from "./metrics/node.ts";
import { deadWay, mostly, prometheus } from "./metrics/prometheus.ts";

export const targetUp = signal(
  "job:target_up:min",
  up({
    gauge: scrape.up,
    example: { job: "blackbox" },
    per: ["instance", "job"],
    title: { fr: "Cible interrogée", en: "Target scraped" },
    about: {
      fr: "1 quand Prometheus a pu lire les mesures de la cible.",
      en: "1 while Prometheus could read the target's metrics.",
    },
  }),
);

/** So many times each target answered of late: what it always gives was there as often. */
export const scrapesAnswered = signal("job:scrapes_answered:count3m", {
  unit: whole,
  per: ["instance", "job"],
  every: "1m",
  over: mostly.over,
  title: { fr: "Lectures réussies", en: "Scrapes answered" },
  about: {
    fr: "Nombre de fois, en trois minutes, où la cible la plus sûre de la source a répondu à Prometheus.",
    en: "How often, within three minutes, the job's best target answered Prometheus.",
  },
  expr: promql`max by (instance, job) (sum_over_time(${scrape.up}[${mostly.over}]))`,
});

export const targetShare = signal(
  "job:target_up:share20m",
  gaugeMean({
    gauge: scrape.up,
    example: { job: "blackbox" },
    take: "min",
    unit: ratio,
    over: "20m",
    per: ["instance", "job"],
    title: { fr: "Lectures réussies, sur 20 minutes", en: "Scrapes that succeeded, over 20 minutes" },
    about: {
      fr: "Part des lectures des 20 dernières minutes auxquelles la cible a répondu.",
      en: "Share of the scrapes of the last 20 minutes that the target answered.",
    },
  }),
);

export const collectorSuccess = signal(
  "collector:node_collector_success:min",
  up({
    gauge: node.collectorSuccess,
    where: [neededCollectors],
    example: { collector: "loadavg" },
    per: ["instance", "collector"],
    title: { fr: "Parties de l'hôte lues", en: "Parts of the host that are read" },
    about: {
      fr: "1 quand node-exporter a pu lire cette partie de l'hôte ; sinon ses mesures manquent, bien qu'il réponde.",
      en: "1 while node-exporter could read this part of the host; otherwise its metrics are missing although it answers.",
    },
  }),
);

export const notificationFailures = signal(
  "integration:notification_failures:ratio15m",
  errorRatio({
    bad: { counter: alertmanager.notificationsFailed },
    all: { counter: alertmanager.notifications },
    over: "15m",
    per: ["instance", "integration"],
    title: { fr: "Notifications refusées", en: "Failed notifications" },
    about: {
      fr: "Part des notifications qu'un canal (Discord, courriel) n'a pas acceptées, sur 15 minutes.",
      en: "Share of the notifications that a channel (Discord, e-mail) did not take, over 15 minutes.",
    },
  }),
);

/** Prometheus and Alertmanager each tell whether they took their last configuration. */
export const configurationLoaded = signal("job:configuration_loaded:min", {
  unit: bool,
  per: ["instance", "job"],
  title: { fr: "Configuration acceptée", en: "Configuration accepted" },
  about: {
    fr: "1 quand Prometheus ou Alertmanager a pu charger sa dernière configuration ; 0 quand il en garde une ancienne.",
    en: "1 while Prometheus or Alertmanager could load its last configuration; 0 while it keeps an old one.",
  },
  expr: promql`min by (instance, job) (${prometheus.reloaded} or ${alertmanager.reloaded})`,
  produce: ({ values, labels }) => [seriesOf(prometheus.reloaded, labels, values)],
});

export const ruleFailures = signal(
  "group:rule_failures:increase5m",
  eventCount({
    counter: prometheus.ruleFailures,
    over: "5m",
    per: ["instance", "rule_group"],
    title: { fr: "Règles en échec", en: "Failing rules" },
    about: {
      fr: "Évaluations de règles du groupe qui ont échoué en 5 minutes.",
      en: "Evaluations of the group's rules that failed within 5 minutes.",
    },
  }),
);

export const missedEvaluations = signal(
  "group:missed_evaluations:increase5m",
  eventCount({
    counter: prometheus.missedIterations,
    over: "5m",
    per: ["instance", "rule_group"],
    title: { fr: "Évaluations sautées", en: "Missed evaluations" },
    about: {
      fr: "Évaluations du groupe sautées en 5 minutes parce que la précédente durait encore.",
      en: "Evaluations of the group left out within 5 minutes because the one before still ran.",
    },
  }),
);

export const alertsRefused = signal(
  "alertmanager:alerts_refused:ratio5m",
  errorRatio({
    bad: { counter: prometheus.alertsRefused },
    all: { counter: prometheus.alertsSent },
    over: "5m",
    per: ["instance", "alertmanager"],
    title: { fr: "Alertes non transmises", en: "Alerts not delivered" },
    about: {
      fr: "Part des alertes que Prometheus n'a pas pu remettre à Alertmanager, sur 5 minutes.",
      en: "Share of the alerts that Prometheus could not hand to Alertmanager, over 5 minutes.",
    },
  }),
);

export const series = signal(
  "instance:series:max",
  gaugeValue({
    gauge: prometheus.series,
    take: "max",
    unit: count,
    per: ["instance"],
    objective: { below: 25_000 },
    title: { fr: "Séries en mémoire", en: "Series in memory" },
    about: {
      fr: "Séries que Prometheus tient en mémoire : toutes celles des deux à trois dernières heures.",
      en: "Series that Prometheus holds in memory: all those of the last two to three hours.",
    },
  }),
);

/** The API, whose clients can create series, has an alert of its own. */
export const seriesOfJob = signal(
  "job:series:sum",
  gaugeValue({
    gauge: scrape.samplesKept,
    take: "sum",
    unit: count,
    where: ['job!="benevoclic-api"'],
    example: { job: "node" },
    per: ["instance", "job"],
    objective: { below: 5000 },
    title: { fr: "Séries par source", en: "Series by job" },
    about: {
      fr: "Séries que chaque source de mesures donne à chaque lecture, sauf l'API.",
      en: "Series that each job gives at every scrape, the API excepted.",
    },
  }),
);

/** Without a limit on its size the storage has no share of it, and the disk's own alert watches it. */
export const storageUse = signal("instance:storage_use:ratio", {
  unit: ratio,
  per: ["instance"],
  title: { fr: "Stockage des mesures", en: "Storage of metrics" },
  about: {
    fr: "Part de la taille accordée à Prometheus ; au-delà, il efface les mesures les plus anciennes avant leur terme.",
    en: "Share of the size granted to Prometheus; beyond it, the oldest metrics are deleted before their time.",
  },
  expr: promql`max by (instance) (${prometheus.blockBytes} + ${prometheus.walBytes} + ${prometheus.chunkBytes})
  / max by (instance) (${prometheus.retentionBytes} > 0)`,
  produce: ({ values, labels }) => {
    const limit = 20e9;
    const all = (of: (value: number) => number) => values.map((value) => (value === null ? null : rounded(of(value))));
    return [
      seriesOf(
        prometheus.blockBytes,
        labels,
        all((value) => (value - 0.02) * limit),
      ),
      seriesOf(
        prometheus.walBytes,
        labels,
        all(() => 0.015 * limit),
      ),
      seriesOf(
        prometheus.chunkBytes,
        labels,
        all(() => 0.005 * limit),
      ),
      seriesOf(
        prometheus.retentionBytes,
        labels,
        all(() => limit),
      ),
    ];
  },
});

/** Its own clock against Prometheus': node-exporter is the one exporter that says what time it is where it runs. */
export const clockSkew = signal("instance:exporter_clock_skew:seconds", {
  unit: seconds,
  per: ["instance"],
  title: { fr: "Écart d'horloge", en: "Clock skew" },
  about: {
    fr: "Écart entre l'horloge de l'hôte surveillé et celle de Prometheus.",
    en: "Difference between the clock of the monitored host and that of Prometheus.",
  },
  expr: promql`max by (instance) (abs(${node.time} - timestamp(${node.time})))`,
  // In rule tests time begins at 0.
  produce: ({ values, interval, labels }) => [
    seriesOf(
      node.time,
      labels,
      values.map((value, index) => (value === null ? null : rounded(index * interval + value))),
    ),
  ],
});

/**
 * Withheld while Alertmanager takes no alerts: an alert about that would take the same dead way. The outside service then misses
 * the sign of life, and calls.
 */
export const watchdog = signal("monitoring:watchdog:bool", {
  unit: bool,
  per: [],
  title: { fr: "Signe de vie", en: "Sign of life" },
  about: {
    fr: "1 tant que Prometheus évalue ses règles et remet ses alertes à Alertmanager : alors seulement le signe de vie part.",
    en: "1 as long as Prometheus evaluates its rules and hands its alerts to Alertmanager: only then the sign of life is sent.",
  },
  expr: promql`vector(1) unless on () (max(${alertsRefused}) > ${deadWay})`,
});
