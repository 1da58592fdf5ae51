import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { findChromium } from "../../../kit/preview/chromium.ts";
import { openChromium, takePictures } from "../../../kit/preview/pictures.ts";
import { type Preview, startPreview } from "../../../kit/preview/server.ts";
import { dashboardFiles } from "../../../kit/write/dashboards.ts";
import { benevoclic } from "../../../platform.ts";
import { startFakePrometheus } from "./fake-prometheus.ts";

const found = findChromium();
const skipped = "missing" in found ? ` (skipped: ${found.missing})` : "";
const chromiumPath = "path" in found ? found.path : "";

describe.skipIf("missing" in found)(`the preview in Chromium${skipped}`, () => {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-preview-"));
  const stops: (() => Promise<void>)[] = [];
  let browser: Browser;
  let preview: Preview;

  beforeAll(async () => {
    for (const [file, json] of dashboardFiles(environmentOf(benevoclic, loadConfig("local"))))
      writeFileSync(path.join(directory, file), json);
    const prometheus = await startFakePrometheus(["anomaly_info"]);
    preview = await startPreview({ dashboards: directory, prometheus: prometheus.url, port: 0 });
    browser = await openChromium(chromiumPath);
    stops.push(() => browser.close(), preview.stop, prometheus.stop);
  });
  afterAll(async () => {
    for (const stop of stops) await stop();
    rmSync(directory, { recursive: true });
  });

  /** A page that is drawn, and everything that it asked for and complained about. */
  async function opened(address: string, options: BrowserContextOptions = {}) {
    const context = await browser.newContext({ locale: "fr-FR", viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const [asked, complaints]: [string[], string[]] = [[], []];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(new URL(address, preview.url).href);
    await page.waitForSelector("html[data-drawn]", { state: "attached" });
    return { page, asked, complaints, close: () => context.close() };
  }
  const texts = (page: Page, selector: string) => page.locator(selector).allTextContents();

  it("draws every dashboard without a complaint, and nothing leaves this machine", async () => {
    for (const [file, json] of dashboardFiles(environmentOf(benevoclic, loadConfig("local")))) {
      const { page, asked, complaints, close } = await opened(`/d/${file.replace(".json", "")}`);
      const panels = (JSON.parse(json).panels as { type: string }[]).filter(({ type }) => type !== "row");
      expect(await page.locator(".panel").count(), file).toBe(panels.length);
      expect(await page.locator(".panel .body:empty").count(), file).toBe(0);
      expect(await texts(page, ".wrong"), file).toEqual([]);
      expect(complaints, file).toEqual([]);
      expect(
        asked.filter((url) => !url.startsWith(preview.url) && !url.startsWith("data:")),
        file,
      ).toEqual([]);
      await close();
    }
  });

  it("says that it is a preview, in words and in its title", async () => {
    const { page, close } = await opened("/");
    expect((await texts(page, ".notice")).join()).toContain("Aperçu");
    expect(await page.title()).toBe("Vue d'ensemble · Aperçu");
    await close();
  });

  it("says what an empty panel means", async () => {
    const { page, close } = await opened("/d/benevoclic-overview");
    expect(await texts(page, ".panel.table .empty")).toEqual(["Aucune alerte en cours."]);
    await close();
  });

  it("opens on the time that there is, where Prometheus has been watching for minutes only", async () => {
    const prometheus = await startFakePrometheus([], Date.now() / 1000 - 600);
    const young = await startPreview({ dashboards: directory, prometheus: prometheus.url, port: 0 });
    stops.push(young.stop, prometheus.stop);
    const period = async (address: string) => {
      const { page, close } = await opened(address);
      const chosen = await page.locator(".controls select").last().inputValue();
      expect(await texts(page, ".controls label span")).not.toContain("Environnement");
      await close();
      return chosen;
    };
    expect(await period(`${young.url}/d/benevoclic-overview`)).toBe("15m");
    expect(await period(`${young.url}/d/benevoclic-overview?from=now-24h&to=now`)).toBe("24h");
    expect(await period("/d/benevoclic-overview")).toBe("6h");
  });

  it("shows the very panel that a message links to", async () => {
    const { panels } = JSON.parse(readFileSync(path.join(directory, "benevoclic-api.json"), "utf8"));
    const { id } = panels.find(({ title }: { title: string }) => title === "Erreurs du serveur");
    const { page, close } = await opened(
      `/d/benevoclic-api?viewPanel=${id}&var-environment=local&from=1795440759086&to=now`,
    );
    expect(await texts(page, "h3")).toEqual(["Erreurs du serveur"]);
    expect(await page.getByLabel("Période").locator("option:checked").textContent()).toMatch(/^depuis \d\d/);
    await page.getByText("Tout le tableau de bord").click();
    await page.waitForSelector("html[data-drawn]", { state: "attached" });
    expect(await page.locator(".panel").count()).toBeGreaterThan(10);
    await close();
  });

  it("explains a panel to whoever has only a keyboard", async () => {
    const { page, close } = await opened("/d/benevoclic-host");
    const about = page.getByRole("button", { name: "À propos de Processeur utilisé" });
    await about.focus();
    await page.keyboard.press("Enter");
    const explained = page.locator("#panel-7991966 .explained");
    expect(await explained.isVisible()).toBe(true);
    expect(await explained.textContent()).toContain("HostCpuBusy");
    await page.keyboard.press("Escape");
    expect(await explained.isVisible()).toBe(false);
    expect(await about.evaluate((one) => one === one.ownerDocument.activeElement)).toBe(true);
    await close();
  });

  it("follows the reader's light or dark, and changes on request", async () => {
    const { page, close } = await opened("/", { colorScheme: "light" });
    const theme = () => page.locator("html").getAttribute("data-theme");
    expect(await theme()).toBe("light");
    await page.getByRole("button", { name: "Clair / sombre" }).click();
    expect(await theme()).toBe("dark");
    await close();
  });

  it("fits a telephone", async () => {
    const { page, close } = await opened("/d/benevoclic-overview", { viewport: { width: 390, height: 844 } });
    const width = await page.locator("main").evaluate((main) => main.ownerDocument.documentElement.scrollWidth);
    expect(width).toBe(390);
    await close();
  });

  it("takes a picture of a dashboard", async () => {
    const pictures = [{ address: "/d/benevoclic-web", name: "web", theme: "dark", width: 1000 }] as const;
    const [file = ""] = await takePictures(browser, { url: preview.url, directory, locale: "fr", pictures });
    expect(path.basename(file)).toBe("web.png");
  });
});
