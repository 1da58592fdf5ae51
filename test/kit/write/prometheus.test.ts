import { expect, it } from "vitest";
import { parse } from "yaml";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { benevoclic } from "../../../platform.ts";
import { routes } from "../../../signals/routes.ts";

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
const prometheus = parse(files.get("prometheus/prometheus.yml") ?? "");
const scrapes: Scrape[] = prometheus.scrape_configs;
const job = (name: string) => scrapes.find(({ job_name }) => job_name === name);

it("every configured job is scraped, under the host's name and never its address", () => {
  expect(scrapes.map(({ job_name }) => job_name).sort()).toEqual(Object.keys(config.jobs).sort());
  for (const { static_configs } of scrapes)
    for (const { labels } of static_configs) expect(labels.instance).toBe("vps-production");
  expect(prometheus.global.external_labels).toEqual({ environment: "production", platform: "benevoclic" });
});

it("what users notice is scraped every 5 seconds, the rest every 15", () => {
  expect(prometheus.global.scrape_interval).toBe("15s");
  expect(scrapes.flatMap(({ job_name, scrape_interval }) => (scrape_interval === "5s" ? job_name : [])).sort()).toEqual(
    ["benevoclic-api", "blackbox"],
  );
});

it("every probe has a module of its own, whose timeout fits in the interval", () => {
  const { modules } = parse(files.get("blackbox/blackbox.yml") ?? "");
  const asked = job("blackbox")?.static_configs.map(({ labels }) => labels);
  expect(asked?.map((labels) => [labels.target, labels.__param_target])).toEqual([
    ["api-health", "https://api.benevoclic.fr/health"],
    ["web-home", "https://www.benevoclic.fr/"],
  ]);
  for (const labels of asked ?? [])
    expect(Number.parseInt(modules[labels.__param_module ?? ""].timeout, 10)).toBeLessThan(5);
});

it("of the API's series those of declared routes remain, and those without a path", () => {
  const [keep] = job("benevoclic-api")?.metric_relabel_configs ?? [];
  expect(keep).toMatchObject({ source_labels: ["path"], action: "keep" });
  // Prometheus anchors the expression on both sides.
  const kept = new RegExp(`^(?:${keep?.regex})$`);
  for (const path of ["", ...routes]) expect(kept.test(path), path).toBe(true);
  for (const path of ["/user/64f8c0ffee64f8c0ffee64f8", "/.env", "/healthz", "x/health", "/wp-login.php"])
    expect(kept.test(path), path).toBe(false);
});

it("no job has a sample limit: exceeding it would look like an outage", () => {
  expect(files.get("prometheus/prometheus.yml")).not.toContain("sample_limit");
});
