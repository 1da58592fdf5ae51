import { promql } from "../../kit/model/promql.ts";
import { signal } from "../../kit/model/signal.ts";
import { count, perSecond } from "../../kit/model/unit.ts";
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
