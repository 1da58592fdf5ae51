import { expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { tunnelTo } from "../../../stacks/operations/tunnel.ts";

const production = loadConfig("production");

it("leads to the published ports of a host that is reached by ssh, and to nothing else", () => {
  const config = {
    ...production,
    deployment: { ...production.deployment, engine: "ssh://deploy@vps.example.org:2222" },
  };
  const { command, addresses } = tunnelTo(config);
  expect(addresses).toEqual({
    prometheus: "http://127.0.0.1:9090",
    alertmanager: "http://127.0.0.1:9093",
    grafana: "http://127.0.0.1:3001",
    "blackbox-exporter": "http://127.0.0.1:9115",
    "business-exporter": "http://127.0.0.1:9851",
    "pm2-exporter": "http://127.0.0.1:9852",
    "anomaly-recorder": "http://127.0.0.1:9853",
    remediation: "http://127.0.0.1:9854",
    "victoria-logs": "http://127.0.0.1:9428",
    "log-collector": "http://127.0.0.1:8888",
    "log-rules": "http://127.0.0.1:8880",
    jaeger: "http://127.0.0.1:8889",
    "jaeger pages": "http://127.0.0.1:16686",
    "jaeger spans": "http://127.0.0.1:4318",
  });
  expect(command?.slice(0, 2)).toEqual(["ssh", "-N"]);
  expect(command?.at(-1)).toBe("deploy@vps.example.org");
  expect(command).toContain("127.0.0.1:9090:127.0.0.1:9090");
  expect(command?.join(" ")).toContain("-p 2222");
  expect(command?.join(" ")).not.toContain("ControlMaster");
});

it("is not needed on the machine of the engine itself", () => {
  expect(tunnelTo(production).command).toBeUndefined();
});
