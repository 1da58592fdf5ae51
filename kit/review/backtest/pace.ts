import { setTimeout as pause } from "node:timers/promises";
import { Overloaded, type Server } from "./server.ts";

/** Seconds that an answer should take: longer ones are asked for in smaller parts. */
const comfortable = 3;
/** A trivial question that takes longer tells of a server that is busy with others; seconds. */
const busy = 1;
/** Failures in a row after which a replay gives up. */
const patience = 6;
/** Seconds of rest after the first failure; each further one doubles it. */
const firstRest = 2;
/** What is asked for at once at most, in seconds: 11,000 points of 15 s are 46 hours. */
const longest = 2 * 86_400;
/** Seconds of rest at most after an answer. */
const longestRest = 10;

/** The server needs its strength for something else: what was learned is kept, and the same command goes on later. */
export class ServerBusy extends Error {}

/** Asks no more of a server than it can spare. */
export interface Pace {
  /** How much time the next query should span at most, in seconds. */
  readonly chunk: number;
  /**
   * Asks, rests afterwards as long as the answer took, and learns from it how much to ask for the next time.
   * @returns undefined when the server could not answer: ask again, for `chunk` seconds
   * @throws ServerBusy after several failures in a row
   */
  ask<Answer>(question: () => Promise<Answer>): Promise<Answer | undefined>;
}

/** @param chunk seconds, to begin with @param rest how to wait, in seconds */
export function createPace(
  api: Pick<Server, "holds">,
  chunk: number,
  rest: (seconds: number) => Promise<void> = (seconds) => pause(seconds * 1000),
): Pace {
  let failures = 0;
  let span = chunk;
  let last = 0;
  const failed = async (why: string) => {
    failures++;
    if (failures >= patience) throw new ServerBusy(why);
    span = Math.max(60, span / 2);
    await rest(firstRest * 2 ** (failures - 1));
  };
  return {
    get chunk() {
      return span;
    },
    async ask(question) {
      try {
        // Only after a heavy question: the light ones ask by themselves how busy it is.
        if (last > comfortable || failures > 0) {
          const began = performance.now();
          await api.holds("vector(1)", Date.now() / 1000);
          const took = (performance.now() - began) / 1000;
          if (took > busy) {
            await failed(`it takes ${took.toFixed(1)} s to answer the simplest question`);
            return undefined;
          }
        }
        const began = performance.now();
        const answer = await question();
        last = (performance.now() - began) / 1000;
        failures = 0;
        if (last > comfortable) span = Math.max(60, span / 2);
        else if (last < comfortable / 4) span = Math.min(longest, span * 2);
        await rest(Math.min(last, longestRest));
        return answer;
      } catch (error) {
        if (!(error instanceof Overloaded)) throw error;
        await failed(error.message);
        return undefined;
      }
    },
  };
}
