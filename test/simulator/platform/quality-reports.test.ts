import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Faults } from "../../../simulator/platform/faults.ts";
import { writeQualityReports } from "../../../simulator/platform/quality-reports.ts";

const now = new Date("2026-11-23T12:00:00Z");

const noFaults: Faults = { active: () => false };

function written(faults = noFaults): string {
  const directory = mkdtempSync(join(tmpdir(), "quality-"));
  writeQualityReports(directory, faults, now);
  expect(readdirSync(join(directory, "textfile"))).toEqual(["quality.prom"]);
  return readFileSync(join(directory, "textfile", "quality.prom"), "utf8");
}

test("a well kept platform has fresh reports and no vulnerability", () => {
  const text = written();
  expect(text).toContain('quality_vulnerabilities{project="api",severity="critical"} 0\n');
  expect(text).toContain('quality_report_timestamp_seconds{project="api",report="audit"} 1795431600\n');
  expect(text).toContain('quality_lighthouse_score_ratio{project="web",category="performance"} 0.95\n');
  expect(text.match(/^# TYPE quality_vulnerabilities gauge$/gm)).toHaveLength(1);
});

test("the fault is one critical vulnerability of one project", () => {
  const text = written({ active: (name) => name === "quality-vulnerability" });
  expect(text.match(/^quality_vulnerabilities\{.*\} 1$/gm)).toEqual([
    'quality_vulnerabilities{project="api",severity="critical"} 1',
  ]);
});
