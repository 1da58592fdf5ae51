import type { Promql } from "./promql.ts";
import type { Colour } from "./style.ts";
import type { Text } from "./text.ts";

/** What happened at a moment, marked in every graph. */
export interface Annotation {
  readonly title: Text;
  readonly colour: Colour;
  readonly expr: Promql;
  /** The labels whose values name the event. */
  readonly named: readonly string[];
  /** The value is the moment itself, in milliseconds; otherwise the event lasts while there is a series. */
  readonly valueIsMoment?: true;
  /** Hidden until the reader asks for it. */
  readonly onRequest?: true;
}
