import type { Category } from "../../kit/model/category.ts";
import type { Severity } from "../../kit/model/level.ts";
import type { Anomaly, Resolution, Stored, Written } from "./anomaly.ts";
import type { ReportAnswers } from "./report-answers.ts";

/** The recorder's operations, as its metric names them (design: shared names). */
export type Operation = "create" | "update" | "reopen" | "close" | "list";

/** A record as people left it; they or the recorder changed it last. */
export interface Seen<Ref = unknown> extends Written<Ref> {
  readonly acknowledged: boolean;
  readonly closed: boolean;
  /** What people said of its end, where they did. */
  readonly resolution: Resolution | undefined;
}

/** What somebody wrote into a record for the recorder. */
export interface Command<Ref = unknown> {
  readonly ref: Ref;
  readonly says: { readonly kind: "acknowledge" } | { readonly kind: "close"; readonly resolution: Resolution };
  readonly at: Date;
}

/** An anomaly that people found, before it has an id. */
export interface Report<Ref = unknown> {
  readonly ref: Ref;
  /** Where it can be read. */
  readonly url?: string;
  readonly at: Date;
  readonly detection: "manual" | "user_report";
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  readonly category: Category;
  readonly component: string;
  readonly environment: string;
  readonly impact: string;
  /** When it was noticed, if that was told. */
  readonly noticedAt: Date | undefined;
  readonly ticket: string | undefined;
}

/** A new state of a record and what is said of it. */
export interface Change {
  readonly anomaly: Anomaly;
  /** Written once for each mark, however often the change is tried. */
  readonly comments: readonly { readonly mark: string; readonly text: string }[];
  /** Added to those that follow from the state. */
  readonly labels?: readonly string[];
}

/** A record's text, Markdown, without its hidden lines' meaning; what was added to it later apart, oldest first. */
export interface Reading {
  readonly text: string;
  /** `when` as it is shown, in Paris. */
  readonly remarks: readonly { readonly when: string; readonly text: string }[];
}

/** What people did since the last look. */
export interface News<Ref = unknown> {
  readonly seen: readonly Seen<Ref>[];
  /** In the order in which they were written. */
  readonly commands: readonly Command<Ref>[];
  readonly reports: readonly Report<Ref>[];
  /** Records that were open and are none any more: deleted, transferred, damaged. */
  readonly gone: readonly Ref[];
}

/**
 * Where records stand: the recorder's only memory. Every method can be tried again after it failed or was cut off at any
 * point, except `create`.
 */
export interface Store<Ref = unknown> {
  /** Ids of records that cannot be read: they are taken as well. */
  readonly damaged: ReadonlySet<string>;
  /** Makes room for records where there is none. Whoever only reads does not call it. */
  prepare(): Promise<void>;
  /** Every record as it is now, and what people wrote into the open ones. */
  load(): Promise<News<Ref>>;
  /** The latest records, found without a listing that may lag: for use after a `create` of which nobody knows whether it succeeded. */
  recent(): Promise<Seen<Ref>[]>;
  /** @throws IdTaken; Failed: with `certain: false` the record may have been made */
  create(anomaly: Anomaly): Promise<Written<Ref>>;
  /**
   * Reads the record and writes what `change` makes of it, if anything. `change` is asked again when somebody else wrote meanwhile.
   * @returns the record afterwards, or undefined when it is gone
   */
  change(
    ref: Ref,
    operation: Operation,
    change: (fresh: Seen<Ref>) => Promise<Change | undefined>,
  ): Promise<Written<Ref> | undefined>;
  /** The report has its record now. */
  takenUp(report: Report<Ref>): Promise<void>;
  /** Closes a record that was written twice. */
  discard(duplicate: Ref, kept: Stored<Ref>): Promise<void>;
  /** What a person does without the recorder: reports an anomaly; @returns where it waits to be taken up. */
  report(title: string, answers: ReportAnswers): Promise<string>;
  /** The record as people read it, for showing it elsewhere. */
  read(ref: Ref): Promise<Reading>;
  /** What a person says in a record, for instance a command. */
  say(ref: Ref, text: string): Promise<void>;
  /** @param open the records that are open as far as the recorder knows */
  news(open: readonly Ref[]): Promise<News<Ref>>;
  /** The same for one record that is said to have changed. */
  newsOf(ref: Ref): Promise<News<Ref>>;
}

/** Something stands where the record of this id would. */
export class IdTaken extends Error {}

/** An operation that did not succeed, in words without content of records. */
export class Failed extends Error {
  readonly operation: Operation;
  /** False when it may have taken effect all the same. */
  readonly certain: boolean;
  readonly remedy: string;

  constructor(operation: Operation, what: string, options: { certain: boolean; remedy: string }) {
    super(what);
    this.name = "Failed";
    this.operation = operation;
    this.certain = options.certain;
    this.remedy = options.remedy;
  }
}
