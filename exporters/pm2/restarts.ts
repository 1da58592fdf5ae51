import type { Pm2Process } from "./processes.ts";

/** Processes that are gone are remembered up to this number; ids are small numbers that come back with a new daemon. */
const remembered = 1000;

/** Restarts of each process, as a counter: what it has once counted stays. */
interface RestartCounter {
  /**
   * Takes in one answer of PM2.
   * @returns the restarts of each process since the first answer, of those that PM2 counts
   */
  count(processes: readonly Pm2Process[]): ReadonlyMap<Pm2Process, number>;
}

/**
 * PM2's own count falls back to 0 with `pm2 reset`, a new daemon, or another process under a used id; what it shows then has
 * happened since. Totals begin at 0 with this program, not at PM2's count: after a reset they would differ from it, and
 * a restart of the exporter would look to Prometheus like that many restarts of the app.
 */
export function createRestartCounter(): RestartCounter {
  const seen = new Map<string, { shown: number; total: number }>();
  let first = true;
  return {
    count(processes) {
      const totals = new Map<Pm2Process, number>();
      for (const process of processes) {
        if (process.restarts === undefined) continue;
        const key = `${process.id} ${process.app}`;
        const before = seen.get(key) ?? { shown: first ? process.restarts : 0, total: 0 };
        const since = process.restarts - before.shown;
        const total = before.total + (since >= 0 ? since : process.restarts);
        // Deleted first, so that the map's order is that of the last answers.
        seen.delete(key);
        seen.set(key, { shown: process.restarts, total });
        totals.set(process, total);
      }
      for (const key of seen.keys()) {
        if (seen.size <= Math.max(remembered, processes.length)) break;
        seen.delete(key);
      }
      first = false;
      return totals;
    },
  };
}
