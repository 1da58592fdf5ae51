import type { Signal, SignalDefinition } from "./expression.ts";
import { placeOfCall } from "./place.ts";

export type { Behaviour, Objective, Prose, Signal, SignalDefinition } from "./expression.ts";

/** Declares a signal by its expression. The kinds in kit/kinds/ call it for the shapes that recur. */
export function signal(name: string, definition: SignalDefinition): Signal {
  return { ...definition, name, place: placeOfCall(signal) };
}
