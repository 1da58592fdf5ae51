import { alwaysPresentOf } from "../../kit/model/metric.ts";

/**
 * How well the projects (api, web, monitoring) are kept, as their CI's reports say: `npm audit`, `npm outdated`, ESLint,
 * coverage and Lighthouse, turned into a file for node-exporter's textfile collector, which stays from one report to the next.
 */
export const quality = alwaysPresentOf("node", {
  vulnerabilities: {
    name: "quality_vulnerabilities",
    type: "gauge",
    about: "Known vulnerabilities of the packages that a project uses.",
    labels: { project: "api", severity: "critical" },
  },
  outdatedPackages: {
    name: "quality_outdated_packages",
    type: "gauge",
    about: "Packages of a project that have a newer version.",
    labels: { project: "api" },
  },
  packages: {
    name: "quality_packages",
    type: "gauge",
    about: "Packages that a project names.",
    labels: { project: "api" },
  },
  lighthouse: {
    name: "quality_lighthouse_score_ratio",
    type: "gauge",
    about: "Lighthouse's score of the web site, from 0 to 1.",
    labels: { project: "web", category: "performance" },
  },
  coverage: {
    name: "quality_coverage_ratio",
    type: "gauge",
    about: "The part of a project's code that its tests run.",
    labels: { project: "api", kind: "lines" },
  },
  lintProblems: {
    name: "quality_lint_problems",
    type: "gauge",
    about: "What ESLint complains of.",
    labels: { project: "api", severity: "error" },
  },
  securityFindings: {
    name: "quality_security_findings",
    type: "gauge",
    about: "What ESLint's security rules complain of.",
    labels: { project: "api", severity: "error" },
  },
  reportTimestamp: {
    name: "quality_report_timestamp_seconds",
    type: "gauge",
    about: "When a report was made (Unix time).",
    labels: { project: "api", report: "coverage" },
  },
});
