import type { Entry, EntryOf, Journal } from "./journal.ts";

/** An occurrence of an alert that may be repaired. */
export type Fault = EntryOf<"seen">;

/** How far a fault has come, as the journal tells it. */
interface Course {
  /** The step that was begun and of which the outcome is not known yet. */
  readonly begun: EntryOf<"begun"> | undefined;
  /** The first step that was not tried yet. */
  readonly next: number;
  readonly outcomes: readonly EntryOf<"outcome">[];
  /** Something was done, or would have been in vain: what was only said, or declined by whoever was asked, was never tried. */
  readonly tried: boolean;
  readonly givenUp: boolean;
  /** When its signal was well again. */
  readonly over: EntryOf<"over"> | undefined;
  readonly reported: boolean;
}

const isOf = (incident: string) => (entry: Entry) => "incident" in entry && entry.incident === incident;

/** A step that was begun and ended in a refusal: whoever was asked has done nothing. */
export const declinedIn = (entries: readonly Entry[], { incident, step }: EntryOf<"begun" | "outcome">): boolean =>
  entries.some((one) => one.what === "begun" && one.incident === incident && one.step === step) &&
  entries.some(
    (one) => one.what === "outcome" && one.outcome === "refused" && one.incident === incident && one.step === step,
  );

export function courseOf({ entries }: Pick<Journal, "entries">, incident: string): Course {
  const own = entries.filter(isOf(incident));
  const begun = own.findLast((entry) => entry.what === "begun");
  const outcomes = own.filter((entry) => entry.what === "outcome");
  const over = own.findLast((entry) => entry.what === "over" || entry.what === "seen");
  return {
    begun: begun && !outcomes.some(({ step }) => step === begun.step) ? begun : undefined,
    next: 1 + Math.max(-1, ...outcomes.map(({ step }) => step)),
    outcomes,
    tried: outcomes.some((one) => one.outcome !== "dry_run" && !declinedIn(own, one)),
    givenUp: own.some(({ what }) => what === "given up"),
    over: over?.what === "over" ? over : undefined,
    reported: own.some(({ what }) => what === "reported"),
  };
}

/** Every fault that was seen, the oldest first. */
export function faultsIn({ entries }: Pick<Journal, "entries">): Fault[] {
  const faults = new Map<string, Fault>();
  for (const entry of entries)
    if (entry.what === "seen" && !faults.has(entry.incident)) faults.set(entry.incident, entry);
  return [...faults.values()];
}
