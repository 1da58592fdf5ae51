import type { Duration } from "../model/durations.ts";

/** How fast the error budget may burn: both windows beyond the factor, so that the alert ends soon after the errors do. */
export interface BurnWindows {
  /** Tells that enough of the budget is gone to matter. */
  readonly long: Duration;
  /** Tells that it still burns. */
  readonly short: Duration;
  /** How many times faster than a budget that lasts exactly its 30 days. */
  readonly factor: number;
}

/**
 * The recommended windows of the SRE workbook, chapter 5, section 6 "Multiwindow, Multi-Burn-Rate Alerts".
 * https://sre.google/workbook/alerting-on-slos/#6-multiwindow-multi-burn-rate-alerts
 */
export const burnWindows: Readonly<Record<"page" | "ticket", readonly [BurnWindows, BurnWindows]>> = {
  /** 2 % of the budget in an hour, or 5 % in six: somebody is woken. */
  page: [
    { long: "1h", short: "5m", factor: 14.4 },
    { long: "6h", short: "30m", factor: 6 },
  ],
  /** 10 % of the budget in a day, or in three: somebody looks at it in working hours. */
  ticket: [
    { long: "1d", short: "2h", factor: 3 },
    { long: "3d", short: "6h", factor: 1 },
  ],
};
