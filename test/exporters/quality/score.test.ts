import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Figure } from "../../../exporters/quality/report.ts";
import { securityScore } from "../../../exporters/quality/score.ts";

const guide = readFileSync(new URL("../../../docs/quality-metrics.md", import.meta.url), "utf8");

const vulnerabilities = (...counts: readonly number[]): Figure[] =>
  ["critical", "high", "moderate", "low"].map((severity, place) => ({
    metric: "vulnerabilities",
    labels: { severity },
    value: counts[place] ?? 0,
  }));
const findings = (error: number, warning = 0): Figure[] => [
  { metric: "securityFindings", labels: { severity: "error" }, value: error },
  { metric: "securityFindings", labels: { severity: "warning" }, value: warning },
];

it("is what the guide's table says", () => {
  const rows = [...guide.matchAll(/^\| .+? \| (\d+(?:, \d+){3}) \| (\d+) \| ([\d.]+)/gm)];
  expect(rows.length).toBeGreaterThanOrEqual(4);
  for (const [row, counts = "", errors, score] of rows) {
    const figures = [...vulnerabilities(...counts.split(", ").map(Number)), ...findings(Number(errors))];
    expect(securityScore(figures), row).toBeCloseTo(Number(score), 10);
  }
});

it("is never below 0, and takes no account of candidates and of other figures", () => {
  expect(securityScore([...vulnerabilities(20), ...findings(0)])).toBe(0);
  const others: Figure[] = [{ metric: "lintProblems", labels: { severity: "error" }, value: 50 }];
  expect(securityScore([...vulnerabilities(0, 2), ...findings(0, 99), ...others])).toBe(0.85);
});

it("does not exist where nobody looked", () => {
  expect(securityScore([])).toBeUndefined();
  expect(securityScore(vulnerabilities(0))).toBeUndefined();
  expect(securityScore(findings(0))).toBeUndefined();
});
