import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { local } from "../../examples/shop/local.ts";
import { shop } from "../../examples/shop/platform.ts";
import { environmentOf } from "../../kit/environment.ts";
import { obtainParts, type Parts } from "../../kit/lab/parts/obtain.ts";
import { runRuleTests } from "../../kit/lab/rule-tests.ts";
import { startRun } from "../../kit/lab/run.ts";
import { filesOf } from "../../kit/write/files.ts";
import { amtool, forgetDirectories, promtool, written } from "../kit/programs.ts";

afterAll(forgetDirectories);

const directory = path.resolve(import.meta.dirname, "../../examples/shop");
const files = filesOf(environmentOf(shop, shop.environments.load("production")));
let generated: string;
let parts: Pick<Parts, "promtool">;
beforeAll(async () => {
  generated = written(files);
  parts = await obtainParts({ names: ["promtool"] });
});

it("is another platform in at most ten files and 300 lines", () => {
  const sources = readdirSync(directory, { recursive: true, withFileTypes: true })
    // What `npm run generate -- --platform examples/shop` leaves there.
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("generated"));
  const lines = sources.map(
    (entry) => readFileSync(path.join(entry.parentPath, entry.name), "utf8").split("\n").length,
  );
  expect(sources.length).toBeLessThanOrEqual(10);
  expect(lines.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(300);
});

it("its rules are accepted, and tested by their own examples", async () => {
  const { code, said } = await promtool("check", "config", path.join(generated, "prometheus/prometheus.yml"));
  expect(said).toContain("SUCCESS");
  expect(code).toBe(0);
  const tests = [...files.keys()].filter((file) => file.startsWith("prometheus/tests/"));
  const outcome = await runRuleTests(
    tests.map((file) => path.join(generated, file)),
    parts.promtool,
  );
  expect(outcome.wrong).toBe("");
  expect(outcome.tests).toBeGreaterThan(10);
});

it("its messages and receivers are accepted, and say nothing in French", async () => {
  const { code, said } = await amtool("check-config", path.join(generated, "alertmanager/alertmanager.yml"));
  expect(said).toContain("1 templates");
  expect(code).toBe(0);
  const text = [...files.values()].join("\n");
  expect(text).toContain("The shop is down on {{ $labels.instance }}");
  expect(text).not.toMatch(/benevoclic|Bénévo|Rétabli|Europe\/Paris/i);
  expect(text).toContain("America/New_York");
});

it("runs on this machine, and tells on Discord that its service was stopped", async () => {
  const directory = mkdtempSync(path.join(tmpdir(), "shop-"));
  const run = await startRun(local, { directory });
  onTestFinished(async () => {
    await run.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  const health = async () => (await run.prometheus.targets()).map((target) => target.health).join(" ");
  await expect.poll(health, { timeout: 60_000 }).toBe("up up up up");
  await run.programs.get("shop")?.stop();
  const { embeds } = await run.discord.inbox.next(({ embeds: [embed] }) => /ShopDown/.test(embed?.title ?? ""), {
    within: 120_000,
  });
  expect(embeds[0]?.title).toContain("CRITICAL");
  expect(embeds[0]?.description).toContain("The shop is down on shop-1");
});

it("is generated and checked by the commands", () => {
  const command = (...args: string[]) =>
    execFileSync(process.execPath, ["cli/main.js", ...args, "--platform", "examples/shop"], { encoding: "utf8" });
  onTestFinished(() => rmSync(path.join(directory, "generated"), { recursive: true, force: true }));
  expect(command("generate")).toMatch(/examples\/shop\/generated\/production {2}\d+ files/);
  expect(readFileSync(path.join(directory, "generated/production/prometheus/rules/shop.yml"), "utf8")).toContain(
    "ShopDown",
  );
  const checked = command("check");
  expect(checked).toContain("ok     production: rule tests");
  expect(checked).not.toContain("WRONG");
});
