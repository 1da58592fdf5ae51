import { business } from "../../signals/metrics/business.ts";
import { type Sample, sample } from "../program/exposition.ts";
import type { Figures, Source } from "./figures.ts";

/** The last figures of each collection, and how the attempts to read them went. */
export interface Store {
  succeeded(collection: string, figures: Figures, at: Date, seconds: number): void;
  failed(collection: string, seconds: number): void;
  /** What is served: figures no older than `keepFor`, and the exporter's account of itself. */
  samples(now: Date): Sample[];
  /** Whether every collection has figures that are served. */
  complete(now: Date): boolean;
}

interface State {
  figures?: Figures;
  /** Unix seconds. */
  readAt?: number;
  seconds?: number;
  failures: number;
}

/** @param keepFor seconds that figures are served after they were read: an older number would be a lie */
export function createStore(sources: readonly Source[], keepFor: number): Store {
  const states = new Map<string, State>(sources.map(({ collection }) => [collection, { failures: 0 }]));
  const stateOf = (collection: string) => states.get(collection) as State;
  const isFresh = ({ readAt }: State, now: Date) => readAt !== undefined && now.getTime() / 1_000 - readAt <= keepFor;

  return {
    succeeded: (collection, figures, at, seconds) =>
      void Object.assign(stateOf(collection), { figures, readAt: at.getTime() / 1_000, seconds }),
    failed: (collection, seconds) => {
      const state = stateOf(collection);
      state.failures += 1;
      state.seconds = seconds;
    },
    samples: (now) =>
      sources.flatMap(({ collection, fields }) => {
        const state = stateOf(collection);
        const { figures, readAt, seconds, failures } = state;
        return [
          ...(figures && isFresh(state, now)
            ? [
                ...figures.samples,
                ...fields.map((field) =>
                  sample(business.unreadableValues, figures.unreadable[field] ?? 0, { collection, field }),
                ),
              ]
            : []),
          ...(readAt === undefined ? [] : [sample(business.refreshTimestamp, readAt, { collection })]),
          ...(seconds === undefined ? [] : [sample(business.refreshDuration, seconds, { collection })]),
          sample(business.refreshFailures, failures, { collection }),
        ];
      }),
    complete: (now) => [...states.values()].every((state) => isFresh(state, now)),
  };
}
