import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Metric } from "../../kit/model/metric.ts";
import { quality } from "../../signals/metrics/quality.ts";
import { qualityExporter } from "../../signals/metrics/quality-exporter.ts";
import type { Faults } from "./faults.ts";

type Sample = readonly [metric: Metric, labels: Readonly<Record<string, string>>, value: number];

/**
 * Writes what the projects' CI left on the host for node-exporter's textfile collector: reports of an hour ago, all well
 * but for the faults.
 */
export function writeQualityReports(directory: string, faults: Faults, now: Date): void {
  const file = join(directory, "textfile", "quality.prom");
  mkdirSync(join(directory, "textfile"), { recursive: true });
  // A name that the collector does not read until it is complete.
  writeFileSync(`${file}.draft`, qualityMetrics(faults, now));
  renameSync(`${file}.draft`, file);
}

/** The same as an exposition. */
export function qualityMetrics(faults: Faults, now: Date): string {
  return exposition(samples(faults, now.getTime() / 1000 - 3600));
}

function samples(faults: Faults, reportedAt: number): Sample[] {
  const vulnerable = (project: string, severity: string) =>
    Number(project === "api" && severity === "critical" && faults.active("quality-vulnerability"));
  return ["api", "web", "monitoring"].flatMap((project): Sample[] => [
    ...["critical", "high", "moderate", "low"].map(
      (severity): Sample => [quality.vulnerabilities, { project, severity }, vulnerable(project, severity)],
    ),
    // One critical vulnerability costs 10 points of 100.
    [qualityExporter.securityScore, { project }, 1 - 0.1 * vulnerable(project, "critical")],
    [quality.packages, { project }, 60],
    [quality.outdatedPackages, { project }, 2],
    ...["lines", "branches", "functions", "statements"].map(
      (kind): Sample => [quality.coverage, { project, kind }, 0.87],
    ),
    ...["error", "warning"].flatMap((severity): Sample[] => [
      [quality.lintProblems, { project, severity }, 0],
      [quality.securityFindings, { project, severity }, 0],
    ]),
    ...["audit", "outdated", "coverage", "lint", ...(project === "web" ? ["lighthouse"] : [])].map(
      (report): Sample => [quality.reportTimestamp, { project, report }, reportedAt],
    ),
    ...(project === "web"
      ? ["performance", "accessibility", "best-practices", "seo"].map(
          (category): Sample => [quality.lighthouse, { project, category }, 0.95],
        )
      : []),
  ]);
}

function exposition(all: readonly Sample[]): string {
  const metrics = [...new Set(all.map(([metric]) => metric))];
  const lines = metrics.flatMap((metric) => [
    `# HELP ${metric.name} ${metric.about}`,
    `# TYPE ${metric.name} ${metric.type}`,
    ...all.filter(([of]) => of === metric).map(([, labels, value]) => `${metric.name}{${labelText(labels)}} ${value}`),
  ]);
  return `${lines.join("\n")}\n`;
}

const labelText = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(",");
