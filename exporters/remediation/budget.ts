import { declinedIn } from "./fault.ts";
import type { Entry } from "./journal.ts";
import type { Step } from "./plan.ts";

const day = 86_400;

/** s that a release may be ahead of this program's clock. */
const clocksDiffer = 60;

/** Whether a deploy was at most so many seconds ago. One of the future was not: a clock was set, and nobody knows when it was. */
export function isWithin(seconds: number, deployed: Date, now: Date): boolean {
  const ago = (now.getTime() - deployed.getTime()) / 1000;
  return ago >= -clocksDiffer && ago <= seconds;
}

/**
 * How often a step may still be done for an alert. What others did to the target counts as well: what two restarts of a person
 * did not cure, a third one will not. But not against what undoes a deploy, which is such a restart itself.
 */
export function budgetLeft(step: Step, alert: string, entries: readonly Entry[], now: Date): number {
  const within = (seconds: number) =>
    entries.filter(
      (entry) =>
        now.getTime() - Date.parse(entry.at) < seconds * 1000 &&
        ((entry.what === "begun" &&
          entry.alert === alert &&
          entry.action === step.action &&
          entry.target === step.target &&
          !declinedIn(entries, entry)) ||
          (entry.what === "by others" && entry.target === step.target && step.whenDeployedWithin === undefined)),
    ).length;
  return Math.max(0, Math.min(step.atMost - within(step.per), step.perDay - within(day)));
}

/**
 * Whether somebody is at a way back's target already: it was started by hand more often than by the deploy that the way leads back
 * from. Whoever deploys one correction after the other must not be set back in the middle.
 */
export const someoneIsAtIt = ({ target, whenDeployedWithin }: Step, entries: readonly Entry[], now: Date): boolean =>
  whenDeployedWithin !== undefined &&
  entries.filter(
    (entry) =>
      entry.what === "by others" &&
      entry.target === target &&
      now.getTime() - Date.parse(entry.at) < whenDeployedWithin * 1000,
  ).length > 1;

/** Milliseconds until a target may be acted upon again. */
export function coolingFor({ target, coolDown }: Step, entries: readonly Entry[], now: Date): number {
  const last = entries.findLast(
    (entry) => entry.what === "begun" && entry.target === target && !declinedIn(entries, entry),
  );
  return last === undefined ? 0 : Math.max(0, Date.parse(last.at) + coolDown * 1000 - now.getTime());
}
