import { eventCount } from "../kit/kinds/event-count.ts";
import { latencyQuantile } from "../kit/kinds/latency-quantile.ts";
import { up } from "../kit/kinds/up.ts";
import { promql } from "../kit/model/promql.ts";
import { rounded, seriesOf } from "../kit/model/series.ts";
import { signal } from "../kit/model/signal.ts";
import { ratio } from "../kit/model/unit.ts";
import { apiDatabase, driverErrors } from "./metrics/api-database.ts";
import { mongodb } from "./metrics/mongodb.ts";

export const databaseUp = signal(
  "instance:database_up:min",
  up({
    gauge: mongodb.up,
    per: ["instance"],
    title: { fr: "Base de données joignable", en: "Database reachable" },
    about: {
      fr: "1 quand le serveur MongoDB qui reçoit les écritures répond.",
      en: "1 while the MongoDB server that takes the writes answers.",
    },
  }),
);

export const operationTime = signal(
  "instance:database_operation_time:p95_2m",
  latencyQuantile({
    histogram: apiDatabase.operationDuration,
    quantile: 0.95,
    over: "2m",
    still: "1m",
    per: ["instance", "operation"],
    title: { fr: "Temps de la base de données (P95)", en: "Database time (P95)" },
    about: {
      fr: "Pour chaque sorte d'opération, 95 % ont reçu leur réponse de la base en moins de temps que cela, vu de l'API.",
      en: "For each kind of operation, 95 % were answered by the database in less time than this, as the API sees it.",
    },
  }),
);

/** The median: five bad minutes of a busy hour, which the P95 tells, do not linger in it. */
export const operationTimeHourly = signal("instance:database_operation_time:p50_1h", {
  ...latencyQuantile({
    histogram: apiDatabase.operationDuration,
    quantile: 0.5,
    over: "1h",
    per: ["instance", "operation"],
    title: { fr: "Temps de la base de données (médiane, 1 h)", en: "Database time (median, 1 h)" },
    about: {
      fr: "Pour chaque sorte d'opération, la moitié a reçu sa réponse en moins de temps que cela, sur une heure : pour celles qui sont rares.",
      en: "For each kind of operation, half were answered in less time than this, over an hour: for those that are rare.",
    },
  }),
  every: "1m",
});

/** Connections of a server in tests. */
const testConnections = 1000;

export const connectionUse = signal("instance:database_connection_use:ratio", {
  unit: ratio,
  per: ["instance"],
  title: { fr: "Connexions à la base utilisées", en: "Database connections used" },
  about: {
    fr: "Part des connexions que MongoDB accepte déjà prise. Quand il n'en reste plus, l'API attend.",
    en: "Share of the connections that MongoDB accepts already taken. When none is left, the API waits.",
  },
  expr: promql`max by (instance) (${mongodb.connections.where('conn_type="current"')})
  / sum by (instance) (${mongodb.connections.where('conn_type=~"current|available"')})`,
  produce: ({ values, labels }) => {
    const connections = (conn_type: string, of: (value: number) => number) =>
      seriesOf(
        mongodb.connections,
        { ...labels, conn_type },
        values.map((value) => (value === null ? null : rounded(of(value) * testConnections))),
      );
    return [connections("current", (value) => value), connections("available", (value) => 1 - value)];
  },
});

export const driverErrorCount = signal(
  "instance:database_driver_errors:increase5m",
  eventCount({
    counter: apiDatabase.errors,
    where: driverErrors,
    example: { error_type: "MongoNetworkError" },
    over: "5m",
    still: "1m",
    per: ["instance"],
    title: { fr: "Erreurs d'accès à la base", en: "Database access errors" },
    about: {
      fr: "Requêtes que l'API a perdues en 5 minutes parce que son pilote MongoDB n'a pas pu joindre la base.",
      en: "Requests that the API lost within 5 minutes because its MongoDB driver could not reach the database.",
    },
  }),
);
