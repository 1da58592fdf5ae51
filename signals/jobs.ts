import type { JobName } from "../config/schema.ts";
import type { Duration } from "../config/units.ts";

/** How Prometheus scrapes a job. */
export interface Job {
  readonly interval: Duration;
  /** Where on the address its metrics are; /metrics where nothing says otherwise. */
  readonly path?: string;
  /** Series of paths outside the declared routes are dropped after scraping. */
  readonly onlyRoutes?: true;
  /** The job that the same program answers: it is one eye, not two. */
  readonly sameAs?: JobName;
  /** Asked through blackbox-exporter, once for each configured probe. */
  readonly probes?: true;
}

/** Scrape and evaluation interval where nothing says otherwise (design: shared names). */
export const usualInterval: Duration = "15s";
/** For what users notice within seconds: the API and the probes. */
export const fastInterval: Duration = "5s";

/** Every scrape job there is. Which of them run in an environment, and where, stands in config/. */
export const jobs: Readonly<Record<JobName, Job>> = {
  prometheus: { interval: usualInterval },
  alertmanager: { interval: usualInterval },
  grafana: { interval: usualInterval },
  node: { interval: usualInterval },
  "benevoclic-api": { interval: fastInterval, onlyRoutes: true },
  blackbox: { interval: fastInterval, path: "/probe", probes: true },
  // The second endpoint of the business exporter.
  mongodb: { interval: usualInterval, path: "/metrics/mongodb", sameAs: "business" },
  pm2: { interval: usualInterval },
  business: { interval: usualInterval },
  anomalies: { interval: usualInterval },
};
