import { type Alert, type Component, componentOf } from "../kit/model/alert.ts";
import type { Duration } from "../kit/model/durations.ts";
import type { Severity } from "../kit/model/level.ts";

/** How soon people must learn of something. */
export interface TimeToTell {
  /** What it holds for, in a sentence. */
  readonly what: string;
  /** The signal's window, `for`, one scrape and the wait for companions together. */
  readonly within: Duration;
  readonly holdsFor: (alert: Alert, severity: Severity) => boolean;
}

const vital: readonly Component[] = ["host", "api", "web", "database"];
const slow: readonly Component[] = ["quality", "business"];

/**
 * The first that holds for a level counts. benevoclic.md section 4 asks for less than 5 minutes from the fault to its detection;
 * a level that takes longer says why (`tellsLate`).
 */
export const timesToTell: readonly TimeToTell[] = [
  {
    what: "quality, business and information",
    within: "1h",
    holdsFor: (alert, severity) => severity === "info" || slow.includes(componentOf(alert)),
  },
  {
    what: "something that is down",
    within: "3m",
    holdsFor: ({ on }, severity) => severity === "critical" && on.unit.name === "bool",
  },
  {
    what: "critical alerts of host, API, web and database",
    within: "5m",
    holdsFor: (alert, severity) => severity === "critical" && vital.includes(componentOf(alert)),
  },
  { what: "other critical alerts", within: "10m", holdsFor: (_, severity) => severity === "critical" },
  { what: "warnings", within: "15m", holdsFor: () => true },
];
