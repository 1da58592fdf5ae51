import { expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { benevoclic } from "../../../platform.ts";

const filesWith = (inGrafana: boolean) => {
  const config = loadConfig("production");
  return filesOf(environmentOf(benevoclic, { ...config, logs: { ...(config.logs as object), inGrafana } }));
};
const files = ["grafana/dashboards/benevoclic-lines.json", "grafana/provisioning/datasources/logs.yml"];

it("a Grafana with the plugin is given the source of lines, and a dashboard that reads it", () => {
  const [dashboard, source] = files.map((file) => filesWith(true).get(file) ?? "");
  for (const said of [
    "type: victoriametrics-logs-datasource",
    "uid: benevoclic-logs",
    "url: http://victoria-logs:9428",
  ])
    expect(source).toContain(said);
  const { panels, templating } = JSON.parse(dashboard ?? "");
  expect(panels[0]).toMatchObject({
    type: "logs",
    targets: [
      {
        datasource: { uid: "benevoclic-logs", type: "victoriametrics-logs-datasource" },
        expr: `{service in (\${service:doublequote})}`,
      },
    ],
  });
  expect(templating.list[0]).toMatchObject({ name: "service", query: "api,mongodb,monitoring,nginx,system,web" });
});

it("one without it hears nothing of lines", () => {
  expect([...filesWith(false).keys()].filter((file) => files.includes(file))).toEqual([]);
});
