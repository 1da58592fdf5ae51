import type { State } from "./model/panel.ts";
import type { Colour } from "./style.ts";

const order: readonly Colour[] = ["neutral", "second", "third", "fourth", "fifth", "sixth"];

/** Series that are told apart by their names alone: each has the same colour in every graph. */
const named = (...names: readonly string[]): Readonly<Record<string, State>> =>
  Object.fromEntries(
    names.map((name, index) => [
      name,
      { text: { fr: name, en: name }, colour: order[index % order.length] ?? "neutral" },
    ]),
  );

/** The API's operations on MongoDB. */
export const operations = named("find", "findOne", "aggregate", "insertOne", "updateOne", "deleteOne");

/** The kinds of MongoDB's own counters. */
export const operationKinds = named("query", "command", "getmore", "insert", "update", "delete");

export const connectionStates = named("current", "active");

/** The ways to sign in. */
export const providers = named("email", "google");

/** The applications under PM2. */
export const apps = named("benevoclic-api", "benevoclic-web");
