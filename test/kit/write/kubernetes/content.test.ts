import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../../config/load.ts";
import { shopInCluster } from "../../../../examples/shop-cluster/platform.ts";
import type { KubernetesSettings } from "../../../../kit/config/kubernetes.ts";
import { environmentOf } from "../../../../kit/environment.ts";
import { filesOf } from "../../../../kit/write/files.ts";
import { differenceOf } from "../../../../kit/write/tree.ts";
import { parseYaml, yaml } from "../../../../kit/yaml.ts";
import { benevoclic } from "../../../../platform.ts";
import { amtool, forgetDirectories, promtool, written } from "../../programs.ts";
import { inClusters, ofKind } from "./objects.ts";

afterAll(forgetDirectories);

interface Spec {
  readonly spec: Readonly<Record<string, never>>;
}
const specOf = (object: unknown) => (object as Spec).spec;

/** What the operator makes rule files of. */
const ruleFile = (object: unknown) => yaml({ groups: specOf(object).groups });

/** Alertmanager's configuration and templates out of their object, at the paths that they have in its pod. */
function configurationIn(objects: (typeof inClusters)["shop"], change: (text: string) => string = (text) => text) {
  const [secret] = ofKind(objects, "Secret");
  const data = (secret as unknown as { stringData: Record<string, string> }).stringData;
  const directory = written(new Map(Object.entries(data)));
  const text = change(data["alertmanager.yaml"] ?? "").replaceAll("/etc/alertmanager/config", directory);
  return path.join(written(new Map([["alertmanager.yaml", text]])), "alertmanager.yaml");
}

it("generated/shop-cluster is what the declarations generate: otherwise run `npm run generate`", () => {
  const committed = path.resolve(import.meta.dirname, "../../../../generated/shop-cluster");
  expect(differenceOf(inClusters.shop.files, committed)).toEqual({ missing: [], changed: [], surplus: [] });
});

it("an environment that does not ask for it has none of it", () => {
  const { kubernetes: _, ...config } = shopInCluster.environments.load("cluster");
  const files = filesOf(environmentOf(shopInCluster, config));
  expect([...files.keys()].filter((file) => file.startsWith("kubernetes/"))).toEqual([]);
});

it("refuses a service that no part has, and one that belongs to its machine", () => {
  const production = loadConfig("production");
  const service = { image: "quay.io/x/y:v1", reaches: [] };
  const services = { "blackbox-exportr": service, "node-exporter": service };
  const kubernetes = { ...(inClusters.benevoclic.environment.config.kubernetes as KubernetesSettings), services };
  expect(() => environmentOf(benevoclic, { ...production, kubernetes })).toThrow(
    /blackbox-exportr: no part has such a service.*\[cluster-service\]\n.*did you mean "blackbox-exporter"[\s\S]*node-exporter: reads from its machine.*\[cluster-machine\]/,
  );
});

describe.each(Object.entries(inClusters))("%s in a cluster", (_, cluster) => {
  const { environment, files, objects } = cluster;

  it("has the rules of a single host, which promtool accepts", async () => {
    const rules = ofKind(cluster, "PrometheusRule");
    const single = [...files].filter(([file]) => file.startsWith("prometheus/rules/"));
    expect(rules.map((object) => specOf(object).groups)).toEqual(
      expect.arrayContaining(single.map(([, text]) => (parseYaml(text) as { groups: unknown }).groups)),
    );
    expect(rules).toHaveLength(single.length);
    const directory = written(new Map(rules.map((object) => [`${object.metadata.name}.yml`, ruleFile(object)])));
    const names = rules.map(({ metadata }) => path.join(directory, `${metadata.name}.yml`));
    const { code, said } = await promtool("check", "rules", ...names);
    expect(said).toContain("SUCCESS");
    expect(code).toBe(0);
  });

  it("has the routes, receivers and messages of a single host, which amtool accepts", async () => {
    const file = configurationIn(cluster);
    const { code, said } = await amtool("check-config", file);
    expect(said).toContain("1 templates");
    expect(code).toBe(0);
    const { secrets } = environment.config.notifications;
    const single = (files.get("alertmanager/alertmanager.yml") ?? "")
      .replaceAll(`${secrets}/`, "/etc/alertmanager/secrets/alertmanager-secrets/")
      .replace("templates/*.tmpl", "/etc/alertmanager/config/*.tmpl");
    const [secret] = ofKind(cluster, "Secret");
    expect((secret as unknown as { stringData: object }).stringData).toMatchObject({ "alertmanager.yaml": single });
  });

  it("scrapes the jobs and probes of a single host under the same names", () => {
    const { scrape_configs } = parseYaml(files.get("prometheus/prometheus.yml") ?? "") as { scrape_configs: unknown };
    interface Scrape {
      job_name: string;
      scrape_interval?: string;
      metrics_path?: string;
      static_configs: { targets: string[]; labels: Record<string, string> }[];
      metric_relabel_configs?: object[];
    }
    const told = (scrape_configs as Scrape[]).flatMap((scrape) =>
      scrape.static_configs.map(({ labels }) => [
        scrape.job_name,
        labels.instance,
        labels.target,
        labels.__param_module,
        labels.__param_target,
        scrape.scrape_interval,
        scrape.metrics_path,
        scrape.metric_relabel_configs?.length,
      ]),
    );
    interface Asked {
      jobName: string;
      staticConfigs: [{ labels: Record<string, string> }];
      scrapeInterval?: string;
      metricsPath?: string;
      interval?: string;
      module: string;
      prober: { path: string };
      targets: {
        staticConfig: {
          static: [string];
          labels: Record<string, string>;
          relabelingConfigs: { targetLabel: string; replacement: string }[];
        };
      };
      metricRelabelings?: object[];
    }
    const asked = [
      ...ofKind(cluster, "ScrapeConfig").map((object) => {
        const spec = specOf(object) as unknown as Asked;
        const [{ labels }] = spec.staticConfigs;
        const how = [spec.scrapeInterval, spec.metricsPath, spec.metricRelabelings?.length];
        return [spec.jobName, labels.instance, undefined, undefined, undefined, ...how];
      }),
      ...ofKind(cluster, "Probe").map((object) => {
        const spec = specOf(object) as unknown as Asked;
        const { labels, relabelingConfigs, static: addresses } = spec.targets.staticConfig;
        const instance = relabelingConfigs.find(({ targetLabel }) => targetLabel === "instance")?.replacement;
        const how = [spec.interval, spec.prober.path, spec.metricRelabelings?.length];
        return [spec.jobName, instance, labels.target, spec.module, addresses[0], ...how];
      }),
    ];
    expect(asked.sort()).toEqual(told.sort());
  });

  it("has the dashboards of a single host", () => {
    const data = ofKind(cluster, "ConfigMap").map((object) => (object as unknown as { data: object }).data);
    const dashboards = [...files].filter(([file]) => file.startsWith("grafana/dashboards/"));
    expect(dashboards.length).toBeGreaterThan(0);
    expect(data).toEqual(expect.arrayContaining(dashboards.map(([file, text]) => ({ [path.basename(file)]: text }))));
  });

  it("holds no object that is too large to be stored, and none twice", () => {
    // 1 MiB for a ConfigMap or Secret; of a rule's object the operator makes ConfigMaps.
    for (const object of objects) expect(JSON.stringify(object).length, object.metadata.name).toBeLessThan(2 ** 20);
    const names = objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  it("mounts each of a program's files once, in however many objects they are", () => {
    const [grafana] = ofKind(cluster, "Deployment").filter(({ metadata }) => metadata.name === "grafana");
    if (grafana === undefined) return;
    const [, volumes = ""] = /"volumes":(\[.*\])/.exec(JSON.stringify(specOf(grafana))) ?? [];
    const mounted = [...volumes.matchAll(/"path":"([^"]+)"/g)].map(([, file]) => file ?? "");
    const written = [...files.keys()].filter((file) => file.startsWith("grafana/")).map((file) => file.slice(8));
    expect(mounted.filter((file) => file !== "grafana-admin" && !file.endsWith("-password")).sort()).toEqual(
      written.sort(),
    );
    const holding = ofKind(cluster, "ConfigMap").filter(({ metadata }) => /^grafana(-\d)?$/.test(metadata.name));
    expect(holding.length).toBeGreaterThan(1);
    for (const { metadata } of holding) expect(volumes).toContain(`"configMap":{"name":"${metadata.name}"`);
  });

  it("names every secret that it reads, and holds the value of none", () => {
    const text = objects.map(yaml).join("\n");
    expect(text).not.toMatch(/discord\.com\/api|(password|credentials|webhook_url|url_secret): \S/);
    const kustomization = files.get("kubernetes/base/kustomization.yaml") ?? "";
    for (const [, name = ""] of text.matchAll(/secrets\/alertmanager-secrets\/([\w-]+)/g))
      expect(kustomization).toContain(`--from-file=${name}`);
  });
});

it("promtool refuses a group that is there twice", async () => {
  const [rule] = ofKind(inClusters.shop, "PrometheusRule");
  const [group] = specOf(rule).groups as unknown as object[];
  const directory = written(new Map([["twice.yml", yaml({ groups: [group, group] })]]));
  const { code, said } = await promtool("check", "rules", path.join(directory, "twice.yml"));
  expect(said).toContain("repeated in the same file");
  expect(code).not.toBe(0);
});

it("amtool refuses a route to a receiver that is not there", async () => {
  const file = configurationIn(inClusters.shop, (text) => text.replace("receiver: heartbeat", "receiver: nobody-here"));
  const { code, said } = await amtool("check-config", file);
  expect(said).toContain("nobody-here");
  expect(code).not.toBe(0);
});
