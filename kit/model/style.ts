import type { Severity } from "./level.ts";

/**
 * Every colour has one meaning, on every dashboard. The names are Grafana's, which suit its light and its dark theme.
 * https://grafana.com/docs/grafana/latest/panels-visualizations/configure-overrides/
 */
export const colours = {
  /** What is drawn, where nothing says whether it is good. */
  neutral: "blue",
  /** The same, earlier: to compare with. */
  past: "#8e8e8e",
  good: "green",
  objective: "purple",
  info: "super-light-blue",
  warning: "orange",
  critical: "red",
  /** Neither good nor bad: a reader's own fault, an event. */
  aside: "yellow",
  /** To tell series apart that are neither good nor bad; `neutral` is the first of them. */
  second: "#46b5c1",
  third: "#d67fb5",
  fourth: "#a3876a",
  fifth: "#8a93e8",
  sixth: "#9fa7b3",
} as const;
export type Colour = keyof typeof colours;

export const severityColours: Readonly<Record<Severity, Colour>> = {
  critical: "critical",
  warning: "warning",
  info: "info",
};

/** Grafana's units, by the name of ours. https://github.com/grafana/grafana/blob/main/packages/grafana-data/src/valueFormats/categories.ts */
export const grafanaUnits: Readonly<Record<string, string>> = {
  ratio: "percentunit",
  seconds: "s",
  count: "short",
  whole: "none",
  "per second": "suffix:/s",
  bytes: "bytes",
  "bytes per second": "Bps",
  bool: "none",
  /** A moment, in milliseconds: said as the time since then. */
  moment: "dateTimeFromNow",
};

/** How often an open dashboard asks again. */
export const refresh = "30s";

/** How opaque the area under a line is, in percent: enough to see where zero is. */
export const fillOpacity = 8;

/** Labels whose values are too long to read in a legend: what is shown of them (RE2, the whole value). */
export const shortened: Readonly<Record<string, string>> = {
  // `/etc/prometheus/rules/api.yml;api`
  rule_group: ".*;(.*)",
  // `http://127.0.0.1:9093/api/v2/alerts`
  alertmanager: "https?://([^/]+)/.*",
};

/** Graphs of these labels have many series: their names stand beside them, the largest first. */
export const manySeries: readonly string[] = ["path", "job", "project", "rule_group"];
