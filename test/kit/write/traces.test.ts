import { expect, it } from "vitest";
import { type Config, loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { traceStoreFile } from "../../../kit/write/trace-store.ts";
import { tracesInGrafana } from "../../../kit/write/traces-in-grafana.ts";
import { parseYaml } from "../../../kit/yaml.ts";
import { benevoclic } from "../../../platform.ts";
import { servicesOf } from "../../../stacks/service.ts";

const production = loadConfig("production");
const withoutJob: Config = {
  ...production,
  jobs: Object.fromEntries(Object.entries(production.jobs).filter(([job]) => job !== "traces" && job !== "calls")),
  withoutJobs: { ...production.withoutJobs, traces: "nobody looks at them", calls: "nobody looks at them" },
};
const filesWith = (config: Config) => filesOf(environmentOf(benevoclic, config));
const recorder = (config: Config) => servicesOf(config).find(({ name }) => name === "anomaly-recorder")?.command;

it("the store takes spans by one way, keeps them for days on its volume, and answers", () => {
  const store = () => ({ ...production.traces, keep: "2d" as const });
  const file = traceStoreFile(
    { config: production },
    { parts: { store: "traces", calls: "calls" }, store },
    "jaeger:8889",
  );
  expect(parseYaml(file)).toMatchObject({
    receivers: { otlp: { protocols: { http: { endpoint: "0.0.0.0:4318" } } } },
    extensions: {
      jaeger_query: { http: { endpoint: "0.0.0.0:16686" }, grpc: { endpoint: "127.0.0.1:0" } },
      jaeger_storage: { backends: { kept: { badger: { ttl: { spans: "172800s" }, ephemeral: false } } } },
    },
    service: { telemetry: { metrics: { readers: [{ pull: { exporter: { prometheus: { port: 8889 } } } }] } } },
  });
  expect(recorder(production)).toContain("--traces-url=http://jaeger:16686");
});

it("nothing asks for traces where there are none", () => {
  expect([...filesWith(withoutJob).keys()].filter((file) => file.includes("traces"))).toEqual([]);
  expect(recorder(withoutJob)?.join(" ")).not.toContain("traces-url");
});

it("Grafana looks for traces, and leads to their lines where it can show lines", () => {
  const source = (inGrafana: boolean) => {
    const config = { ...production, logs: { ...production.logs, inGrafana } };
    return tracesInGrafana({ platform: benevoclic, config }, "jaeger:16686");
  };
  const jaeger = { type: "jaeger", uid: "benevoclic-traces", url: "http://jaeger:16686" };
  expect(parseYaml(source(false))).toMatchObject({ datasources: [jaeger] });
  expect(source(false)).not.toContain("tracesToLogs");
  const to = { datasourceUid: "benevoclic-logs", query: `trace_id:="\${__trace.traceId}"` };
  expect(parseYaml(source(true))).toMatchObject({ datasources: [{ ...jaeger, jsonData: { tracesToLogsV2: to } }] });
});
