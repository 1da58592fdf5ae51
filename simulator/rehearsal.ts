import { environmentNames, loadConfig } from "../config/load.ts";
import { environmentOf } from "../kit/environment.ts";
import type { Rehearsal } from "../kit/lab/rehearsal.ts";
import { benevoclic } from "../platform.ts";
import { faults } from "./faults.ts";
import { deployHour, healthyDay } from "./recording/days.ts";
import { recordingOf } from "./recording/recording.ts";
import { scenarioOf } from "./recording/scenarios.ts";
import { firedAfterWeeks, weeksWithoutFault } from "./recording/weeks.ts";

/** Benevoclic's days and faults, for whoever tries rules on them. */
export const rehearsal: Rehearsal = {
  environment: (name) => (environmentNames.includes(name) ? environmentOf(benevoclic, loadConfig(name)) : undefined),
  ...{ faults, healthyDay, deployHour, scenarioOf, weeksWithoutFault, firedAfterWeeks },
  record: recordingOf,
};
