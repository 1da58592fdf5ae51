import type { Duration } from "../../config/units.ts";
import { type Place, placeOfCall } from "./place.ts";
import type { Promql } from "./promql.ts";
import type { Sample, TestSeries } from "./series.ts";
import type { Text } from "./text.ts";
import type { Unit } from "./unit.ts";

/** Which values are good, as benevoclic.md section 4 promises them. */
export type Objective = { readonly below: number } | { readonly above: number };

/** How a test wants the signal to behave: one value per interval. */
export interface Behaviour {
  /** `null` where the scrape is missed. */
  readonly values: readonly Sample[];
  /** Seconds between two values. */
  readonly interval: number;
  /** Labels that the series must carry, `instance` among them. */
  readonly labels: Readonly<Record<string, string>>;
}

/** What people read of a signal. */
export interface Prose {
  readonly title: Text;
  readonly about: Text;
}

/** What every kind of signal answers for itself. */
export interface SignalDefinition extends Prose {
  readonly unit: Unit;
  /** The labels that remain; checked against the expression. */
  readonly per: readonly string[];
  /** Of `per`, those that the metrics carry under another name, because an alert would overwrite it: `{ audit: "category" }`. */
  readonly renamed?: Readonly<Record<string, string>>;
  readonly expr: Promql;
  readonly objective?: Objective;
  /** How much of the past the expression reads: the window of its rate, the trend that it prolongs. */
  readonly over?: Duration;
  /** How long a bad time that is over can still show, where that is not all of `over`: of two windows, the shorter decides. */
  readonly remembers?: Duration;
  /**
   * Recorded this often, whoever uses it, so that an expression may take a range or an earlier value of it; its alerts
   * are evaluated as often. For what reads a long past, or changes slowly. Under 5 minutes: Prometheus forgets a sample
   * after that. https://prometheus.io/docs/prometheus/latest/querying/basics/#staleness
   */
  readonly every?: Duration;
  /** Its value means something only once all of `over` has passed, as with a trend or a count; a ratio says something at once. */
  readonly needsAllOfIt?: true;
  /** Series of the underlying metrics that give the signal these values. Without it, examples must bring series. */
  readonly produce?: (behaviour: Behaviour) => TestSeries[];
  /** What the reader should know about a limit that this kind of signal cannot read well. */
  readonly cautions?: (limit: number) => string[];
}

/** A named, unit-carrying expression over declared metrics: what is observed. */
export interface Signal extends SignalDefinition {
  /** `level:metric:operation`, the name of its recording rule. */
  readonly name: string;
  readonly place: Place;
}

/** Declares a signal by its expression. The kinds in signals/kinds/ call it for the shapes that recur. */
export function signal(name: string, definition: SignalDefinition): Signal {
  return { ...definition, name, place: placeOfCall(signal) };
}
