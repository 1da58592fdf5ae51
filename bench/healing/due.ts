import { environmentOf } from "../../kit/environment.ts";
import { limiter } from "../../kit/lab/limiter.ts";
import { obtainParts } from "../../kit/lab/parts/obtain.ts";
import type { Course } from "../../kit/lab/recording/course.ts";
import { evaluate } from "../../kit/lab/recording/rule-engine.ts";
import { remedyDue } from "../../kit/model/routing.ts";
import { benevoclic } from "../../platform.ts";
import { faults } from "../../simulator/faults.ts";
import { quietVariations } from "../../simulator/matrix/quiet.ts";
import { recordingOf } from "../../simulator/recording/recording.ts";
import { ourRules } from "../../simulator/recording/rule-sets.ts";
import { scenarioOf } from "../../simulator/recording/scenarios.ts";
import { wholeConfig } from "../../simulator/whole.ts";

/** What of a course becomes due for repair, and when. */
interface Due {
  readonly heals: string;
  /** Seconds from the beginning of the fault, or of the course where there is none. */
  readonly after: number;
  readonly seconds: number;
}

/**
 * What becomes due for repair in every fault of the library that can be recorded, and in the quiet variations, by the generated rules
 * and Prometheus' engine: what is never due is never done.
 */
export async function measureDue(): Promise<void> {
  const { promtool } = await obtainParts({ names: ["promtool"], progress: console.error });
  const environment = environmentOf(benevoclic, wholeConfig());
  const { groups } = ourRules(environment);
  // Alerts are no part of the question; what the rules record is.
  const asked = groups.map((group) => ({
    ...group,
    rules: group.rules.filter(({ alert }) => alert === undefined || alert === remedyDue.alertname),
  }));
  const due = async (course: Course, from: number): Promise<Due[]> => {
    const episodes = await evaluate(await recordingOf(course, environment), asked, { promtool });
    return episodes.map(({ labels, ...one }) => ({
      heals: labels.heals ?? "",
      after: one.from - from,
      seconds: Math.min(one.to, course.seconds) - one.from,
    }));
  };
  const inTurn = limiter(2);
  const say = (name: string, found: readonly Due[]) =>
    console.log(
      `${name}: ${found.map(({ heals, after, seconds }) => `${heals} after ${after} s for ${seconds} s`).join("; ") || "nothing due"}`,
    );
  const variations = quietVariations.flatMap((one) => ("course" in one ? [{ ...one, from: 0 }] : []));
  const scenarios = faults
    .filter(({ liveOnly }) => liveOnly !== true)
    .map((fault) => ({ name: fault.name, ...scenarioOf(fault, groups) }));
  await Promise.all(
    [...variations, ...scenarios].map(({ name, course, from }) =>
      inTurn(async () => say(name, await due(course, from))),
    ),
  );
}
