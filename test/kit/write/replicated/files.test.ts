import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../../config/load.ts";
import { shopReplicated } from "../../../../examples/shop-replicated/platform.ts";
import { replicatedSchema } from "../../../../kit/config/replicated.ts";
import { environmentOf } from "../../../../kit/environment.ts";
import { victoriaMetrics } from "../../../../kit/lab/parts/victoria-metrics.ts";
import { filesOf } from "../../../../kit/write/files.ts";
import { differenceOf } from "../../../../kit/write/tree.ts";
import { parseYaml } from "../../../../kit/yaml.ts";
import { benevoclic } from "../../../../platform.ts";
import { forgetDirectories, promtool, written } from "../../programs.ts";

afterAll(forgetDirectories);

const config = shopReplicated.environments.load("replicated");
const files = filesOf(environmentOf(shopReplicated, config));
const content = (file: string) => parseYaml(files.get(`replicated/${file}`) ?? "") as never;

it("generated/shop-replicated is what the declarations generate: otherwise run `npm run generate`", () => {
  const committed = path.resolve(import.meta.dirname, "../../../../generated/shop-replicated");
  expect(differenceOf(files, committed)).toEqual({ missing: [], changed: [], surplus: [] });
});

it("an environment that does not ask for it has none of it", () => {
  const { replicated: _, ...single } = config;
  expect([...filesOf(environmentOf(shopReplicated, single)).keys()].filter((file) => /^replicated/.test(file))).toEqual(
    [],
  );
});

it.each([
  ["one host", { hosts: { a: "10.0.0.1" } }],
  ["two at one address", { hosts: { a: "10.0.0.1", b: "10.0.0.1" } }],
  ["a name for an address", { hosts: { a: "10.0.0.1", b: "watch-2" } }],
  ["an image without its release", { images: { ...config.replicated?.images, vmauth: "victoriametrics/vmauth" } }],
  ["an unknown key", { hots: {} }],
])("refuses %s", (_, wrong) => {
  expect(replicatedSchema.safeParse({ ...config.replicated, ...wrong }).success).toBe(false);
});

it("refuses what is another address on each host", () => {
  const jobs = { ...config.jobs, shop: "localhost:8080" };
  expect(() => environmentOf(shopReplicated, { ...config, jobs })).toThrow(
    /localhost:8080 is another one.*\[replicated-address\]/,
  );
});

it("judges how soon people are told with the way over the stores", () => {
  const told = { what: "a warning of the shop", within: "11m15s" as never, holdsFor: () => true };
  const { replicated: _, ...single } = config;
  const within = (seconds: number) => ({
    ...shopReplicated,
    timesToTell: [{ ...told, within: `${seconds}s` as const }],
  });
  // ShopSlow: 5 min of window, 10 min of `for`, 5 s of a scrape, 1 min of company.
  expect(() => environmentOf(within(965), single)).not.toThrow();
  expect(() => environmentOf(within(965), config)).toThrow(/ShopSlow warning.*stores of several hosts 6s/);
  expect(() => environmentOf(within(971), config)).not.toThrow();
});

it("has agents that promtool accepts and that scrape what a single Prometheus does", async () => {
  const agent = files.get("replicated/agent.yml") ?? "";
  const { said, code } = await promtool(
    "check",
    "config",
    "--agent",
    "--syntax-only",
    path.join(written(new Map([["agent.yml", agent]])), "agent.yml"),
  );
  expect(said).toContain("SUCCESS");
  expect(code).toBe(0);
  const single = parseYaml(files.get("prometheus/prometheus.yml") ?? "") as { scrape_configs: { job_name: string }[] };
  const { scrape_configs } = content("agent.yml") as typeof single;
  expect(scrape_configs.map(({ job_name }) => job_name)).toEqual(single.scrape_configs.map(({ job_name }) => job_name));
  const own = (job: { job_name: string }) => ["prometheus", "alertmanager"].includes(job.job_name);
  expect(scrape_configs.filter((job) => !own(job))).toEqual(single.scrape_configs.filter((job) => !own(job)));
});

it("has every rule of a single Prometheus", () => {
  const count = (directory: string) =>
    [...files].flatMap(([file, text]) =>
      file.startsWith(directory)
        ? (parseYaml(text) as { groups: { rules: object[] }[] }).groups.flatMap(({ rules }) => rules)
        : [],
    ).length;
  expect(count("replicated/rules/")).toBe(count("prometheus/rules/"));
});

it("has what is written at a gateway go to every store, by the agents", () => {
  const { url_map } = (content("gateway.yml") as { unauthorized_user: { url_map: Route[] } }).unauthorized_user;
  type Route = { src_paths: string[]; url_prefix: string[] };
  const written = url_map.find(({ src_paths }) =>
    src_paths.some((one) => new RegExp(`^${one}$`).test("/api/v1/write")),
  );
  const sentOn = (content("agent.yml") as { remote_write: { url: string }[] }).remote_write.map(({ url }) => url);
  expect(written?.url_prefix).toEqual(["http://10.0.0.11:9090", "http://10.0.0.12:9090"]);
  expect(sentOn).toEqual(["http://10.0.0.11:8428/api/v1/write", "http://10.0.0.12:8428/api/v1/write"]);
});

const tool = victoriaMetrics("vmalert-tool");
const reason = tool === undefined ? " (skipped: there is no VictoriaMetrics; npm run second-engine fetches it)" : "";

describe.skipIf(tool === undefined)(`the programs of VictoriaMetrics${reason}`, () => {
  const replicated = replicatedSchema.parse(config.replicated);
  const judged = (name: string, args: readonly string[]) =>
    execFileSync(path.join(path.dirname(tool ?? ""), name), [...args, "-dryRun"], { stdio: "pipe" });

  it("accept the rules and the gateway of both platforms", () => {
    const production = filesOf(environmentOf(benevoclic, { ...loadConfig("production"), replicated }));
    for (const tree of [files, production]) {
      const directory = path.join(written(tree), "replicated");
      judged("vmalert", [
        `-rule=${directory}/rules/*.yml`,
        "-notifier.blackhole",
        "-datasource.url=http://127.0.0.1:1",
      ]);
      judged("vmauth", [`-auth.config=${directory}/gateway.yml`]);
    }
  });

  it("refuse a rule that cannot be read", () => {
    const rules = new Map([["broken.yml", "groups: [{ name: a, rules: [{ alert: A, expr: 'sum(' }] }]"]]);
    expect(() => judged("vmalert", [`-rule=${written(rules)}/*.yml`, "-notifier.blackhole"])).toThrow();
  });
});
