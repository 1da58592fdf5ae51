import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { generatedDirectory } from "../../config/load.ts";
import { prometheusFlags, takesCounts } from "../../kit/write/prometheus.ts";
import { containerOf, type Synthesized, synthesized, withService } from "./synthesized.ts";

const before = synthesized("production");

/** The containers that Terraform would replace. */
function replaced(after: Synthesized): string[] {
  return [...before.containers.keys()].filter(
    (name) => JSON.stringify(containerOf(before, name)) !== JSON.stringify(after.containers.get(name)),
  );
}

function withFile(file: string, change: (text: string) => string): Synthesized {
  return synthesized("production", {
    files: (files) => {
      const text = files.get(file);
      if (text === undefined) throw new Error(`nothing generates ${file}`);
      return files.set(file, change(text));
    },
  });
}

const withComment = (text: string) => `${text}# changed\n`;

describe("a changed configuration", () => {
  it.each([
    ["prometheus", "prometheus/rules/api.yml"],
    ["prometheus", "prometheus/prometheus.yml"],
    ["alertmanager", "alertmanager/alertmanager.yml"],
    ["alertmanager", "alertmanager/templates/benevoclic.tmpl"],
    ["blackbox-exporter", "blackbox/blackbox.yml"],
  ])("of %s (%s) runs its config writer and touches no service", (service, file) => {
    expect(replaced(withFile(file, withComment))).toEqual([`${service}-config-writer`]);
  });

  it("has a directory of its own: the live one is never written to", () => {
    const after = withFile("prometheus/rules/api.yml", withComment);
    const [old, now] = [before, after].map((stacks) =>
      containerOf(stacks, "prometheus-config-writer").env?.find((variable) => variable.startsWith("NEW=")),
    );
    expect(old).toMatch(/^NEW=[0-9a-f]{16}$/);
    expect(now).toMatch(/^NEW=[0-9a-f]{16}$/);
    expect(now).not.toBe(old);
  });

  it("nobody deploys changes nothing", () => {
    expect(replaced(withFile("prometheus/tests/api.yml", withComment))).toEqual([]);
    expect(replaced(withFile("runbooks/Watchdog.md", withComment))).toEqual([]);
  });

  it("that comes with a new file or without an old one runs the writer", () => {
    const added = synthesized("production", {
      files: (files) => files.set("prometheus/rules/new.yml", "groups: []\n"),
    });
    expect(replaced(added)).toEqual(["prometheus-config-writer"]);
    const removed = synthesized("production", {
      files: (files) => {
        files.delete("prometheus/rules/web.yml");
        return files;
      },
    });
    expect(replaced(removed)).toEqual(["prometheus-config-writer"]);
  });

  it("of a dashboard leaves Grafana running, of a data source starts it anew", () => {
    const dashboard = synthesized("production", {
      files: (files) => files.set("grafana/dashboards/benevoclic-new.json", "{}\n"),
    });
    expect(replaced(dashboard)).toEqual(["grafana-config-writer"]);
    const source = withFile("grafana/provisioning/datasources/prometheus.yml", withComment);
    expect(replaced(source).sort()).toEqual(["grafana", "grafana-config-writer"]);
  });

  it("is uploaded byte for byte, whatever Terraform would make of it", () => {
    const text = `a: $\{1}\nb: %{ if }\nc: $__rate_interval $1 {{ $labels.path }} « é »\n`;
    const stacks = withFile("prometheus/rules/api.yml", () => text);
    const upload = containerOf(stacks, "prometheus-config-writer").upload?.find(({ file }) => file.endsWith("api.yml"));
    expect(stacks.uploaded(upload?.source ?? "")).toBe(text);
    expect(stacks.json).not.toContain("__rate_interval");
  });

  it("goes where the service reads it", () => {
    const files = containerOf(before, "prometheus-config-writer").upload?.map(({ file }) =>
      file.replace(/[0-9a-f]{16}/, "*"),
    );
    const rules = readdirSync(path.join(generatedDirectory, "production/prometheus/rules")).sort();
    expect(files).toEqual([
      "/config-writer.sh",
      "/cfg/*/prometheus.yml",
      ...rules.map((rule) => `/cfg/*/rules/${rule}`),
    ]);
    expect(containerOf(before, "prometheus").command).toContain("--config.file=/etc/prometheus/current/prometheus.yml");
    expect(containerOf(before, "prometheus").mounts).toContainEqual({
      type: "volume",
      source: "benevoclic-production-prometheus-config",
      target: "/etc/prometheus",
      read_only: true,
    });
  });

  it("comes before its service, which does not refer to it otherwise", () => {
    for (const name of ["prometheus", "alertmanager", "grafana", "blackbox-exporter"]) {
      const { depends_on, ...rest } = containerOf(before, name);
      expect(depends_on.join(" ")).toMatch(new RegExp(`docker_container\\.${name}-config`));
      expect(JSON.stringify(rest)).not.toContain("docker_container.");
    }
  });
});

describe("a changed service", () => {
  it("is replaced by another image, as its writer is", () => {
    const image = "quay.io/prometheus/prometheus:v9.9.9";
    const after = synthesized("production", { config: (config) => withService(config, "prometheus", { image }) });
    expect(after.monitoring.resource.docker_image?.["prometheus-image"]).toMatchObject({
      name: image,
      keep_locally: true,
    });
    // Both follow the image's id; the attribute itself is the same expression.
    expect(containerOf(after, "prometheus").image).toBe(containerOf(after, "prometheus-config-writer").image);
    expect(
      Object.keys(after.monitoring.resource.docker_image ?? {}).filter(
        (id) =>
          after.monitoring.resource.docker_image?.[id]?.name !== before.monitoring.resource.docker_image?.[id]?.name,
      ),
    ).toEqual(["prometheus-image"]);
  });

  it("is deployed by digest once it is pinned", () => {
    const tagged = before.monitoring.resource.docker_image?.["alertmanager-image"]?.name ?? "";
    const digest = `sha256:${"a1".repeat(32)}`;
    const after = synthesized("production", { digests: { [tagged]: digest } });
    expect(after.monitoring.resource.docker_image?.["alertmanager-image"]?.name).toBe(`${tagged}@${digest}`);
    expect(before.json).not.toContain("@sha256");
  });

  it("is replaced where the provider would not apply the change", () => {
    const after = synthesized("production", {
      config: (config) => ({
        ...withService(config, "node-exporter", { port: 9101 }),
        jobs: { ...config.jobs, node: "172.30.57.1:9101" },
      }),
    });
    expect(containerOf(after, "node-exporter").labels).not.toEqual(containerOf(before, "node-exporter").labels);
  });

  it("vanishes with its writer when it is switched off, and its volumes stay", () => {
    const after = synthesized("production", { config: (config) => withService(config, "grafana", { enabled: false }) });
    expect([...before.containers.keys()].filter((name) => !after.containers.has(name)).sort()).toEqual([
      "grafana",
      "grafana-config-writer",
    ]);
    expect(after.monitoring.resource.docker_image).not.toHaveProperty("grafana-image");
    expect(after.data).toEqual(before.data);
  });

  it("has the flags that the configuration gives", () => {
    const after = synthesized("production", {
      config: (config) => ({
        ...config,
        prometheus: { ...config.prometheus, retention: "120d", retentionSize: "3GB" },
        urls: { ...config.urls, prometheus: `https://example.org/$\{1}` },
      }),
    });
    expect(containerOf(after, "prometheus").command).toEqual([
      "--config.file=/etc/prometheus/current/prometheus.yml",
      "--storage.tsdb.path=/prometheus",
      "--storage.tsdb.retention.time=120d",
      "--storage.tsdb.retention.size=3GB",
      `--web.external-url=https://example.org/$$\{1}`,
      "--web.route-prefix=/",
      "--web.config.file=/run/secrets/prometheus/prometheus-web",
      ...prometheusFlags,
      ...takesCounts,
    ]);
    const bigger = synthesized("production", {
      config: (config) => withService(config, "prometheus", { memory: "3GiB" }),
    });
    expect(containerOf(bigger, "prometheus")).toMatchObject({ memory: 3072, memory_swap: 3072 });
  });
});
