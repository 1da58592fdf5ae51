import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "../program/log.ts";
import { courseOf, type Fault, faultsIn } from "./fault.ts";
import type { Journal } from "./journal.ts";
import type { Plan } from "./plan.ts";

/** ms between two tries, and for an answer. */
const every = 2_000;
const answerWithin = 10_000;

/** Tells the recorder of anomalies what was done about each fault that is over, until it has it. */
export async function keepReporting(
  plan: Plan,
  journal: Journal,
  recorder: { readonly url: string; readonly token: string },
  stop: AbortSignal,
  log: Log,
): Promise<void> {
  let said = false;
  /** What the recorder does not understand, it will not tomorrow: it is told once, and keeps no other report. */
  const refused = new Set<string>();
  while (!stop.aborted) {
    for (const fault of faultsIn(journal)) {
      const report = reportOf(plan, journal, fault);
      if (report === undefined || refused.has(fault.incident)) continue;
      try {
        const response = await fetch(`${recorder.url}/remediation`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${recorder.token}` },
          body: JSON.stringify(report),
          signal: AbortSignal.any([stop, AbortSignal.timeout(answerWithin)]),
        });
        if (response.status === 400) {
          refused.add(fault.incident);
          log.warn("the recorder refuses a report", { alert: fault.alert, why: (await response.text()).slice(0, 300) });
          continue;
        }
        if (!response.ok) throw new Error(`the recorder answers ${response.status}`);
        journal.write({ what: "reported", at: new Date().toISOString(), incident: fault.incident });
        said = false;
      } catch (error) {
        if (!said && !stop.aborted) log.warn("the recorder does not take a report", { why: (error as Error).message });
        said = true;
        break;
      }
    }
    await pause(every, undefined, { signal: stop }).catch(() => {});
  }
}

/** What was done about a fault that is over; undefined where nothing was, or where it is known. */
function reportOf(plan: Plan, journal: Pick<Journal, "entries">, fault: Fault): object | undefined {
  const { over, outcomes, reported } = courseOf(journal, fault.incident);
  const healed = plan.alerts[fault.alert];
  if (over === undefined || reported || outcomes.length === 0 || healed === undefined) return undefined;
  const { heals: _, level: __, ...labels } = fault.labels;
  return {
    labels: { ...labels, alertname: fault.alert, severity: healed.level },
    annotations: fault.annotations,
    startsAt: fault.startsAt,
    endsAt: over.at,
    done: outcomes.map(({ action, target, outcome, why, step, at }) => ({
      ...{ action, target, outcome, why, at },
      said: healed.steps[step]?.said ?? action,
    })),
  };
}
