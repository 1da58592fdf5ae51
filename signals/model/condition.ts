import type { Promql } from "./promql.ts";
import type { TestSeries } from "./series.ts";
import type { Behaviour } from "./signal.ts";

/** A circumstance without which a crossed limit means nothing, such as enough traffic. */
export interface Condition {
  readonly expr: Promql;
  /** Series that meet the condition for as long as the example lasts. */
  readonly produce: (behaviour: Behaviour) => TestSeries[];
}
