import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it, onTestFinished } from "vitest";
import { shop } from "../../../examples/shop/platform.ts";
import { remoteWriteSchema } from "../../../kit/config/remote-write.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { at, partSpec, urlOf } from "../../../kit/lab/monitoring.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { freePort } from "../../../kit/lab/parts/ports.ts";
import { startService, type Undo } from "../../../kit/lab/services.ts";
import { filesOf } from "../../../kit/write/files.ts";
import { remoteWriteSecrets } from "../../../kit/write/remote-write.ts";
import { parseYaml } from "../../../kit/yaml.ts";
import { forgetDirectories, promtool, written } from "../programs.ts";

afterAll(forgetDirectories);

const production = shop.environments.load("production");
const sending = (remoteWrite: object, more: Partial<typeof production.prometheus> = {}) => ({
  ...production,
  prometheus: { ...production.prometheus, ...more, remoteWrite: remoteWriteSchema.parse(remoteWrite) },
});
const prometheusOf = (config: typeof production) =>
  filesOf(environmentOf(shop, config)).get("prometheus/prometheus.yml") ?? "";

const three = {
  mimir: { url: "https://mimir.example/api/v1/push", login: { username: "123" } },
  grafana: { url: "https://push.example/api/prom/push", login: "token", metrics: "up|pg_.*" },
  victoria: { url: "http://10.0.0.7:8428/api/v1/write", login: "none" },
};

it("nothing is sent unless an environment says so", () => {
  expect(parseYaml(prometheusOf(production))).not.toHaveProperty("remote_write");
  expect(remoteWriteSecrets(production)).toEqual([]);
});

it("each service gets what it asks for, and its secret stands in a file", async () => {
  const text = prometheusOf(sending(three));
  expect((parseYaml(text) as { remote_write: unknown }).remote_write).toEqual([
    {
      name: "mimir",
      url: "https://mimir.example/api/v1/push",
      basic_auth: { username: "123", password_file: "/run/secrets/prometheus/remote-write-mimir" },
    },
    {
      name: "grafana",
      url: "https://push.example/api/prom/push",
      authorization: { credentials_file: "/run/secrets/prometheus/remote-write-grafana" },
      write_relabel_configs: [{ source_labels: ["__name__"], regex: "up|pg_.*", action: "keep" }],
    },
    { name: "victoria", url: "http://10.0.0.7:8428/api/v1/write" },
  ]);
  expect(remoteWriteSecrets(sending(three)).map(({ name }) => name)).toEqual([
    "remote-write-mimir",
    "remote-write-grafana",
  ]);
  // The files need not be there where the configuration is checked.
  const directory = written(new Map([["prometheus.yml", text.replace("rules/*.yml", "none/*.yml")]]));
  const { code, said } = await promtool("check", "config", path.join(directory, "prometheus.yml"));
  expect(said).toContain("SUCCESS");
  expect(code).toBe(0);
});

it.each([
  ["a secret over http", { x: { url: "http://mimir.example/push", login: "token" } }, "https://"],
  ["no login", { x: { url: "https://mimir.example/push" } }, "{ username: … }, token or none"],
  ["what is no regular expression", { x: { url: "https://a.example", login: "none", metrics: "(" } }, "a regular"],
  ["an unknown key", { x: { url: "https://a.example", login: "none", tenant: "a" } }, "tenant"],
])("refuses %s", (_, remoteWrite, words) => {
  const { error } = remoteWriteSchema.safeParse(remoteWrite);
  expect(JSON.stringify(error?.issues)).toContain(words);
});

/** "test", by the algorithm that Prometheus wants: https://prometheus.io/docs/guides/basic-auth/ */
const bcrypt = "$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay";

it("a real receiver takes what is meant for it from who knows the password, under the environment's labels", async () => {
  const parts = await obtainParts({ names: ["prometheus"] });
  const directory = written(new Map([["web.yml", `basic_auth_users: { shop: ${bcrypt} }\n`]]));
  const undo: Undo = [];
  onTestFinished(async () => {
    for (const step of undo.reverse()) await step();
  });
  const start = async (name: string, configuration: string, ...flags: string[]) => {
    const home = path.join(directory, name);
    mkdirSync(home);
    const file = path.join(home, "prometheus.yml");
    writeFileSync(file, configuration);
    const port = await freePort();
    const args = [`--config.file=${file}`, `--storage.tsdb.path=${home}/data`, ...flags];
    // A receiver that wants a password answers nobody else's question whether it is ready.
    const spec = partSpec({ directory: home }, parts, { name: "prometheus", port, ready: "/-/ready", args });
    const asked = {
      ...spec,
      ready: async () => (await fetch(`${urlOf(port)}/-/ready`).catch(() => ({ status: 0 }))).status > 0,
    };
    await startService(asked, undo);
    return port;
  };
  const receiver = await start(
    "receiver",
    "",
    "--web.enable-remote-write-receiver",
    `--web.config.file=${directory}/web.yml`,
  );
  const url = `http://${at(receiver)}/api/v1/write`;
  const sender = async (name: string, password: string, environment: string) => {
    const secrets = path.join(directory, `secrets-${name}`);
    mkdirSync(secrets);
    writeFileSync(path.join(secrets, "remote-write-central"), password);
    const central = { url, login: { username: "shop" }, metrics: "up|prometheus_build_info" };
    const text = prometheusOf({ ...sending({ central }, { secrets }), environment });
    return start(name, text.replace("rules/*.yml", "none/*.yml").replaceAll(/\b\d+s\b/g, "1s"));
  };
  await sender("known", "test", "production");
  const stranger = await sender("stranger", "guessed", "elsewhere");

  const received = async () => {
    const headers = { authorization: `Basic ${Buffer.from("shop:test").toString("base64")}` };
    const answer = await fetch(`${urlOf(receiver)}/api/v1/series?match[]={__name__!=""}`, { headers });
    const { data } = (await answer.json()) as { data: Record<string, string>[] };
    return data;
  };
  await expect
    .poll(async () => (await received()).map(({ __name__, job }) => `${__name__} ${job}`).sort(), { timeout: 60_000 })
    .toEqual(expect.arrayContaining(["up postgres", "up shop"]));
  await expect
    .poll(async () => (await fetch(`${urlOf(stranger)}/metrics`)).text(), { timeout: 60_000 })
    .toMatch(/^prometheus_remote_storage_samples_failed_total\{.*\} [1-9]/m);
  const series = await received();
  expect(new Set(series.map(({ __name__ }) => __name__))).toEqual(new Set(["up"]));
  for (const { environment, platform, instance } of series)
    expect([environment, platform, instance]).toEqual(["production", "shop", "shop-1"]);
});
