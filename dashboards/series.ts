import { components } from "../alerts/components.ts";
import { severities } from "../kit/model/level.ts";
import type { State } from "../kit/model/panel.ts";
import { type Colour, severityColours } from "../kit/model/style.ts";
import type { Text } from "../kit/model/text.ts";
import { severityWords } from "../kit/model/words.ts";

const order: readonly Colour[] = ["neutral", "second", "third", "fourth", "fifth", "sixth"];

/** Series that are told apart by their names alone: each has the same colour in every graph. */
const worded = (words: Readonly<Record<string, Text>>): Readonly<Record<string, State>> =>
  Object.fromEntries(
    Object.entries(words).map(([value, text], index) => [
      value,
      { text, colour: order[index % order.length] ?? "neutral" },
    ]),
  );

/** Those that are called by the values of their label. */
const named = (...names: readonly string[]) =>
  worded(Object.fromEntries(names.map((name) => [name, { fr: name, en: name }])));

/** The API's operations on MongoDB. */
export const operations = named("find", "findOne", "aggregate", "insertOne", "updateOne", "deleteOne");

/** The kinds of MongoDB's own counters. */
export const operationKinds = named("query", "command", "getmore", "insert", "update", "delete");

export const connectionStates = named("current", "active");

/** The ways to sign in. */
export const providers = named("email", "google");

/** The applications under PM2. */
export const apps = named("benevoclic-api", "benevoclic-web");

export const projects = named("api", "web", "monitoring");

export const roles = worded({
  volunteer: { fr: "bénévoles", en: "volunteers" },
  association: { fr: "associations", en: "associations" },
  admin: { fr: "administrateurs", en: "administrators" },
});

/** Whom places are for. */
export const placeKinds = worded({
  volunteer: { fr: "bénévoles", en: "volunteers" },
  participant: { fr: "participants", en: "participants" },
});

/** Of support tickets, the most urgent first. */
export const priorities: Readonly<Record<string, State>> = {
  critical: { text: { fr: "critique", en: "critical" }, colour: "critical" },
  high: { text: { fr: "haute", en: "high" }, colour: "warning" },
  medium: { text: { fr: "moyenne", en: "medium" }, colour: "neutral" },
  low: { text: { fr: "basse", en: "low" }, colour: "sixth" },
};

export const severityStates: Readonly<Record<string, State>> = Object.fromEntries(
  severities.map((severity) => [severity, { text: severityWords[severity], colour: severityColours[severity] }]),
);

/** The parts of the platform; whether they are well is said by values. */
export const componentNames: Readonly<Record<string, State>> = Object.fromEntries(
  Object.values(components).map(({ name, title }) => [name, { text: title, colour: "neutral" }]),
);
