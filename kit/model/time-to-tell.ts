import type { Alert } from "./alert.ts";
import type { Duration } from "./durations.ts";
import type { Severity } from "./level.ts";

/** How soon people must learn of something. */
export interface TimeToTell {
  /** What it holds for, in a sentence. */
  readonly what: string;
  /** The signal's window, `for`, one scrape and the wait for companions together. */
  readonly within: Duration;
  readonly holdsFor: (alert: Alert, severity: Severity) => boolean;
}
