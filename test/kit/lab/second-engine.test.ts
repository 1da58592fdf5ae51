import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { victoriaMetrics } from "../../../kit/lab/parts/victoria-metrics.ts";
import { secondVerdicts } from "../../../kit/lab/second-engine/differences.ts";
import { secondEngineSummary, unexplained } from "../../../kit/lab/second-engine/report.ts";

const directory = mkdtempSync(path.join(tmpdir(), "second-engine-"));
afterAll(() => rmSync(directory, { recursive: true }));

const tool = victoriaMetrics("vmalert-tool");
const reason = tool === undefined ? " (skipped: there is no vmalert-tool; npm run second-engine fetches it)" : "";

const rules = `
groups:
  - name: disks
    rules:
      - { record: use:ratio, expr: used / size }
      - { alert: Full, expr: "use:ratio > 0.9" }
      - { alert: Used, expr: "used > 5" }
      - { alert: Waits, expr: "used > 5", for: 1m }
      - { alert: Restarted, expr: "changes(started[10m]) > 0" }
      - { alert: Busy, expr: "rate(asked_total[10m]) > 0.002" }`;

const alertTest = (alertname: string, series: Readonly<Record<string, string>>, fires: boolean) => ({
  name: alertname,
  interval: "1m",
  input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
  promql_expr_test: [
    {
      expr: `ALERTS{alertname="${alertname}",alertstate="firing"}`,
      eval_time: "5m",
      exp_samples: fires ? [{ labels: `ALERTS{alertname="${alertname}",alertstate="firing"}`, value: 1 }] : [],
    },
  ],
});

describe.skipIf(tool === undefined)(`the second engine${reason}`, () => {
  it("agrees, also on a recording of the same evaluation, and says what is later and what differs", async () => {
    const file = path.join(directory, "tests.yml");
    writeFileSync(path.join(directory, "rules.yml"), rules);
    const tests = [
      // Crosses its limit at the very moment that is asked for.
      alertTest("Full", { used: "1x4 19x10", size: "20x15" }, true),
      alertTest("Used", { used: "9x10" }, true),
      // As if it had to fire when it begins to wait.
      alertTest("Waits", { used: "1x4 9x10" }, true),
      // A process that appears has not restarted.
      alertTest("Restarted", { started: "_x4 100x10" }, false),
      // One request in the minute since the first sample: Prometheus sees the ten minutes, in which there was no more.
      alertTest("Busy", { asked_total: "_x3 0 1x10" }, false),
    ];
    writeFileSync(file, JSON.stringify({ rule_files: ["rules.yml"], evaluation_interval: "1m", tests }));
    const verdicts = await secondVerdicts([file], { tool: tool ?? "", apart: () => 60 }, () => {});
    expect(verdicts.map(({ alert, late }) => [alert, late])).toEqual([
      ["Full", 0],
      ["Used", 0],
      ["Waits", 1],
      ["Restarted", 0],
      ["Busy", undefined],
    ]);
    expect(verdicts[4]?.words).toContain("Busy");
  });
});

const same = { alert: "Same", late: 0, words: "" };
const later = { alert: "Later", late: 1, words: "" };
const other = { alert: "Other", late: undefined, words: "exp: nil" };

it("a difference wants a reason, and a reason a difference", () => {
  expect(unexplained([same, later, other], { Other: "why" })).toEqual([]);
  expect(unexplained([same, later, other], {})).toEqual(["Other differs without a reason:\nexp: nil"]);
  expect(unexplained([same], { Other: "why" })).toEqual(["Other has a reason to differ, and does not"]);
});

it("the summary says how many are the same, later and different", () => {
  const summary = secondEngineSummary([same, other, later], { Other: "why" });
  expect(summary).toContain("3 alerts: 1 the same, 1 later, 1 different.");
  expect(summary).toContain("| Later | 1 |");
  expect(summary).toContain("| Other | why |");
});
