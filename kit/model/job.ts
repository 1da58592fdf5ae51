import type { Duration } from "./durations.ts";

/** How Prometheus scrapes a job. */
export interface Job {
  readonly interval: Duration;
  /** Where on the address its metrics are; /metrics where nothing says otherwise. */
  readonly path?: string;
  /** The values of the label `path` that are kept: series of any other are dropped after scraping. */
  readonly onlyPaths?: readonly string[];
  /** Asked through blackbox-exporter, once for each configured probe. */
  readonly probes?: true;
}

/** Scrape and evaluation interval where nothing says otherwise (design: shared names). */
export const usualInterval: Duration = "15s";
/** For what users notice within seconds: the API and the probes. */
export const fastInterval: Duration = "5s";
