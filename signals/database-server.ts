import { counterRate } from "../kit/kinds/counter-rate.ts";
import { gaugeRatio } from "../kit/kinds/gauge-ratio.ts";
import { gaugeValue } from "../kit/kinds/gauge-value.ts";
import { promql } from "../kit/model/promql.ts";
import { signal } from "../kit/model/signal.ts";
import { count, seconds, whole } from "../kit/model/unit.ts";
import { mongodb } from "./metrics/mongodb.ts";

// What the server says of itself, where it says so: Atlas keeps some of it back on its shared tiers.

export const databaseUptime = signal(
  "instance:database_uptime:min",
  gaugeValue({
    gauge: mongodb.uptime,
    take: "min",
    unit: seconds,
    per: ["instance"],
    title: { fr: "Serveur en marche depuis", en: "Server running for" },
    about: {
      fr: "Temps écoulé depuis le démarrage du primaire ; il retombe quand un autre serveur est élu.",
      en: "Time since the primary started; it falls when another server is elected.",
    },
  }),
);

/** An uptime that fell: a server that has just been started for the first time has not restarted. */
export const databaseRestarts = signal("instance:database_restarts:resets30m", {
  unit: count,
  per: ["instance"],
  over: "30m",
  title: { fr: "Redémarrages de la base", en: "Restarts of the database" },
  about: {
    fr: "Combien de fois, en 30 minutes, le primaire a redémarré ou a été remplacé par un serveur plus récent.",
    en: "How many times, within 30 minutes, the primary restarted or was replaced by a server that runs for less long.",
  },
  expr: promql`max by (instance) (resets(${mongodb.uptime}[30m]))`,
});

export const operationsQueued = signal(
  "instance:database_queue:max",
  gaugeValue({
    gauge: mongodb.queue,
    take: "max",
    where: ['count_type="total"'],
    example: { count_type: "total" },
    unit: whole,
    per: ["instance"],
    title: { fr: "Opérations en attente", en: "Operations that wait" },
    about: { fr: "Opérations qui attendent un verrou.", en: "Operations that wait for a lock." },
  }),
);

export const collectionScans = signal(
  "instance:database_collection_scans:rate5m",
  counterRate({
    counter: mongodb.collectionScans,
    over: "5m",
    per: ["instance"],
    title: { fr: "Lectures de collections entières", en: "Reads of whole collections" },
    about: {
      fr: "Requêtes par seconde qui lisent toute une collection, faute d'index.",
      en: "Queries a second that read a whole collection, for want of an index.",
    },
  }),
);

export const cacheDirty = signal(
  "instance:database_cache_dirty:ratio",
  gaugeRatio({
    used: mongodb.cacheDirty,
    of: mongodb.cacheSize,
    per: ["instance"],
    title: { fr: "Cache à écrire", en: "Cache to be written" },
    about: {
      fr: "Part du cache qui n'est pas encore sur le disque : au-delà de 20 %, les écritures attendent.",
      en: "Share of the cache that is not on disk yet: above 20 % writes wait.",
    },
  }),
);
