import { promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { bool, count, perSecond, ratio, seconds } from "../../kit/model/unit.ts";
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
