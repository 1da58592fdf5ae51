import type { Log } from "../program/log.ts";
import type { Active } from "./alertmanager.ts";
import type { Anomaly } from "./anomaly.ts";
import type { Policy } from "./decide.ts";
import type { History } from "./history.ts";
import type { Notice } from "./notification.ts";
import type { Says, TooLate } from "./people.ts";
import type { ReportAnswers } from "./report-answers.ts";
import type { Locale } from "./sheet.ts";
import type { Operation, Reading, Store } from "./store.ts";

export interface RecorderOptions<Ref> {
  readonly store: Store<Ref>;
  readonly policy: Policy;
  readonly locale: Locale;
  /** Asks Alertmanager what fires; undefined when it does not answer. */
  readonly active: () => Promise<Active | undefined>;
  readonly history?: History;
  readonly log: Log;
  readonly now?: () => Date;
}

/** What a person does to an anomaly. */
export interface Act {
  readonly says?: Says;
  /** The name that its operator gave. */
  readonly by?: string | undefined;
  /** `takenAs` of the anomaly as it was shown: what changed since then, they have to see first. */
  readonly seen?: string | undefined;
  /** What the record says of what is done, in Markdown; written once for its mark. */
  readonly remark: { readonly mark: string; readonly text: string };
}

/** Keeps one record an anomaly. All work is done one after the other: GitHub asks for that, and it makes ids and records unique. */
export interface Recorder<Ref = unknown> {
  /** Reads everything from the store. Before that, and while it fails, nothing is recorded. */
  start(): Promise<void>;
  /** Resolves when all of it is in the store. @throws Failed, and then it may be given again at any time */
  record(notices: readonly Notice[]): Promise<void>;
  /** Counts alerts that could not be recorded because what told of them was not understood. */
  missed(alerts: number): void;
  /** Looks at what people did, and at what has ended unseen. */
  look(): Promise<void>;
  /** The same for one record of which a webhook tells. */
  lookAt(ref: Ref): Promise<void>;
  /**
   * What a person does on a page: obeyed at once, and said in the record.
   * @returns who was quicker: then nothing is done, and nothing said
   * @throws Failed
   */
  act(id: string, act: Act): Promise<TooLate | undefined>;
  /** The record of an id as people read it; undefined when there is none. @throws Failed */
  read(id: string): Promise<Reading | undefined>;
  /** Takes a person's report. @throws Failed */
  report(title: string, answers: ReportAnswers): Promise<void>;
  readonly ready: boolean;
  readonly anomalies: readonly Anomaly[];
  /** Pieces of work that wait, the present one included. */
  readonly pending: number;
  readonly failures: ReadonlyMap<Operation, number>;
}
