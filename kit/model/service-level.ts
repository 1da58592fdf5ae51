import type { Signal } from "./signal.ts";
import type { Text } from "./text.ts";

/** A promise about events: over 30 days, no more than a share of them may be bad. */
export interface ServiceLevel<Service extends string = string> {
  /** Lower-case letters and dashes. */
  readonly name: string;
  readonly title: Text;
  /** Bad events and all events, both recorded once a minute over the same window. */
  readonly bad: Signal;
  readonly all: Signal;
  /** How many events one recorded value stands for: 60 of a rate per second, a fifth of a count over 5 minutes. */
  readonly eventsOfValue: number;
  /** The share of bad events that is allowed: 0.001 for 99.9 %. */
  readonly budget: number;
  /** How much of it is left, as a share. */
  readonly left: Signal;
  /** Components whose anomalies are taken to consume it. */
  readonly consumedBy: readonly string[];
  /** The job that measures it, where an environment may be without. */
  readonly measuredBy?: string;
  /** What visitors feel of it, by name. */
  readonly feeds: readonly Service[];
}
