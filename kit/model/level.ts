import type { Duration } from "./durations.ts";

/** From the most to the least urgent: an alert's higher level silences its lower ones. */
export const severities = ["critical", "warning", "info"] as const;
export type Severity = (typeof severities)[number];

/** 0 for the most urgent; what is none of them stands last. */
export function severityRank(severity: string | undefined): number {
  const place = (severities as readonly (string | undefined)[]).indexOf(severity);
  return place === -1 ? severities.length : place;
}

/**
 * How long an alert goes on after the last bad value where its level says nothing else: a figure that swings around its limit
 * makes one episode, not one message a swing. Information is told once a day anyway.
 */
const keptFor: Readonly<Record<Severity, Duration>> = { critical: "5m", warning: "15m", info: "0s" };

/** When a level fires: the signal is beyond the limit for a time. */
export type LevelDefinition = {
  /** How long without a break; `0s` fires at the first evaluation. */
  readonly for: Duration;
  /** How long the alert goes on after the last bad value, where it is not as long as `keptFor` says. */
  readonly keepFiringFor?: Duration;
} & ({ readonly above: number; readonly below?: never } | { readonly below: number; readonly above?: never });

/** A level as it applies in one environment, with that environment's override. */
export interface Level {
  readonly severity: Severity;
  readonly direction: "above" | "below";
  readonly limit: number;
  readonly for: Duration;
  /** `0s` where the alert ends with the last bad value. */
  readonly keepFiringFor: Duration;
}

/**
 * The level of a declaration, before any environment's override.
 * @param endsAtOnce whether the alert says why it does not go on
 * @param kept how long alerts of a severity go on in this environment
 */
export function levelOf(
  severity: Severity,
  definition: LevelDefinition,
  endsAtOnce = false,
  kept: { readonly [severity in Severity]?: string | undefined } = {},
): Level {
  const direction = definition.above === undefined ? "below" : "above";
  return {
    severity,
    direction,
    limit: definition.above ?? definition.below,
    for: definition.for,
    keepFiringFor: endsAtOnce
      ? "0s"
      : ((kept[severity] as Duration | undefined) ?? definition.keepFiringFor ?? keptFor[severity]),
  };
}
