import type { Duration } from "../model/durations.ts";
import { type Promql, promql } from "../model/promql.ts";

/** What a kind that reads a window may be asked for as well. */
export interface GoesOn {
  /**
   * A shorter window, in which it must still go on: a burst of seconds that is over is forgotten after this time instead of `over`.
   * Of a share or a quantile the least of both windows is the value; without any event in the shorter one, that of the longer.
   */
  readonly still?: Duration | undefined;
}

/** The least of the same over a longer and a shorter window; NaN, of no events, is passed over. */
export function leastOf(
  { over, still, per }: GoesOn & { readonly over: Duration; readonly per: readonly string[] },
  of: (window: Duration) => Promql,
): Promql {
  if (still === undefined) return of(over);
  const marked = (window: Duration) => promql`label_replace(${of(window)}, "window", "${window}", "", "")`;
  return promql`min by (${per}) (${marked(over)} or ${marked(still)})`;
}
