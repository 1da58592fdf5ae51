import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type { Channel } from "../../kit/channels/channel.ts";
import { environmentOf } from "../../kit/environment.ts";
import { Mistakes } from "../../kit/model/mistakes.ts";
import type { Platform } from "../../kit/platform.ts";
import { filesOf, type GeneratedFiles } from "../../kit/write/files.ts";

// What a newcomer touches, done in a copy of the shop: each addition, and the files that it took.

const repository = path.resolve(import.meta.dirname, "../..");

/** A copy from which `../../kit` is the kit; `change` edits a file of it, or makes one, and counts it. */
function copyOfShop() {
  const cache = path.join(repository, ".cache");
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(path.join(cache, "newcomer-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  cpSync(path.join(repository, "examples/shop"), directory, { recursive: true });
  const touched = new Set<string>();
  return {
    touched,
    change(file: string, to: (text: string) => string, from = file) {
      touched.add(file);
      writeFileSync(path.join(directory, file), to(readFileSync(path.join(directory, from), "utf8")));
    },
    add(file: string, text: string) {
      touched.add(file);
      writeFileSync(path.join(directory, file), text);
    },
    imported: <Module>(file: string) => import(path.join(directory, file)) as Promise<Module>,
    async generated(environment = "production"): Promise<GeneratedFiles> {
      const { shop } = (await import(path.join(directory, "platform.ts"))) as { shop: Platform };
      return filesOf(environmentOf(shop, shop.environments.load(environment)));
    },
  };
}

const queueFull = `
export const shopQueueFull = alert("ShopQueueFull", {
  title: english("Orders waiting"),
  ...{ on: queued, category: "performance", levels: { warning: { above: 100, for: "5m" } }, examples },
  summary: english("{{value}} orders wait on {{instance}}"),
  impact: english("Customers wait for their confirmation."),
  next: [command("journalctl -u shop", english("See what the workers do"))],
});
`;

it("an alert is one file: its rule, route, message, runbook and tests follow", async () => {
  const { touched, change, generated } = copyOfShop();
  change(
    "alerts.ts",
    (text) => text + queueFull.replaceAll("queued", "connectionsUsed").replace("above: 100", "above: 0.5"),
  );
  const files = await generated();
  expect(files.get("runbooks/ShopQueueFull.md")).toContain("journalctl -u shop");
  expect(files.get("prometheus/rules/shop.yml")).toContain("alert: ShopQueueFull");
  expect(files.get("prometheus/tests/shop.yml")).toContain("ShopQueueFull warning fires");
  expect([...touched]).toEqual(["alerts.ts"]);
});

it("a metric with its signal, alert and panel is three files", async () => {
  const { touched, change, generated } = copyOfShop();
  change("parts.ts", (text) =>
    text.replace(
      "  duration: {",
      '  queue: { name: "shop_orders_waiting", type: "gauge", about: "Orders that wait." },\n  duration: {',
    ),
  );
  change(
    "signals.ts",
    (text) => `${text}
import { gaugeValue } from "../../kit/kinds/gauge-value.ts";
import { whole } from "../../kit/model/unit.ts";
export const queued = signal(
  "instance:shop_orders_waiting:max",
  gaugeValue({ gauge: shop.queue, take: "max", unit: whole, per, title: english("Orders that wait"), about: english("Now.") }),
);
`,
  );
  change("alerts.ts", (text) => text.replace("connectionsUsed, ", "connectionsUsed, queued, ") + queueFull);
  const files = await generated();
  expect(files.get("grafana/dashboards/shop-shop.json")).toContain("Orders that wait");
  expect(files.get("prometheus/rules/shop.yml")).toContain("shop_orders_waiting");
  expect(touched.size).toBe(3);
});

it("an environment is one file, and one that does not exist is refused with those that do", async () => {
  const { touched, change, generated } = copyOfShop();
  const staged = (text: string) => text.replace("environment: production", "environment: staging");
  change("config/staging.yaml", staged, "config/production.yaml");
  expect((await generated("staging")).get("prometheus/prometheus.yml")).toContain("environment: staging");
  await expect(generated("stagin")).rejects.toThrow(Mistakes);
  await expect(generated("stagin")).rejects.toThrow('did you mean "staging"?');
  expect(touched.size).toBe(1);
});

const gotify = `
import { z } from "zod";
import type { Channel } from "../../kit/channels/channel.ts";
import { define } from "../../kit/channels/template-parts.ts";
import { secret } from "../../kit/model/secret.ts";

const token = secret("gotify-token", { what: "Gotify's token of the application", form: "^A.+$", looksLike: "A…" });

export const gotify: Channel = {
  name: "gotify",
  settings: z.strictObject({ server: z.url() }),
  secrets: () => [token],
  describe: (severity) => "Gotify, " + severity,
  templates: () => [define("gotify.message", "{{ range .Alerts }}{{ .Annotations.summary }}{{ end }}")],
  integrations: ({ config, template }) => ({
    webhook_configs: [
      {
        url: (config.notifications as object as { gotify: { server: string } }).gotify.server + "/message",
        http_config: { authorization: { credentials_file: config.notifications.secrets + "/" + token.name } },
        payload: { message: template("gotify.message"), priority: 8 },
      },
    ],
  }),
};
`;

it("a channel is one file and its test: an environment's settings, receivers, templates and secrets follow", async () => {
  const { touched, add, change, imported, generated } = copyOfShop();
  add("gotify.ts", gotify);
  add("gotify.test.ts", "");
  const { gotify: channel } = await imported<{ gotify: Channel }>("gotify.ts");
  expect([...touched]).toEqual(["gotify.ts", "gotify.test.ts"]);
  // Whom it tells is a word of the platform's value, where it reaches them one of an environment's.
  change("platform.ts", (text) =>
    `import { usualChannels } from "../../kit/channels/usual.ts";\nimport { gotify } from "./gotify.ts";\n${text}`
      .replace("settingsOf({", "settingsOf({ channels: [gotify],")
      .replace(
        'platform("shop", {',
        'platform("shop", { channels: { ...usualChannels, critical: { ...usualChannels.critical, tells: [gotify] } },',
      ),
  );
  change("config/production.yaml", (text) =>
    text.replace("notifications:", "notifications:\n  gotify: { server: 'https://gotify.shop.example' }"),
  );
  const files = await generated();
  const alertmanager = files.get("alertmanager/alertmanager.yml");
  expect(alertmanager).toContain("url: https://gotify.shop.example/message");
  expect(alertmanager).toContain("gotify-token");
  expect([...files.values()].join("")).toContain('define "shop.gotify.message"');
  expect(channel.secrets("critical").map(({ name }) => name)).toEqual(["gotify-token"]);
});

/** A copy of all that Benevoclic declares and deploys; `add` makes a file of it, and counts it. */
function copyOfBenevoclic() {
  const cache = path.join(repository, ".cache");
  mkdirSync(cache, { recursive: true });
  const directory = mkdtempSync(path.join(cache, "newcomer-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const copied = ["alerts", "config", "dashboards", "kit", "parts", "platform.ts", "signals", "simulator", "stacks"];
  for (const entry of [...copied, "exporters"])
    cpSync(path.join(repository, entry), path.join(directory, entry), { recursive: true });
  const touched: string[] = [];
  const imported = <Module>(file: string) => import(path.join(directory, file)) as Promise<Module>;
  return {
    touched,
    add(file: string, text: string) {
      touched.push(file);
      mkdirSync(path.dirname(path.join(directory, file)), { recursive: true });
      writeFileSync(path.join(directory, file), text);
    },
    /** What it generates for production, what it deploys there, and what `npm start` runs. */
    async asked() {
      const { loadConfig } = await imported<typeof import("../../config/load.ts")>("config/load.ts");
      const { benevoclic } = await imported<typeof import("../../platform.ts")>("platform.ts");
      const { servicesOf, settingsOf } = await imported<typeof import("../../stacks/service.ts")>("stacks/service.ts");
      const { startedParts } = await imported<typeof import("../../simulator/addresses.ts")>("simulator/addresses.ts");
      const { programs } =
        await imported<typeof import("../../stacks/exporters-image.ts")>("stacks/exporters-image.ts");
      const { environmentOf } = await imported<typeof import("../../kit/environment.ts")>("kit/environment.ts");
      const { filesOf } = await imported<typeof import("../../kit/write/files.ts")>("kit/write/files.ts");
      const config = loadConfig("production");
      const services = servicesOf(config).map((service) => ({ ...settingsOf(config, service), ...service }));
      return { files: filesOf(environmentOf(benevoclic, config)), services, startedParts, programs };
    },
  };
}

const newsletters = `
import { metricsOf } from "../kit/model/metric.ts";
import { part } from "../kit/model/part.ts";
import { secret } from "../kit/model/secret.ts";

export const newsletters = metricsOf("newsletters", {
  sent: { name: "newsletters_sent_total", type: "counter", about: "Newsletters sent." },
});
const key = secret("newsletter-key", { what: "the key of the sender", form: "^k_.+$", looksLike: "k_…" });

export const newslettersPart = part("newsletters", {
  scrape: { interval: "15s" },
  metrics: [newsletters],
  service: {
    name: "newsletter-exporter",
    program: "newsletters",
    memory: "64MiB",
    port: 9860,
    container: () => ({
      user: "65530:65530",
      listens: { network: "private", port: 9860 },
      command: ["--host=0.0.0.0", "--key-file=/run/secrets/newsletter-exporter/newsletter-key"],
      healthPath: "/-/healthy",
      startSeconds: 30,
      stopSeconds: 30,
      secrets: { at: "/run/secrets/newsletter-exporter", files: [key] },
    }),
    local: { ready: "/-/ready", arguments: ({ secret }) => ["--key-file", secret(key)] },
  },
});
`;

const queue = `
import { part } from "../kit/model/part.ts";

export const queuePart = part("queue", {
  scrape: { interval: "15s" },
  service: {
    name: "queue",
    image: "docker.io/library/rabbitmq:4.1.0",
    memory: "256MiB",
    port: 15692,
    container: () => ({
      user: "999:999",
      listens: { network: "private", port: 15692 },
      command: [],
      healthPath: "/metrics",
      startSeconds: 60,
      stopSeconds: 30,
      data: "/var/lib/rabbitmq",
    }),
  },
});
`;

it("an exporter is its declaration, its program and its test; a service of somebody else is one file", async () => {
  const { touched, add, asked } = copyOfBenevoclic();
  add("parts/newsletters.ts", newsletters);
  add("exporters/newsletters/main.ts", 'import { newsletters } from "../../parts/newsletters.ts";\n');
  add("test/exporters/newsletters.test.ts", "");
  add("parts/queue.ts", queue);
  const { files, services, startedParts, programs } = await asked();
  const scraped = files.get("prometheus/prometheus.yml") ?? "";
  expect(scraped).toContain("job_name: newsletters");
  expect(scraped).toContain("newsletter-exporter:9860");
  expect(scraped).toContain("queue:15692");
  const deployed = (name: string) => services.find((service) => service.name === name);
  expect(deployed("newsletter-exporter")).toMatchObject({ enabled: true, memory: "64MiB", port: 9860 });
  expect(deployed("newsletter-exporter")?.secrets?.files.map(({ name }) => name)).toEqual(["newsletter-key"]);
  expect(deployed("queue")).toMatchObject({ image: "docker.io/library/rabbitmq:4.1.0", data: "/var/lib/rabbitmq" });
  expect(startedParts.map(({ job }) => job)).toContain("newsletters");
  expect(programs).toContain("newsletters");
  expect(touched).toHaveLength(3 + 1);
});
