import { setTimeout as pause } from "node:timers/promises";
import type { Log } from "../program/log.ts";
import { ChromiumFailed } from "./chromium.ts";
import type { Journey } from "./journey.ts";
import type { Walked } from "./walk.ts";

/** What the last walk of a journey came to. */
export interface Result {
  readonly walked: Walked;
  readonly at: Date;
  /** Since when it fails, where it does. */
  readonly failingSince?: Date;
}

interface Rounds {
  /** By the journey's name; nothing of one that was never walked to a result. */
  readonly results: ReadonlyMap<string, Result>;
  /** Walks all of them, one after the other, until it is told to stop. */
  keepWalking(stop: AbortSignal): Promise<void>;
}

/**
 * Walks journeys again and again. One that fails is walked again at once, and fails only when it does so twice: what a visitor would
 * get over by trying again wakes nobody. Whatever becomes of a walk, the next one follows; of one in which the browser failed nothing
 * is known, so that its last result stands and grows old.
 * @param options.every ms from the beginning of a round to that of the next
 */
export function createRounds(options: {
  readonly journeys: readonly Journey[];
  readonly walkOnce: (journey: Journey) => Promise<Walked>;
  readonly every: number;
  readonly log: Log;
  readonly now?: () => Date;
}): Rounds {
  const { journeys, walkOnce, every, log, now = () => new Date() } = options;
  const results = new Map<string, Result>();

  const walkTwice = async (journey: Journey): Promise<Walked> => {
    const first = await walkOnce(journey);
    if (first.failed === undefined) return first;
    const second = await walkOnce(journey);
    if (second.failed === undefined)
      log.warn("a journey failed once, and not again", { journey: journey.name, step: first.failed.step });
    return second;
  };

  const take = async (journey: Journey): Promise<void> => {
    const { name } = journey;
    try {
      const walked = await walkTwice(journey);
      const at = now();
      const before = results.get(name)?.failingSince;
      if (walked.failed === undefined) {
        if (before !== undefined) log.info("a journey is well again", { journey: name });
        results.set(name, { walked, at });
        return;
      }
      if (before === undefined) log.error("a journey fails", { journey: name, step: walked.failed.step });
      results.set(name, { walked, at, failingSince: before ?? at });
    } catch (error) {
      const reason = error instanceof ChromiumFailed ? error.message : error instanceof Error ? error.name : "unknown";
      log.error("the browser failed: nothing is known of the journey", { journey: name, reason });
    }
  };

  return {
    results,
    keepWalking: async (stop) => {
      while (!stop.aborted) {
        const began = performance.now();
        for (const journey of journeys) if (!stop.aborted) await take(journey);
        const left = Math.max(0, every - (performance.now() - began));
        await pause(left, undefined, { signal: stop }).catch(() => {});
      }
    },
  };
}
