import { setTimeout as pause } from "node:timers/promises";
import type { Db } from "mongodb";
import type { Log } from "../program/log.ts";
import { dayOf } from "./days.ts";
import { type Failure, failureOf } from "./failure.ts";
import { answerOf, type Figures, type Source } from "./figures.ts";
import { leftOutOf } from "./left-out.ts";
import type { Store } from "./store.ts";

/**
 * Reads one collection. Throws what the driver throws.
 * @param answerWithin ms, kept by the server too
 * @param leaveOut addresses of accounts that are in no figure
 */
export async function read(
  db: Db,
  source: Source,
  answerWithin: number,
  leaveOut: readonly string[] = [],
  now = new Date(),
): Promise<{ figures: Figures; at: Date }> {
  const moment = { now, today: dayOf(now) };
  await db.client.connect();
  const accounts = await leftOutOf(db, leaveOut, answerWithin);
  const pipeline = [...(accounts.length === 0 ? [] : source.without(accounts)), ...source.pipeline(moment)];
  const documents = await db
    .collection(source.collection)
    .aggregate(pipeline, { maxTimeMS: answerWithin, comment: "benevoclic business exporter" })
    .toArray();
  return { figures: source.figures(answerOf(documents), moment), at: now };
}

interface Refreshing {
  stop(): void;
}

/** Collections are asked `interval` apart, give or take this share, so that they spread over time by themselves. */
const jitter = 0.1;

/**
 * Reads each collection again and again into the store, on its own schedule and one at a time: the database never sees two of our
 * questions at once, and how often anyone scrapes changes nothing.
 *
 * @param options.interval seconds between the end of a reading and the next one of the same collection
 * @param options.answerWithin ms
 * @param options.leaveOut addresses of accounts that are in no figure
 */
export function keepFresh(options: {
  db: Db;
  sources: readonly Source[];
  store: Store;
  interval: number;
  answerWithin: number;
  leaveOut: readonly string[];
  log: Log;
}): Refreshing {
  const { db, sources, store, interval, answerWithin, leaveOut, log } = options;
  const over = new AbortController();
  let queue: Promise<unknown> = Promise.resolve();
  const inTurn = (work: () => Promise<void>) => {
    queue = queue.then(work);
    return queue;
  };
  for (const source of sources) {
    const tell = outcomes(log, source.collection);
    const refresh = async () => {
      if (over.signal.aborted) return;
      const begin = performance.now();
      const seconds = () => (performance.now() - begin) / 1_000;
      try {
        const { figures, at } = await read(db, source, answerWithin, leaveOut);
        store.succeeded(source.collection, figures, at, seconds());
        tell();
      } catch (error) {
        if (over.signal.aborted) return;
        store.failed(source.collection, seconds());
        tell(failureOf(error));
      }
    };
    const wait = () =>
      pause(interval * 1_000 * (1 + jitter * (2 * Math.random() - 1)), undefined, { signal: over.signal });
    const refreshInTurn = async () => {
      while (!over.signal.aborted) {
        await inTurn(refresh);
        await wait().catch(() => {});
      }
    };
    void refreshInTurn();
  }
  return { stop: () => over.abort() };
}

/** Tells a failure when it begins and when its reason changes, and its end: an outage of hours is not a thousand lines. */
function outcomes(log: Log, collection: string): (failure?: Failure) => void {
  let told: Failure | undefined;
  let failures = 0;
  return (failure) => {
    if (failure) failures += 1;
    if (failure && failure.reason !== told?.reason)
      log.error("a collection cannot be read", { collection, ...failure });
    if (!failure && told) log.info("a collection is read again", { collection, failures });
    if (!failure) failures = 0;
    told = failure;
  };
}
