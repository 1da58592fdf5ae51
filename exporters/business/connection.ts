import { MongoClient } from "mongodb";
import { noConnectionString, oddOptions, refuseMisread } from "./connection-string.ts";

/** How long (ms) the driver looks for a server that is fit; less than any question takes, so that the reason is told. */
const patience = 4_000;
/** And for a connection to one, its first answer included; less than that, so that it is known why none is fit. */
const connectWithin = 3_000;

/**
 * A client that asks little of the database: two connections, one for the figures and one for the status, from a secondary where there is one.
 * Nothing is connected yet. Once connected, the driver connects again by itself; until then each question must begin with
 * `client.connect()`, because a first connection that failed is for the driver the last one, and costs nothing later.
 *
 * @param uri the secret; it is in no message
 * @param answerWithin ms after which an answer that has not come is given up
 * @throws Mistake when it is no connection string, or one that would be misread
 */
export function clientOf(uri: string, answerWithin: number): MongoClient {
  refuseMisread(uri);
  try {
    return new MongoClient(uri, {
      appName: "benevoclic-business-exporter",
      readPreference: "secondaryPreferred",
      maxPoolSize: 2,
      minPoolSize: 0,
      serverSelectionTimeoutMS: patience,
      connectTimeoutMS: connectWithin,
      socketTimeoutMS: answerWithin,
    });
  } catch {
    throw isReadWithoutOptions(uri) ? oddOptions() : noConnectionString();
  }
}

function isReadWithoutOptions(uri: string): boolean {
  const [before = uri] = uri.split("?", 1);
  try {
    return before !== uri && new MongoClient(before) instanceof MongoClient;
  } catch {
    return false;
  }
}
