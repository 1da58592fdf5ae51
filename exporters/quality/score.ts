import type { Figure } from "./report.ts";

/**
 * What one problem takes from 100: the weights of risk of OpenSSF's Scorecard
 * (https://github.com/ossf/scorecard#aggregate-score: critical 10, high 7.5, medium 5, low 2.5).
 */
const weights: Readonly<Record<string, number>> = { critical: 10, high: 7.5, moderate: 5, low: 2.5 };

/** An error of ESLint's security rules; their warnings are candidates that a person has to look at, and do not count. */
const perFinding = weights.high ?? 0;

/**
 * The security score of a project, from 0 to 1: docs/quality-metrics.md has the formula.
 * @param figures of the project's last good reports
 * @returns nothing unless both the audit and ESLint's report are known: what nobody looked at is not secure
 */
export function securityScore(figures: readonly Figure[]): number | undefined {
  const vulnerabilities = figures.filter(({ metric }) => metric === "vulnerabilities");
  const findings = figures.filter(({ metric, labels }) => metric === "securityFindings" && labels.severity === "error");
  if (vulnerabilities.length === 0 || findings.length === 0) return undefined;
  const lost = [
    ...vulnerabilities.map(({ labels, value }) => (weights[labels.severity ?? ""] ?? 0) * value),
    ...findings.map(({ value }) => perFinding * value),
  ].reduce((sum, points) => sum + points, 0);
  return Math.max(0, 100 - lost) / 100;
}
