import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "../program/log.ts";
import type { Result } from "./rounds.ts";

/** ms between two looks, and for an answer. */
const every = 5_000;
const answerWithin = 10_000;

/** What the recorder is told of a journey that fails. */
export interface FailureReport {
  readonly journey: string;
  /** ISO 8601 */
  readonly since: string;
  readonly step: string;
  readonly why: string;
  readonly complaints: readonly string[];
  /** Of the picture, where there is one. */
  readonly screenshot?: string;
}

/** Tells the recorder of anomalies once of each failure, as soon as there is a record of it: people are told of it a little later. */
export async function reportFailures(
  results: ReadonlyMap<string, Result>,
  recorder: { readonly url: string; readonly token: string },
  stop: AbortSignal,
  log: Log,
): Promise<void> {
  const told = new Map<string, Date>();
  let said = false;
  while (!stop.aborted) {
    for (const report of untold(results, told)) {
      try {
        const response = await fetch(`${recorder.url}/journeys`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${recorder.token}` },
          body: JSON.stringify(report),
          signal: AbortSignal.any([stop, AbortSignal.timeout(answerWithin)]),
        });
        // There is no record yet, or the failure is explained by another one's.
        if (response.status === 404) continue;
        if (!response.ok) throw new Error(`the recorder answers ${response.status}`);
        told.set(report.journey, new Date(report.since));
        said = false;
      } catch (error) {
        if (!said && !stop.aborted) log.warn("the recorder does not take a report", { why: (error as Error).message });
        said = true;
      }
    }
    await pause(every, undefined, { signal: stop }).catch(() => {});
  }
}

const untold = (results: ReadonlyMap<string, Result>, told: ReadonlyMap<string, Date>): FailureReport[] =>
  [...results].flatMap(([journey, { walked, failingSince }]) => {
    if (failingSince === undefined || walked.failed === undefined) return [];
    if (told.get(journey)?.getTime() === failingSince.getTime()) return [];
    return [{ journey, since: failingSince.toISOString(), ...walked.failed, complaints: walked.complaints }];
  });
