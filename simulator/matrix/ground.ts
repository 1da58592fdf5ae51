import { inhibitionsOf } from "../../kit/lab/matrix/inhibition.ts";
import { closely, type Ground } from "../../kit/lab/matrix/matrix.ts";
import type { Part } from "../../kit/lab/parts/obtain.ts";
import type { Course } from "../../kit/lab/recording/course.ts";
import type { Environment } from "../../kit/model/environment.ts";
import { healthyDay } from "../recording/days.ts";
import { recordingOf } from "../recording/recording.ts";
import { ourRules } from "../recording/rule-sets.ts";

/** A course without faults in which things go wrong from a moment on, in seconds from its start. */
interface Stage {
  readonly course: Course;
  readonly wrongFrom: number;
}

/** Noon is far from any deploy or backup, and has visitors before and after it. */
const noonOfTheDay: Stage = { course: healthyDay, wrongFrom: 12 * 3600 };

/** Records the stage, once for all cells. */
export async function groundOf(
  environment: Environment,
  promtool: Part,
  { course, wrongFrom }: Stage = noonOfTheDay,
): Promise<Ground> {
  const { groups, alertmanager } = ourRules(environment);
  const recording = await recordingOf(course, environment, { every: closely.sampled });
  const start = Date.parse(course.start) / 1000;
  return { recording, start, wrongFrom, groups, inhibitions: inhibitionsOf(alertmanager), promtool };
}
