import { collectDefaultMetrics, Registry } from "prom-client";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { relabelConfigs, relabeling } from "../../../kit/lab/recording/relabeling.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { parseYaml } from "../../../kit/yaml.ts";
import { apiPart } from "../../../parts/api.ts";
import { benevoclic } from "../../../platform.ts";
import { routes } from "../../../signals/routes.ts";
import { declareApiMetrics } from "../../../simulator/platform/api-metrics.ts";

const config = loadConfig("production");
const files = filesOf(environmentOf(benevoclic, config));
interface Scrape {
  readonly job_name: string;
  readonly scrape_interval?: string;
  readonly static_configs: { readonly targets: string[]; readonly labels: Readonly<Record<string, string>> }[];
  readonly metric_relabel_configs?: {
    readonly source_labels: string[];
    readonly regex: string;
    readonly action: string;
  }[];
  readonly sample_limit?: number;
}
const prometheus = parseYaml(files.get("prometheus/prometheus.yml") ?? "") as {
  readonly global: Readonly<Record<string, unknown>>;
  readonly scrape_configs: readonly Scrape[];
};
const scrapes = prometheus.scrape_configs;
const job = (name: string) => scrapes.find(({ job_name }) => job_name === name);

it("every configured job is scraped, under the host's name and never its address", () => {
  expect(scrapes.map(({ job_name }) => job_name).sort()).toEqual(Object.keys(config.jobs).sort());
  for (const { static_configs } of scrapes)
    for (const { labels } of static_configs) expect(labels.instance).toBe("vps-production");
  expect(prometheus.global.external_labels).toEqual({ environment: "production", platform: "benevoclic" });
});

it("what users notice, and the remediation whose end people wait for, is scraped every 5 seconds, the rest every 15", () => {
  expect(prometheus.global.scrape_interval).toBe("15s");
  expect(scrapes.flatMap(({ job_name, scrape_interval }) => (scrape_interval === "5s" ? job_name : [])).sort()).toEqual(
    ["benevoclic-api", "blackbox", "remediation"],
  );
});

it("every probe has a module of its own, whose timeout fits in the interval", () => {
  const { modules } = parseYaml(files.get("blackbox/blackbox.yml") ?? "") as {
    modules: Readonly<Record<string, { readonly timeout: string }>>;
  };
  const asked = job("blackbox")?.static_configs.map(({ labels }) => labels);
  expect(asked?.map((labels) => [labels.target, labels.__param_target])).toEqual([
    ["api-health", "https://api.benevoclic.fr/health"],
    ["web-home", "https://www.benevoclic.fr/"],
  ]);
  for (const labels of asked ?? [])
    expect(Number.parseInt(modules[labels.__param_module ?? ""]?.timeout ?? "", 10)).toBeLessThan(5);
});

describe("of the API's series", () => {
  const relabel = relabeling(relabelConfigs.parse(job("benevoclic-api")?.metric_relabel_configs));
  const own = { job: "benevoclic-api", instance: "vps-production" };
  const kept = (name: string, labels: Record<string, string> = {}) => relabel({ name, labels: { ...labels, ...own } });
  const seriesKept = (exposed: readonly (readonly [name: string, labels?: Record<string, string>])[]) =>
    new Set(exposed.flatMap(([name, labels]) => kept(name, labels) ?? []).map((series) => JSON.stringify(series))).size;
  const thousand = Array.from({ length: 1000 }, (_, index) => index);

  it("those of declared routes remain, and those without a path", () => {
    for (const path of routes) expect(kept("http_requests_total", { path }), path).toBeDefined();
    for (const path of ["/user/64f8c0ffee64f8c0ffee64f8", "/.env", "/healthz", "x/health", "/wp-login.php"])
      expect(kept("http_requests_total", { path }), path).toBeUndefined();
  });

  it("all that declarations read remain as they are, and prom-client's own", () => {
    for (const metric of apiPart.metrics) {
      const name = metric.type === "histogram" ? `${metric.name}_bucket` : metric.name;
      const labels = metric.type === "histogram" ? { ...metric.labels, le: "0.5" } : metric.labels;
      expect(kept(name, labels)).toEqual({ name, labels: { ...labels, ...own } });
    }
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    declareApiMetrics(registry);
    for (const [name, labels] of [
      ["memory_usage_bytes", { type: "heapTotal" }],
      ["nodejs_heap_space_size_used_bytes", { space: "new_large_object" }],
      ["nodejs_version_info", { version: "v20.19.0", major: "20", minor: "19", patch: "0" }],
      ["api_errors_total", { endpoint: "/health", error_type: "health_check_success" }],
      ["login_attempts_total", { success: "false", provider: "google.com" }],
    ] as const)
      expect(kept(name, labels)).toEqual({ name, labels: { ...labels, ...own } });
    for (const { name } of registry.getMetricsAsArray()) {
      const suffix = ["http_request_duration_seconds", "database_operation_duration_seconds"].includes(name)
        ? "_sum"
        : "";
      expect(kept(`${name}${suffix}`), name).toBeDefined();
    }
  });

  it.each<[string, (index: number) => readonly [string, Record<string, string>?]]>([
    ["another path", (index) => ["http_requests_total", { path: `/${index}` }]],
    ["another label for the path", (index) => ["http_requests_total", { method: "GET", route: `/${index}` }]],
    ["a user", (index) => ["login_attempts_total", { success: "true", provider: "email", user: `u${index}` }]],
    ["the endpoint of an error", (index) => ["api_errors_total", { endpoint: `/${index}`, error_type: "NotFound" }]],
    ["the text of an error", (index) => ["api_errors_total", { endpoint: "/health", error_type: `No ${index}` }]],
    ["an id as provider", (index) => ["login_attempts_total", { success: "false", provider: `x${1e6 + index}` }]],
    ["a made-up method", (index) => ["http_requests_total", { method: `M${index}`, path: "/health" }]],
    ["a metric of its own", (index) => [`visits_of_${index}`]],
  ])("a thousand that differ by %s are one at most", (_, exposed) => {
    expect(seriesKept(thousand.map(exposed))).toBeLessThanOrEqual(1);
  });
});

it("no job has a sample limit: exceeding it would look like an outage", () => {
  expect(files.get("prometheus/prometheus.yml")).not.toContain("sample_limit");
});
