import type { Fault } from "../fault.ts";
import type { Course } from "./course.ts";

/** A fault in the middle of healthy time. Seconds from the recording's start. */
export interface Scenario<Caused extends Fault = Fault> {
  readonly fault: Caused;
  readonly course: Course;
  readonly from: number;
  readonly to: number;
  /** Whether the alert that tells it compares with earlier days, and cannot tell anything without them. */
  readonly comparesDays: boolean;
}

/** Rules that look back so far compare with earlier days. In seconds. */
export const earlierDays = 86_400;
