import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Config, configDirectory, loadConfig } from "../../config/load.ts";
import { parseYaml, yaml } from "../../kit/yaml.ts";

const images = {
  prometheus: "quay.io/prometheus/prometheus:v3.5.0",
  "victoria-metrics": "docker.io/victoriametrics/victoria-metrics:v1.145.0",
  vmauth: "docker.io/victoriametrics/vmauth:v1.145.0",
  vmalert: "docker.io/victoriametrics/vmalert:v1.145.0",
  alertmanager: "quay.io/prometheus/alertmanager:v0.28.1",
};

interface Values {
  deployment?: object;
  [key: string]: unknown;
}

/** Production's values, for an environment of which two hosts watch: what it watches has addresses that both reach. */
export function overHosts(
  engines: Readonly<Record<string, string>> = { "watch-1": "ssh://root@10.0.0.11", "watch-2": "ssh://root@10.0.0.12" },
): Values {
  const values = parseYaml(readFileSync(path.join(configDirectory, "production.yaml"), "utf8")) as Values;
  const jobs = Object.fromEntries(
    Object.entries(loadConfig("production").jobs).map(([job, address = ""]) => [
      job,
      address.replace(/^[^:]+/, "10.0.0.1"),
    ]),
  );
  return {
    ...values,
    jobs: { ...jobs, prometheus: "10.0.0.11:8427", alertmanager: "10.0.0.11:9093" },
    replicated: { hosts: { "watch-1": "10.0.0.11", "watch-2": "10.0.0.12" }, images },
    deployment: { ...values.deployment, engines },
  };
}

/** As it would be read from a file. @throws Mistakes */
export function configOverHosts(change: (values: Values) => object = (same) => same): Config {
  const directory = mkdtempSync(path.join(tmpdir(), "over-hosts-"));
  try {
    writeFileSync(path.join(directory, "production.yaml"), yaml(change(overHosts())));
    return loadConfig("production", directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
