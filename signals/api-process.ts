import { promql, selector } from "../kit/model/promql.ts";
import { counted, seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { count, ratio, seconds } from "../kit/model/unit.ts";
import { apiProcess } from "./metrics/api-process.ts";

/** What takes minutes to matter is not evaluated at each scrape. */
const every = "30s";

/** PM2 restarts the API at 1G of memory, long before V8 would refuse more (benevoclic.md section 1). Bytes. */
const restartedAt = 2 ** 30;

export const eventLoopLag = signal("instance:api_event_loop_lag:median3m", {
  unit: seconds,
  per: ["instance"],
  over: "3m",
  every,
  title: { fr: "Retard de la boucle d'événements", en: "Event-loop lag" },
  about: {
    fr:
      "Combien de temps l'API reste figée, dans le pire centième du temps (médiane des lectures de 3 minutes). " +
      "Pendant ce temps elle ne répond à personne, quelle que soit la route.",
    en:
      "How long the API stands still, in the worst hundredth of the time (median of the readings of 3 minutes). " +
      "Meanwhile it answers nobody, whatever the route.",
  },
  // A median: a reading that comes during a standstill loses it, and a single pause is no fault.
  expr: promql`max by (instance) (quantile_over_time(0.5, ${apiProcess.eventLoopLag}[3m]))`,
  produce: ({ values, labels }) => [seriesOf(apiProcess.eventLoopLag, labels, values)],
});

export const heapUse = signal("instance:api_heap_use:ratio", {
  unit: ratio,
  per: ["instance"],
  over: "3m",
  every,
  title: { fr: "Mémoire JavaScript de l'API", en: "JavaScript memory of the API" },
  about: {
    fr:
      "Le plus bas niveau des objets en mémoire sur 3 minutes, donc après un nettoyage, en part du gibioctet auquel " +
      "PM2 redémarre l'API. Un niveau qui ne fait que monter est une fuite.",
    en:
      "The lowest level of the objects in memory over 3 minutes, so after a collection, as a share of the gibibyte at " +
      "which PM2 restarts the API. A level that only rises is a leak.",
  },
  expr: promql`max by (instance) (min_over_time(${apiProcess.heapUsed}[3m])) / ${restartedAt}`,
  produce: ({ values, labels }) => [
    seriesOf(
      apiProcess.heapUsed,
      labels,
      values.map((value) => (value === null ? null : Math.round(value * restartedAt))),
    ),
  ],
});

export const garbageCollection = signal("instance:api_garbage_collection:ratio5m", {
  unit: ratio,
  per: ["instance"],
  over: "5m",
  needsAllOfIt: true,
  every,
  title: { fr: "Temps passé à nettoyer la mémoire", en: "Time spent collecting garbage" },
  about: {
    fr: "Part du temps pendant laquelle l'API est arrêtée par le ramasse-miettes, sur 5 minutes.",
    en: "Share of the time in which the garbage collector stops the API, over 5 minutes.",
  },
  expr: promql`sum by (instance) (rate(${selector(apiProcess.garbageCollection, [], "_sum")}[5m]))`,
  produce: ({ values, interval, labels }) => [
    seriesOf(apiProcess.garbageCollection, labels, counted(values, interval), "_sum"),
  ],
});

export const openFiles = signal("instance:api_open_files:ratio", {
  unit: ratio,
  per: ["instance"],
  every,
  title: { fr: "Fichiers et connexions ouverts par l'API", en: "Files and connections open in the API" },
  about: {
    fr:
      "Part des fichiers et connexions que l'API a le droit d'ouvrir. À 100 %, elle ne peut plus accepter une " +
      "connexion ni joindre MongoDB.",
    en:
      "Share of the files and connections that the API may open. At 100 % it can neither accept a connection nor " +
      "reach MongoDB.",
  },
  expr: promql`max by (instance) (${apiProcess.openFiles}) / max by (instance) (${apiProcess.maxFiles})`,
  produce: ({ values, labels }) => [
    seriesOf(
      apiProcess.openFiles,
      labels,
      values.map((value) => (value === null ? null : value * 10_000)),
    ),
    seriesOf(
      apiProcess.maxFiles,
      labels,
      values.map((value) => (value === null ? null : 10_000)),
    ),
  ],
});

export const restarts = signal("instance:api_restarts:changes30m", {
  unit: count,
  per: ["instance"],
  over: "30m",
  every,
  title: { fr: "Redémarrages de l'API", en: "Restarts of the API" },
  about: {
    fr: "Combien de fois l'API a redémarré en 30 minutes, mises en production comprises.",
    en: "How many times the API restarted in 30 minutes, deployments included.",
  },
  expr: promql`max by (instance) (changes(${apiProcess.startTime}[30m]))`,
});
