import type { Journal } from "./journal.ts";
import { actionsOf, type Plan } from "./plan.ts";

/** ms: PM2's clock is ours; from the order until it starts the app. A deploy may give several. */
const own = 30_000;

/**
 * Notes when somebody else has started an app: a person, a deploy. It counts against the budget.
 * @returns to be called now and then; what happened while nobody looked is noted once
 */
export function othersWatched(
  plan: Plan,
  journal: Journal,
  pm2: { startedByOthers(target: string): Promise<Date | undefined> },
): () => Promise<void> {
  const targets = [...new Set(actionsOf(plan).flatMap(({ kind, target }) => (kind === "app" ? [target] : [])))];
  const seen = new Map<string, number>();
  return async () => {
    for (const target of targets) {
      const started = (await pm2.startedByOthers(target).catch(() => undefined))?.getTime();
      if (started === undefined) continue;
      const before = seen.get(target);
      seen.set(target, started);
      // What was there at the first look is older than this program.
      if (before === undefined || before === started) continue;
      const known = journal.entries.some(
        (entry) =>
          (entry.what === "begun" || entry.what === "by others") &&
          entry.target === target &&
          Math.abs(started - Date.parse(entry.at)) < own,
      );
      if (!known) journal.write({ what: "by others", at: new Date(started).toISOString(), target });
    }
  };
}
