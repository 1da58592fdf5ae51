import type { reportStates } from "../../signals/metrics/quality-exporter.ts";

export type ReportState = (typeof reportStates)[number];

/** A report that cannot be used: its state, and for people the reason (`it …`, of the report) and what to do. */
export class Unusable extends Error {
  readonly state: Exclude<ReportState, "good" | "old">;
  readonly remedy: string;

  constructor(state: Unusable["state"], why: string, remedy: string) {
    super(why);
    this.name = "Unusable";
    this.state = state;
    this.remedy = remedy;
  }
}
