import type { Config } from "../config/load.ts";
import type { Platform } from "../platform.ts";
import type { Alert } from "./alert.ts";
import type { Analysis } from "./analyse.ts";
import type { Dashboard } from "./dashboard.ts";
import type { Job } from "./job.ts";
import type { Level } from "./level.ts";
import { type MetricTable, metricTable } from "./metric.ts";
import { oncePer } from "./once.ts";
import type { Panel } from "./panel.ts";
import type { Promql } from "./promql.ts";
import { scrape } from "./scraped.ts";
import type { Signal } from "./signal.ts";
import type { Text } from "./text.ts";

/** An alert as it stands in one environment: its levels with that environment's limits. */
export interface EnvironmentAlert {
  readonly alert: Alert;
  readonly domain: string;
  readonly levels: readonly Level[];
}

/** Everything declared, as it applies in one environment, checked. */
export interface Environment<Values extends Config = Config> {
  readonly platform: Platform;
  readonly config: Values;
  /** The scrape jobs of the platform, by name. */
  readonly jobs: Readonly<Record<string, Job>>;
  readonly metrics: MetricTable;
  readonly domains: readonly string[];
  readonly signals: ReadonlyMap<string, readonly Signal[]>;
  readonly alerts: readonly EnvironmentAlert[];
  readonly dashboards: readonly ShownDashboard[];
  /** Those that have a recording rule: what alerts are on, what several rules read, and what asks for it. */
  readonly recordingRules: ReadonlySet<Signal>;
  /** The text of an expression, with those that have a recording rule under their name. */
  render(expression: Promql): string;
  /** The same, parsed and checked. */
  analyse(expression: Promql): Analysis;
}

/** The metrics of parts, and what Prometheus adds to each of them. */
export const metricsOfParts = oncePer(
  (parts: Platform["parts"]): MetricTable =>
    metricTable([...Object.values(scrape), ...parts.flatMap(({ metrics }) => metrics)]),
);

/** A dashboard as one environment has it: without what nothing measures there. */
export interface ShownDashboard extends Omit<Dashboard, "rows" | "place"> {
  readonly rows: readonly ShownRow[];
}

export interface ShownRow {
  readonly title: Text;
  readonly lines: readonly (readonly Panel[])[];
}
