import { metricsOf } from "../../kit/model/metric.ts";
import { harmless, less, more, restless } from "../../kit/model/ways.ts";

/** In which state the quality exporter may find a report; `good` is one that it has read and that is not too old. */
export const reportStates = [
  "good",
  "missing",
  "old",
  "truncated",
  "huge",
  "wrong",
  // GitHub does not answer, or the file may not be read: nothing is known about the report.
  "unreachable",
] as const;

const hour = 3600;
const day = 24 * hour;

/** Seconds after which a report is old: the audit 48 h, others 8 days (benevoclic.md section 4). */
export const reportGoodFor = {
  audit: 48 * hour,
  outdated: 8 * day,
  coverage: 8 * day,
  lighthouse: 8 * day,
  lint: 8 * day,
} as const;

/** What the quality exporter adds to the figures of the reports (quality.ts), in the same file for the textfile collector. */
export const qualityExporter = metricsOf("node", {
  reportState: {
    name: "quality_report_state",
    type: "gauge",
    about: "1 for the state in which the exporter found a report at its last run.",
    labels: { project: "api", report: "coverage", state: "good" },
    harmless: harmless({
      "only drawn: a report that is missing or old is told by its age (QualityReportStale, QualityAuditStale)": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  securityScore: {
    name: "quality_security_score_ratio",
    type: "gauge",
    about: "Security score of a project, from 0 to 1, by the open formula in docs/quality-metrics.md.",
    labels: { project: "api" },
    harmless: harmless({
      "only drawn: it is made of the vulnerabilities and findings, each of which has an alert": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
  lastRun: {
    name: "quality_exporter_run_timestamp_seconds",
    type: "gauge",
    about: "When the exporter ran last (Unix time).",
    harmless: harmless({
      "only drawn: what it leaves undone is told by the age of the reports (QualityReportStale)": [
        "vanishes",
        "freezes",
        ...less,
        ...more,
        ...restless,
        "is there every other sample",
      ],
    }),
  },
});
