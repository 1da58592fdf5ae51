import { promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { bool, count, perSecond, ratio, seconds, whole } from "../../kit/model/unit.ts";
import { mongodb } from "../../signals/metrics/mongodb.ts";

export const connectionsByState = signal("conn_type:database_connections:max", {
  unit: count,
  per: ["instance", "conn_type"],
  title: { fr: "Connexions", en: "Connections" },
  about: {
    fr: "Connexions ouvertes (current) et occupées par une opération (active).",
    en: "Connections open (current) and busy with an operation (active).",
  },
  expr: promql`max by (instance, conn_type) (${mongodb.connections.where('conn_type=~"current|active"')})`,
});

export const operationsByType = signal("operation:database_operations:rate5m", {
  unit: perSecond,
  per: ["instance", "legacy_op_type"],
  over: "5m",
  title: { fr: "Opérations par seconde", en: "Operations per second" },
  about: {
    fr: "Opérations que MongoDB a exécutées, par sorte.",
    en: "Operations that MongoDB executed, by kind.",
  },
  expr: promql`sum by (instance, legacy_op_type) (rate(${mongodb.operations}[5m]))`,
});

export const statusSections = signal("section:database_status:min", {
  unit: bool,
  per: ["instance", "section"],
  title: { fr: "Ce que le serveur dit de lui", en: "What the server says of itself" },
  about: {
    fr: "1 pour chaque partie de serverStatus que le serveur donne ; Atlas en tait sur ses offres partagées.",
    en: "1 for each part of serverStatus that the server gives; Atlas keeps some back on its shared tiers.",
  },
  expr: promql`min by (instance, section) (${mongodb.statusSection})`,
});

export const databaseUptime = signal("instance:database_uptime:min", {
  unit: seconds,
  per: ["instance"],
  title: { fr: "Serveur en marche depuis", en: "Server running for" },
  about: {
    fr: "Temps écoulé depuis le démarrage du primaire ; il retombe quand un autre serveur est élu.",
    en: "Time since the primary started; it falls when another server is elected.",
  },
  expr: promql`min by (instance) (${mongodb.uptime})`,
});

export const operationLatency = signal("op_type:database_operation_latency:mean5m", {
  unit: seconds,
  per: ["instance", "op_type"],
  over: "5m",
  title: { fr: "Temps par opération, vu du serveur", en: "Time an operation, as the server sees it" },
  about: {
    fr: "Temps moyen d'une lecture, d'une écriture et d'une commande : sans le réseau, que l'API compte aussi.",
    en: "Mean time of a read, a write and a command: without the network, which the API counts as well.",
  },
  expr: promql`sum by (instance, op_type) (rate(${mongodb.latency}[5m])) / (sum by (instance, op_type) (rate(${mongodb.latencyOperations}[5m])) > 0) / 1e6`,
});

export const operationsQueued = signal("instance:database_queue:max", {
  unit: whole,
  per: ["instance", "count_type"],
  title: { fr: "Opérations en attente", en: "Operations that wait" },
  about: { fr: "Opérations qui attendent un verrou.", en: "Operations that wait for a lock." },
  expr: promql`max by (instance, count_type) (${mongodb.queue})`,
});

export const collectionScans = signal("instance:database_collection_scans:rate5m", {
  unit: perSecond,
  per: ["instance"],
  over: "5m",
  title: { fr: "Lectures de collections entières", en: "Reads of whole collections" },
  about: {
    fr: "Requêtes par seconde qui lisent toute une collection, faute d'index.",
    en: "Queries a second that read a whole collection, for want of an index.",
  },
  expr: promql`sum by (instance) (rate(${mongodb.collectionScans}[5m]))`,
});

export const cacheUse = signal("instance:database_cache_use:ratio", {
  unit: ratio,
  per: ["instance"],
  title: { fr: "Cache du serveur", en: "The server's cache" },
  about: {
    fr: "Part du cache qui est occupée : au-delà de 95 %, les opérations font elles-mêmes de la place.",
    en: "Share of the cache that is used: above 95 % operations make room themselves.",
  },
  expr: promql`max by (instance) (${mongodb.cacheUsed}) / max by (instance) (${mongodb.cacheSize})`,
});

export const cacheDirty = signal("instance:database_cache_dirty:ratio", {
  unit: ratio,
  per: ["instance"],
  title: { fr: "Cache à écrire", en: "Cache to be written" },
  about: {
    fr: "Part du cache qui n'est pas encore sur le disque : au-delà de 20 %, les écritures attendent.",
    en: "Share of the cache that is not on disk yet: above 20 % writes wait.",
  },
  expr: promql`max by (instance) (${mongodb.cacheDirty}) / max by (instance) (${mongodb.cacheSize})`,
});
