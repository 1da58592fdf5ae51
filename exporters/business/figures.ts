import type { Document } from "mongodb";
import type { Sample } from "../program/exposition.ts";
import type { DatePart } from "./dates.ts";
import { type Day, type Window, windowNames, windowsOf } from "./days.ts";
import type { LeftOut } from "./left-out.ts";

/** When the question is asked. */
interface Moment {
  readonly now: Date;
  readonly today: Day;
}

/** What one collection is asked for, and how its answer becomes figures. */
export interface Source {
  /** The MongoDB collection's name. */
  readonly collection: string;
  /** Names of fields whose values may be unreadable: each always has its series, 0 when all is well. */
  readonly fields: readonly string[];
  /** What goes before the pipeline where accounts are left out, such as that of the journeys. */
  without(accounts: LeftOut): Document[];
  /** Runs on the server. Its answer is one document: one list of groups for each key (`$facet`). */
  pipeline(moment: Moment): Document[];
  /** @param answer the lists of groups, read with `rowsOf`; all are empty when the collection is empty or does not exist */
  figures(answer: Answer, moment: Moment): Figures;
}

export interface Figures {
  readonly samples: readonly Sample[];
  /** Field -> how many of its values could not be read. */
  readonly unreadable: Readonly<Record<string, number>>;
}

/** A group: what it was grouped by, and its numbers. */
export interface Row {
  readonly _id: unknown;
  readonly [field: string]: unknown;
}

type Answer = (facet: string) => readonly Row[];

/** @param documents what the aggregation returned: one document, or none where the collection does not exist */
export function answerOf(documents: readonly Document[]): Answer {
  const [facets = {}] = documents;
  return (facet) => (facets[facet] as Row[] | undefined) ?? [];
}

/** A number of a row; 0 when it is not there. */
export const numberOf = (row: Row | undefined, field: string): number => Number(row?.[field] ?? 0);

/** The sum of a number over rows. */
export const sumOf = (rows: readonly Row[], field = "n"): number =>
  rows.reduce((sum, row) => sum + numberOf(row, field), 0);

/** Counts by window, 0 where nothing is; dates that are unreadable, or in the future where that cannot be, are counted apart. */
export function byWindow(
  rows: readonly { readonly date: DatePart; readonly n: number }[],
  today: Day,
): {
  readonly counts: Readonly<Record<Window, number>>;
  readonly absent: number;
  readonly unreadable: number;
  readonly future: number;
} {
  const counts = Object.fromEntries(windowNames.map((window) => [window, 0])) as Record<Window, number>;
  const apart = { absent: 0, unreadable: 0, future: 0 };
  for (const { date, n } of rows) {
    if (date === "absent" || date === "unreadable") apart[date] += n;
    else if (date > today) apart.future += n;
    else for (const window of windowsOf(date, today)) counts[window] += n;
  }
  return { counts, ...apart };
}
