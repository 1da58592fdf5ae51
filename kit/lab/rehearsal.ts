import type { Environment } from "../model/environment.ts";
import type { Fault } from "./fault.ts";
import type { Part } from "./parts/obtain.ts";
import type { Episode } from "./recording/asking.ts";
import type { Course } from "./recording/course.ts";
import type { RuleGroup } from "./recording/rule-groups.ts";
import type { Scenario } from "./recording/scenario.ts";
import type { Recording } from "./recording/target-log.ts";

/** What a platform's simulator lends to whoever tries rules: courses without and with a fault, and recordings of them. */
export interface Rehearsal {
  /** Undefined for an environment of another platform. */
  environment(name: string): Environment | undefined;
  readonly faults: readonly Fault[];
  readonly healthyDay: Course;
  readonly deployHour: Course;
  record(course: Course, environment: Environment): Promise<Recording>;
  /** The recording of a fault that is long enough for the rules that tell it. */
  scenarioOf(fault: Fault, groups: readonly RuleGroup[]): Scenario;
  /** What rules that compare with earlier days fire in weeks in which all is well. */
  weeksWithoutFault(
    environment: Environment,
    groups: readonly RuleGroup[],
    promtool: Part,
  ): Promise<readonly Pick<Episode, "labels">[]>;
  /** What they fire when a fault comes after these weeks. */
  firedAfterWeeks(
    scenario: Scenario,
    environment: Environment,
    groups: readonly RuleGroup[],
    promtool: Part,
  ): Promise<Episode[]>;
}
