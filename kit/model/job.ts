import type { Duration } from "./durations.ts";

/** How Prometheus scrapes a job. */
export interface Job {
  readonly interval: Duration;
  /** Where on the address its metrics are; /metrics where nothing says otherwise. */
  readonly path?: string;
  /** The job that the same program answers: it is one eye, not two. */
  readonly sameAs?: string;
  /** Where that program answers it, if on another port. */
  readonly port?: number;
  /** Of a job of which anybody on the internet can make series: what is kept after scraping beside declared metrics. */
  readonly onlyDeclared?: DeclaredOnly;
  /** Asked through blackbox-exporter, once for each configured probe. */
  readonly probes?: true;
}

/** What may be kept of a job, as regular expressions. */
export interface DeclaredOnly {
  /** Label -> its values; a series with another one is dropped. */
  readonly values: Readonly<Record<string, string>>;
  /** Names of metrics that no declaration reads, and that people want to look at; and the labels of these. */
  readonly beside?: { readonly names: string; readonly labels: readonly string[] };
}

/** Scrape and evaluation interval where nothing says otherwise (design: shared names). */
export const usualInterval: Duration = "15s";
/** For what users notice within seconds: the API and the probes. */
export const fastInterval: Duration = "5s";
