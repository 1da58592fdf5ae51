import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { notation } from "../../../kit/model/series.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { yaml } from "../../../kit/yaml.ts";
import { benevoclic } from "../../../platform.ts";
import { alertsRefused } from "../../../signals/monitoring.ts";
import { forgetDirectories, promtool, written } from "../programs.ts";

afterAll(forgetDirectories);

test("the sign of life is withheld while Alertmanager takes no alerts, and comes back", async () => {
  const shares = (count: number, share: number) => Array.from({ length: count }, () => share);
  const values = [...shares(40, 0), ...shares(40, 1), ...shares(60, 0)];
  const labels = { instance: "vps-production" };
  const input_series = (alertsRefused.produce?.({ values, interval: 15, labels }) ?? []).map((one) => ({
    series: `${one.name}{${Object.entries(one.labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`)}}`,
    values: notation(one.samples),
  }));
  const beats = (eval_time: string, value?: number) => ({
    expr: 'count(ALERTS{alertname="Watchdog",alertstate="firing"})',
    eval_time,
    exp_samples: value === undefined ? [] : [{ labels: "{}", value }],
  });
  const tests = [{ interval: "15s", input_series, promql_expr_test: [beats("9m", 1), beats("18m"), beats("30m", 1)] }];
  const text = yaml({ rule_files: ["prometheus/rules/monitoring.yml"], evaluation_interval: "15s", tests });
  const directory = written(
    new Map([...filesOf(environmentOf(benevoclic, loadConfig("production"))), ["t.yml", text]]),
  );
  expect(await promtool("test", "rules", path.join(directory, "t.yml"))).toMatchObject({ code: 0 });
});
