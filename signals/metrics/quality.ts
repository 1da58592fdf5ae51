import { alwaysPresentOf } from "../../kit/model/metric.ts";
import { harmless, less, more, restless } from "../../kit/model/ways.ts";

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
    harmless: harmless({
      "fewer packages are old": [...less],
      "a nightly run writes it: it does not change within minutes": [...restless],
    }),
  },
  packages: {
    name: "quality_packages",
    type: "gauge",
    about: "Packages that a project names.",
    labels: { project: "api" },
    harmless: harmless({
      "more packages, none of them older": ["doubles", "grows tenfold"],
      "a nightly run writes it: it does not change within minutes": [...restless],
    }),
  },
  lighthouse: {
    name: "quality_lighthouse_score_ratio",
    type: "gauge",
    about: "Lighthouse's score of the web site, from 0 to 1.",
    labels: { project: "web", category: "performance" },
    harmless: harmless({
      "a better score": ["doubles", "grows tenfold"],
      "a nightly run writes it: it does not change within minutes": [...restless],
    }),
  },
  coverage: {
    name: "quality_coverage_ratio",
    type: "gauge",
    about: "The part of a project's code that its tests run.",
    labels: { project: "api", kind: "lines" },
    harmless: harmless({
      "more of the code is tested": ["doubles", "grows tenfold"],
      "a nightly run writes it: it does not change within minutes": [...restless],
    }),
  },
  lintProblems: {
    name: "quality_lint_problems",
    type: "gauge",
    about: "What ESLint complains of.",
    labels: { project: "api", severity: "error" },
    harmless: harmless({
      "how code looks is read in its review; what endangers people is QualitySecurityFindings, a report that stays away QualityReportStale":
        ["vanishes", "freezes", ...less, ...more, ...restless, "is there every other sample"],
    }),
  },
  securityFindings: {
    name: "quality_security_findings",
    type: "gauge",
    about: "What ESLint's security rules complain of.",
    labels: { project: "api", severity: "error" },
    harmless: harmless({ "a nightly run writes it: it does not change within minutes": [...restless] }),
  },
  reportTimestamp: {
    name: "quality_report_timestamp_seconds",
    type: "gauge",
    about: "When a report was made (Unix time).",
    labels: { project: "api", report: "coverage" },
    harmless: harmless({
      "the hour of a report: one that is too old by days is told, half a day is no harm": [
        "freezes",
        "doubles",
        "grows tenfold",
        "drifts for hours",
        "flaps",
        "starts anew",
        "steps back",
      ],
    }),
  },
});
