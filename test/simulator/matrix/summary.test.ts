import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { everyMetric } from "../../../kit/lab/matrix/cells.ts";
import {
  describeFaultCoverage,
  type FaultCoverage,
  summaryFile,
  summaryOf,
  wrongIn,
} from "../../../kit/lab/matrix/report.ts";
import { benevoclic } from "../../../platform.ts";

test("the committed summary knows every declared metric", () => {
  const summary = readFileSync(new URL(`../../../${summaryFile}`, import.meta.url), "utf8");
  const missing = everyMetric(benevoclic.parts)
    .filter(({ name }) => !summary.includes(` ${name}\``))
    .map(({ name }) => name);
  expect(missing).toEqual([]);
});

test("what is wrong is listed, and stands out in the summary", () => {
  const [metric] = everyMetric(benevoclic.parts);
  if (metric === undefined) throw new Error("no metric is declared");
  const subject = { metric: { ...metric, name: "level" }, job: "node", series: [] };
  const coverage: FaultCoverage = {
    cells: [
      { cell: { subject, way: "freezes" }, outcome: { is: "silent" } },
      { cell: { subject, way: "vanishes" }, outcome: { is: "harmless", reason: "nobody reads it" } },
    ],
    unrecorded: [{ ...subject, metric: { ...metric, name: "unseen" } }],
    pairs: [{ cause: "HostDown", by: "up drops to zero", hidden: "ApiDown (up freezes)", told: false }],
    variations: [
      { name: "a deploy", woken: ["ApiDown"], told: [] },
      { name: "a backup", woken: [], told: ["HostDiskBusy"] },
    ],
  };
  expect(wrongIn(coverage)).toEqual([
    "silent: node level freezes",
    "in no recording: node unseen",
    "hidden: ApiDown (up freezes) while HostDown fires wrongly (up drops to zero)",
    "not quiet: a deploy wakes somebody by ApiDown",
  ]);
  expect(summaryOf(coverage)).toContain("| `node level` | *(harmless)* | **silent** | – |");
  expect(summaryOf(coverage)).toContain("- a backup: nobody woken (told: HostDiskBusy)");
  expect(describeFaultCoverage(coverage)).toMatch(/node level {2}vanishes {2}harmless {2}nobody reads it/);
});
