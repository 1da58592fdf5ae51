/** A span of the recording, in seconds from its start; `to` is no longer part of it. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** What happens while a recording is made, beside the visitors' comings and goings. */
export interface Course {
  readonly name: string;
  /** An ISO 8601 instant: hours, weekdays and the clock change follow from it. */
  readonly start: string;
  /** Where the rule engine's time begins, when it is not the start: for a recording that is put after another one. */
  readonly origin?: string;
  /** How long. */
  readonly seconds: number;
  readonly seed: number;
  /** A new version of the API: the machine builds, then the process is replaced and down in this span. */
  readonly deploys?: readonly Span[];
  /** A backup: the disk busy, a dump that grows and is then deleted. */
  readonly backups?: readonly Span[];
  /** One scrape of a job that Prometheus did not get, or never made. */
  readonly missed?: readonly { readonly job: string; readonly at: number; readonly how: "refused" | "skipped" }[];
  /** Faults by name, of the platform or of the parts around it. */
  readonly faults?: readonly (Span & { readonly name: string })[];
}

export const within = (spans: readonly Span[] | undefined, at: number): Span | undefined =>
  spans?.find(({ from, to }) => from <= at && at < to);
