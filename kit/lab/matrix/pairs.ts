import type { Environment } from "../../model/environment.ts";
import type { Metric } from "../../model/metric.ts";
import type { Cell, Subject } from "./cells.ts";
import { damagesOf } from "./cells.ts";
import type { Inhibition } from "./inhibition.ts";
import { toldAmong } from "./inhibition.ts";
import { closeAttempt, firedBy, type Ground, type JudgedCell, limited, type ToldOutcome } from "./matrix.ts";

/** A cause that fires although only its own metric is wrong, and a fault of another component that it silences. */
export interface JudgedPair {
  readonly cause: string;
  /** What makes it fire wrongly. */
  readonly by: string;
  readonly hidden: string;
  /** Somebody is told of the fault all the same. */
  readonly told: boolean;
}

type Told = JudgedCell & { readonly outcome: ToldOutcome };

interface Pair {
  readonly cause: Told;
  readonly fault: Told;
}

const isTold = (judged: JudgedCell): judged is Told => judged.outcome.is === "told";

/**
 * Of each cause and each alert of another component that it silences, one cell each. Not of two figures that the same program
 * shows: whoever is told of one that is wrong looks at the program that shows both (`eyesOf` in `kit/judge/eyes.ts`).
 */
export function pairsOf(
  cells: readonly JudgedCell[],
  inhibitions: readonly Inhibition[],
  { jobs }: Pick<Environment, "jobs">,
): Pair[] {
  const shownBy = ({ job }: Metric) => jobs[job]?.sameAs ?? job;
  const told = cells.filter(isTold);
  const pairs = new Map<string, Pair>();
  for (const cause of told)
    for (const fault of told) {
      const [one, other] = [cause.outcome, fault.outcome];
      if (
        one.component === other.component ||
        shownBy(cause.cell.subject.metric) === shownBy(fault.cell.subject.metric)
      )
        continue;
      const key = `${one.alert} ${other.alert}`;
      if (pairs.has(key)) continue;
      if (inhibitions.some(({ source, target }) => source(one.labels) && target(other.labels)))
        pairs.set(key, { cause, fault });
    }
  return [...pairs.values()];
}

/** Whether each fault is told although a cause that would silence it fires wrongly at the same time. */
export function judgePairs(
  pairs: readonly Pair[],
  ground: Ground,
  judged: (count: number) => void = () => {},
): Promise<JudgedPair[]> {
  let done = 0;
  return Promise.all(
    pairs.map(({ cause, fault }) =>
      limited(async (): Promise<JudgedPair> => {
        const subjects = [cause.cell.subject, fault.cell.subject];
        const attempt = closeAttempt(subjects, ground);
        const wrong = [cause.cell, fault.cell].map(damageOf);
        const fired = await firedBy([{ mark: "both", wrong }], attempt, ground);
        const moment = attempt.slice.wrongFrom - attempt.slice.from;
        const own = (fired.get("both") ?? []).filter(({ from }) => from >= moment);
        const { alert, component } = fault.outcome;
        judged(++done);
        return {
          cause: cause.outcome.alert,
          by: `${cause.cell.subject.metric.name} ${cause.cell.way}`,
          hidden: `${alert} (${fault.cell.subject.metric.name} ${fault.cell.way})`,
          told: toldAmong(own, ground.inhibitions).some(
            ({ labels }) => labels.alertname === alert || labels.component === component,
          ),
        };
      }),
    ),
  );
}

function damageOf({ subject, way }: Cell): readonly [Subject, ReturnType<typeof damagesOf>[number]] {
  return [subject, damagesOf(way)[0] ?? way];
}
