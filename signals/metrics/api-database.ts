import type { EventsCondition } from "../../kit/model/condition.ts";
import { type Duration, seconds } from "../../kit/model/durations.ts";
import { metricsOf } from "../../kit/model/metric.ts";
import { promql, selector } from "../../kit/model/promql.ts";
import { counted, seriesOf } from "../../kit/model/series.ts";

/** The database as the API sees it, in what the API exposes (benevoclic.md section 2). */
export const apiDatabase = metricsOf("benevoclic-api", {
  operationDuration: {
    name: "database_operation_duration_seconds",
    type: "histogram",
    about: "How long the API waited for the database.",
    presentAfterRequests: 200,
    labels: { operation: "find" },
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5],
  },
  errors: {
    name: "api_errors_total",
    type: "counter",
    about: "Errors that handlers ended with, by the name of the exception.",
    // Each answer of /health is counted among them (benevoclic.md section 2, quirk 4).
    alwaysPresent: true,
    labels: { endpoint: "/announcements", error_type: "InternalServerErrorException" },
  },
});

/**
 * What the MongoDB driver throws when it does not reach the server (MongoNetworkError, MongoServerSelectionError …). Not what
 * the server itself refuses, such as a second account with the same address: MongoServerError and its kin are bulk writes'.
 * https://mongodb.github.io/node-mongodb-native/6.0/classes/MongoError.html
 */
export const driverErrors = ['error_type=~"Mongo.+"', 'error_type!~"Mongo(Server|BulkWrite|WriteConcern)Error"'];

/** At least so many operations of a kind in a time: one slow one at night is not a quantile (quirk 6). */
export const enoughOperations = ({ atLeast, over }: { atLeast: number; over: Duration }): EventsCondition => ({
  events: { of: { name: `${apiDatabase.operationDuration.name}_count`, labels: {} }, atLeast, over },
  over,
  expr: promql`sum by (instance, operation) (increase(${selector(apiDatabase.operationDuration, [], "_count")}[${over}])) >= ${atLeast}`,
  produce: ({ values, interval, labels }) => [
    seriesOf(
      apiDatabase.operationDuration,
      labels,
      counted(
        values.map(() => (2 * atLeast) / seconds(over)),
        interval,
      ),
      "_count",
    ),
  ],
});
