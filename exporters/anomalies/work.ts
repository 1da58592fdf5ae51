import type { Log } from "../program/log.ts";
import { Failed, type Operation } from "./store.ts";

/** Work on the records, one piece after the other, and what of it failed. */
export interface Work {
  /** Does the work when all work before it is done; tells why it failed, and fails. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Does what stands for itself: a refusal of one record is told, and keeps nobody else waiting. */
  onItsOwn(work: Promise<unknown>): Promise<void>;
  /** Counts and logs a failure. */
  tell(failed: Failed): void;
  count(operation: Operation, times?: number): void;
  readonly failures: ReadonlyMap<Operation, number>;
  /** Pieces that wait, the present one included. */
  readonly pending: number;
}

export function createWork(log: Log): Work {
  const failures = new Map<Operation, number>();
  let pending = 0;
  let last: Promise<unknown> = Promise.resolve();

  const count = (operation: Operation, times = 1): void =>
    void failures.set(operation, (failures.get(operation) ?? 0) + times);
  const tell = (failed: Failed): void => {
    count(failed.operation);
    log.error(failed.message, { operation: failed.operation, remedy: failed.remedy });
  };
  return {
    ...{ tell, count, failures },
    get pending() {
      return pending;
    },
    inTurn: (work) => {
      pending += 1;
      const mine = last.then(work).finally(() => {
        pending -= 1;
      });
      last = mine.catch(() => {});
      return mine.catch((error: unknown) => {
        if (error instanceof Failed) tell(error);
        else
          log.error("unexpected failure: this is a defect", { error: error instanceof Error ? error.name : "unknown" });
        throw error;
      });
    },
    onItsOwn: async (work) => {
      try {
        await work;
      } catch (error) {
        if (!(error instanceof Failed) || !error.certain) throw error;
        tell(error);
      }
    },
  };
}
