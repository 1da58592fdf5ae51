import { type EventsCondition, enoughOf } from "../../kit/model/condition.ts";
import type { Duration } from "../../kit/model/durations.ts";
import { metricsOf } from "../../kit/model/metric.ts";
import { counts, harmless, more } from "../../kit/model/ways.ts";

/** The database as the API sees it, in what the API exposes (benevoclic.md section 2). */
export const apiDatabase = metricsOf("benevoclic-api", {
  operationDuration: {
    name: "database_operation_duration_seconds",
    type: "histogram",
    about: "How long the API waited for the database.",
    presentAfterRequests: 200,
    labels: { operation: "find" },
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 2, 5],
    harmless: harmless({
      "at rest nothing is asked; a database that does not answer is DatabaseDown and ApiServerErrors": ["freezes"],
      "answers that are quicker": ["drops to zero"],
      "twice a few milliseconds are not felt; DatabaseSlowOperations tells what is": [
        "doubles",
        "drifts for hours",
        "flaps",
      ],
      "a process that starts anew is told by ApiRestarting; increase() survives it": [...counts],
    }),
  },
  errors: {
    name: "api_errors_total",
    type: "counter",
    about: "Errors that handlers ended with, by the name of the exception.",
    // Each answer of /health is counted among them (benevoclic.md section 2, quirk 4).
    alwaysPresent: true,
    labels: { endpoint: "/announcements", error_type: "InternalServerErrorException" },
    harmless: harmless({
      "nothing goes wrong for hours, and then it stands still but for /health, which MonitoringApiFiguresImpossible watches":
        ["freezes", "drops to zero"],
      "a few refused requests more; errors that visitors feel are ApiServerErrors, by their status": [...more, "flaps"],
      "a process that starts anew is told by ApiRestarting; increase() survives it": [...counts],
    }),
  },
});

/**
 * What the MongoDB driver throws when it does not reach the server (MongoNetworkError, MongoServerSelectionError …). Not what
 * the server itself refuses, such as a second account with the same address: MongoServerError and its kin are bulk writes'.
 * https://mongodb.github.io/node-mongodb-native/6.0/classes/MongoError.html
 */
export const driverErrors = ['error_type=~"Mongo.+"', 'error_type!~"Mongo(Server|BulkWrite|WriteConcern)Error"'];

/** At least so many operations of a kind in a time: one slow one at night is not a quantile (quirk 6). */
export const enoughOperations = ({ atLeast, over }: { atLeast: number; over: Duration }): EventsCondition =>
  enoughOf(apiDatabase.operationDuration, { per: ["instance", "operation"], atLeast, over });
