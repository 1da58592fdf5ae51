import type { Project, ReportKind } from "./report.ts";

/** A report as a source has it. */
export interface Found {
  /** Changes when there is another report. */
  readonly id: string;
  /** When it came to be, in seconds since 1970. */
  readonly madeAt: number;
  /** One of its files in pieces, each valid until the next is asked for; nothing when it has no such file. */
  open(file: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** Forgets what was fetched of it. */
  close(): Promise<void>;
}

export interface Source {
  /** @throws Unusable: `missing`, or `unreachable` when the source cannot tell. */
  find(project: Project, kind: ReportKind): Promise<Found>;
}
