import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { obtainParts } from "../../kit/lab/parts/obtain.ts";
import { renderPromql } from "../../kit/model/promql.ts";
import { yaml } from "../../kit/yaml.ts";
import * as figures from "../../signals/anomaly-figures.ts";

it("say what happened within their days, by Prometheus' own engine", async () => {
  const { promtool } = await obtainParts({ names: ["promtool"] });
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-figures-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const week = [
    figures.timeToResolve7d,
    figures.recorded7d,
    figures.falseAlarms7d,
    figures.betweenFailures7d,
    figures.returned7d,
  ];
  const rules = week.map(({ name, expr }) => ({ record: name, expr: renderPromql(expr, new Set()) }));
  writeFileSync(path.join(directory, "rules.yml"), yaml({ groups: [{ name: "figures", interval: "6h", rules }] }));

  // Ten days in steps of 4 minutes; on the fifth day two critical anomalies come and go, one of them for the second time.
  const [steps, fifth] = [3600, 1440];
  const grows = (from: number, by: number) => `${from}x${fifth} ${from + by}x${steps - fifth}`;
  const series = (name: string, labels: string, values: string) => ({
    series: `${name}{job="anomalies",instance="vps",${labels}}`,
    values,
  });
  const critical = 'severity="critical"';
  const input_series = [
    { series: 'anomaly_recorder_pending{job="anomalies",instance="vps"}', values: `0x${steps}` },
    series("anomaly_resolution_seconds_sum", critical, grows(5000, 600)),
    series("anomaly_resolution_seconds_count", critical, grows(9, 2)),
    // The first of its kind appears in the middle: it was not there before, so that all of it is new.
    series(
      "anomalies_recorded_total",
      `${critical},category="system",component="api",detection_method="automatic"`,
      `_x${fifth} 2x${steps - fifth}`,
    ),
    // The records move, and counting begins again, a day after: seven were known before, and one more is closed since.
    series(
      "anomalies_closed_total",
      `${critical},resolution="fixed"`,
      `4x${fifth} 7x359 0x99 1x${steps - fifth - 460}`,
    ),
    series("anomalies_closed_total", `${critical},resolution="false_alarm"`, grows(0, 1)),
  ];
  const expected = (at: string, name: string, labels: string, value: number | undefined) => ({
    ...{
      expr: name,
      eval_time: at,
      exp_samples: value === undefined ? [] : [{ labels: `${name}{instance="vps"${labels}}`, value }],
    },
  });
  const promql_expr_test = [
    // Silent until there is a week to compare with.
    expected("6d", "anomaly:time_to_resolve:mean7d", "", undefined),
    expected("9d", "anomaly:time_to_resolve:mean7d", ',anomaly_severity="critical"', 300),
    expected("9d", "anomaly:recorded:increase7d", ',anomaly_category="system",anomaly_severity="critical"', 2),
    expected("9d", "anomaly:false_alarms:ratio7d", "", 0.2),
    expected("9d", "anomaly:between_failures:seconds7d", "", (7 * 86_400) / 2),
    expected("9d", "anomaly:returned:ratio7d", "", 0.6),
  ];
  const tests = {
    rule_files: ["rules.yml"],
    evaluation_interval: "6h",
    fuzzy_compare: true,
    tests: [{ interval: "4m", input_series, promql_expr_test }],
  };
  writeFileSync(path.join(directory, "tests.yml"), yaml(tests));
  expect(() =>
    execFileSync(promtool.command, ["test", "rules", path.join(directory, "tests.yml")], { encoding: "utf8" }),
  ).not.toThrow();
});
