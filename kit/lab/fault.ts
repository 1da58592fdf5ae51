import type { Severity } from "../model/level.ts";
import type { Text } from "../model/text.ts";

/** Something that can go wrong, and what somebody must be told then. */
export interface Fault<Name extends string = string> {
  readonly name: Name;
  readonly about: Text;
  /** Only in recordings: the running system has not what it would break (TLS). */
  readonly recordedOnly?: true;
  /**
   * Only in the running system: promtool, which evaluates recordings, refuses a query of more than 10,000 samples.
   * https://github.com/prometheus/prometheus/blob/main/promql/promqltest/test.go
   */
  readonly liveOnly?: true;
  readonly tells: { readonly alert: string; readonly severity: Severity; readonly component: string };
}
