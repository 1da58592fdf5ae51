import { alert, because } from "../kit/model/alert.ts";
import {
  type ExampleContext,
  given,
  held,
  justBeyond,
  justWithin,
  oneMissedScrape,
  spike,
  steady,
} from "../kit/model/example.ts";
import { type Sample, seriesOf } from "../kit/model/series.ts";
import { command, link, person } from "../kit/model/step.ts";
import { cacheDirty, collectionScans, databaseRestarts, operationsQueued } from "../signals/database-server.ts";
import { mongodb } from "../signals/metrics/mongodb.ts";
import { databaseDown } from "./database.ts";
import { hostDown } from "./host.ts";
import { databaseAlone, metricItself } from "./proven-by.ts";

// What the server itself says: the cause, before the API's answers show it.

const atlas = "https://cloud.mongodb.com/";
const gone = [because(hostDown), because(databaseDown)];

const slowQueries = command(
  "{{mongosh}} --eval 'db.currentOp({active: true, secs_running: {$gt: 1}}).inprog.map(({ns, op, command}) => ({ns, op, command}))'",
  {
    fr: "Voir quelles requêtes durent, et sur quelle collection",
    en: "See which queries last, and on which collection",
  },
);

/** Seconds of uptime at so many scrapes that follow each other; how far apart they are does not matter to a restart. */
const running = (from: number, scrapes: number) => Array.from({ length: scrapes }, (_, index) => from + 15 * index);
const uptime = (samples: readonly Sample[], { instance }: ExampleContext) => [
  seriesOf(mongodb.uptime, { instance }, samples),
];

export const databaseRestarted = alert("DatabaseRestarted", {
  provenBy: metricItself,
  title: { fr: "Base de données redémarrée", en: "Database restarted" },
  on: databaseRestarts,
  category: "system",
  levels: { info: { above: 0, for: "0s" } },
  summary: {
    fr: "Le primaire de MongoDB a redémarré ou changé {{value}} fois en 30 minutes (vu de {{instance}})",
    en: "MongoDB's primary restarted or changed {{value}} times within 30 minutes (seen from {{instance}})",
  },
  impact: {
    fr: "Quelques requêtes ont pu échouer pendant l'élection ; les premières sont lentes, le cache est vide.",
    en: "Some requests may have failed during the election; the first ones are slow, the cache is empty.",
  },
  next: [
    link(atlas, {
      fr: "Dans Atlas, Activity Feed : maintenance, élection ou panne ?",
      en: "In Atlas, Activity Feed: a maintenance, an election or a crash?",
    }),
    command("{{mongodb_log}}", {
      fr: "Lire ce que la base dit d'elle-même : depuis quand elle tourne, pourquoi elle s'est arrêtée",
      en: "Read what the database says of itself: since when it runs, why it stopped",
    }),
  ],
  examples: {
    fires: [
      given("it falls back to nothing", (context) => uptime([...running(86_400, 12), ...running(0, 4)], context)),
    ],
    silent: [
      given("the platform starts for the first time", (context) => uptime(running(0, 16), context)),
      given("it runs on for weeks", (context) => uptime(running(1_000_000, 16), context)),
      given("one scrape missed", (context) => uptime([...running(86_400, 12), null, ...running(87_000, 4)], context)),
    ],
  },
});

export const databaseQueueing = alert("DatabaseQueueing", {
  provenBy: databaseAlone,
  title: { fr: "File d'attente dans la base", en: "Queue in the database" },
  on: operationsQueued,
  category: "performance",
  levels: { warning: { above: 10, for: "2m" } },
  causes: gone,
  summary: {
    fr: "{{value}} opérations attendent un verrou de la base (limite {{limit}})",
    en: "{{value}} operations wait for a lock of the database (limit {{limit}})",
  },
  impact: {
    fr: "Les pages qui lisent ou écrivent des données se font attendre.",
    en: "Pages that read or write data keep people waiting.",
  },
  next: [
    slowQueries,
    command("{{mongosh}} --eval 'db.killOp(OPID)'", {
      fr: "Arrêter celle qui bloque les autres (OPID : son opid)",
      en: "Stop the one that blocks the others (OPID: its opid)",
    }),
    person("lead", {
      fr: "Si c'est une migration ou un export, demander au développeur principal de l'arrêter",
      en: "If it is a migration or an export, ask the lead developer to stop it",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});

export const databaseScansCollections = alert("DatabaseScansCollections", {
  provenBy: databaseAlone,
  title: { fr: "Index manquant", en: "Missing index" },
  on: collectionScans,
  category: "performance",
  levels: { warning: { above: 5, for: "5m" } },
  causes: gone,
  summary: {
    fr: "{{value}} requêtes par seconde lisent une collection entière (limite {{limit}})",
    en: "{{value}} queries a second read a whole collection (limit {{limit}})",
  },
  impact: {
    fr: "Recherches de plus en plus lentes : c'est ainsi qu'a commencé la panne de 62 minutes (index manquant).",
    en: "Searches that grow slower and slower: the outage of 62 minutes began like this (a missing index).",
  },
  next: [
    slowQueries,
    command(
      "{{mongosh}} --eval 'db.getCollectionNames().map(name => [name, db[name].getIndexes().map(({name}) => name)])'",
      {
        fr: "Comparer les index avec ceux que le code déclare : lequel manque ?",
        en: "Compare the indexes with those that the code declares: which one is missing?",
      },
    ),
    person("lead", {
      fr: "Faire créer l'index manquant par le développeur principal",
      en: "Have the lead developer create the missing index",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [
      steady(justWithin),
      spike(justBeyond, { shorterThan: "for" }),
      given("a page without an index that many people open", (context) => held(collectionScans, 4, 20, context)),
    ],
  },
});

export const databaseCacheDirty = alert("DatabaseCacheDirty", {
  provenBy: databaseAlone,
  title: { fr: "La base écrit trop lentement", en: "The database writes too slowly" },
  on: cacheDirty,
  category: "performance",
  // The server makes writers wait from 20 % on: https://www.mongodb.com/docs/manual/reference/parameters/#mongodb-parameter-param.wiredTigerEngineRuntimeConfig
  levels: { warning: { above: 0.15, for: "5m" } },
  causes: gone,
  summary: {
    fr: "{{value}} du cache de la base attend d'être écrit sur disque (limite {{limit}})",
    en: "{{value}} of the database's cache waits to be written to disk (limit {{limit}})",
  },
  impact: {
    fr: "À 20 %, chaque inscription et chaque annonce attend le disque.",
    en: "At 20 %, each registration and each announcement waits for the disk.",
  },
  next: [
    slowQueries,
    link(atlas, {
      fr: "Dans Atlas, Metrics : les IOPS du disque sont-elles à leur maximum ? Si oui, augmenter l'offre",
      en: "In Atlas, Metrics: are the disk's IOPS at their maximum? If so, raise the tier",
    }),
  ],
  examples: {
    fires: [steady(justBeyond)],
    silent: [steady(justWithin), spike(justBeyond, { shorterThan: "for" }), oneMissedScrape],
  },
});
