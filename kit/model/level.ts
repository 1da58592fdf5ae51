import type { Duration } from "./durations.ts";

/** From the most to the least urgent: an alert's higher level silences its lower ones. */
export const severities = ["critical", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

/** When a level fires: the signal is beyond the limit for a time. */
export type LevelDefinition = {
  /** How long without a break; `0s` fires at the first evaluation. */
  readonly for: Duration;
  /** How long the alert goes on after the last bad value: it bridges a flapping signal. */
  readonly keepFiringFor?: Duration;
} & ({ readonly above: number; readonly below?: never } | { readonly below: number; readonly above?: never });

/** A level as it applies in one environment, with that environment's override. */
export interface Level {
  readonly severity: Severity;
  readonly direction: "above" | "below";
  readonly limit: number;
  readonly for: Duration;
  readonly keepFiringFor?: Duration;
}

/** The level of a declaration, before any environment's override. */
export function levelOf(severity: Severity, definition: LevelDefinition): Level {
  const direction = definition.above === undefined ? "below" : "above";
  return {
    severity,
    direction,
    limit: definition.above ?? definition.below,
    for: definition.for,
    ...(definition.keepFiringFor && { keepFiringFor: definition.keepFiringFor }),
  };
}
