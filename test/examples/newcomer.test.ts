import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it, onTestFinished } from "vitest";
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
