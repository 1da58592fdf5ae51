import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { currentEpisode } from "../../../../exporters/anomalies/anomaly.ts";
import { findChromium } from "../../../../kit/preview/chromium.ts";
import { openChromium } from "../../../../kit/preview/pictures.ts";
import { slowRequest, startTraceStore } from "../trace-store.ts";
import { startedAt, startPages } from "./desk.ts";

const found = findChromium();
const skipped = "missing" in found ? ` (skipped: ${found.missing})` : "";
const chromiumPath = "path" in found ? found.path : "";
/** https://github.com/dequelabs/axe-core */
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const screens = { desktop: { width: 1280, height: 900 }, telephone: { width: 390, height: 844 } } as const;

const told = [
  {
    startsAt: startedAt,
    annotations: {
      ...{ summary: "L'API ne répond plus sur vps-production", impact: "Personne ne peut se connecter ni s'inscrire." },
      ...{ value: "2,5 s", limit: "plus de 500 ms pendant 5 min" },
      next_steps:
        "1. Voir si le processus tourne : `pm2 list`\n2. Lire les dernières lignes du journal : `pm2 logs benevoclic-api --lines 200 --nostream`\n3. Relancer l'API : `pm2 restart benevoclic-api`\n4. Prévenir (lead, lead@benevoclic.fr)",
      ...{ runbook_url: "https://github.com/x/ApiDown.md", dashboard_url: "https://monitoring.example/d/api" },
      symptoms: "WebWrongContent",
    },
  },
  {
    ...{ name: "HostDiskFilling", severity: "warning", component: "host", thing: "/data", startsAt: startedAt },
    annotations: { summary: "Le disque /data sera plein dans 6 heures", impact: "Rien pour l'instant." },
  },
  {
    ...{ name: "WebDown", startsAt: new Date(startedAt.getTime() - 3_600_000), endsAt: startedAt },
    annotations: { summary: "Le site ne répond plus", impact: "Personne ne voit le site." },
  },
] as const;

describe.skipIf("missing" in found)(`the pages in Chromium${skipped}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium(chromiumPath);
  });
  afterAll(() => browser.close());

  /** A browser whose pages may run no script of their own, as it is promised that none is needed. */
  async function opened(screen: keyof typeof screens) {
    const pages = await startPages({ told, traces: await traces() });
    const context = await browser.newContext({ locale: "fr-FR", viewport: screens[screen], javaScriptEnabled: false });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    return { ...pages, page, complaints };
  }

  it.each(
    Object.keys(screens) as (keyof typeof screens)[],
  )("from the list to the cure on a %s, without a script", async (screen) => {
    const { page, url, recorder, complaints } = await opened(screen);
    const fits = async () =>
      expect(await page.locator("html").evaluate((html) => html.scrollWidth), page.url()).toBeLessThanOrEqual(
        screens[screen].width,
      );
    await page.goto(`${url}/`);
    await fits();
    await picture(page, `list-${screen}`);
    await page.getByRole("link", { name: "L'API ne répond plus" }).click();
    await fits();
    await picture(page, `anomaly-${screen}`);
    await page.getByRole("link", { name: "Les requêtes les plus lentes" }).click();
    await fits();
    await picture(page, `traces-${screen}`);
    await page.goBack();
    await page.getByLabel("Votre nom").first().fill("Marie");
    await page.getByRole("button", { name: "Je m'en occupe" }).click();
    expect(await page.getByRole("status").textContent()).toBe("C'est enregistré.");
    expect(currentEpisode(recorder.anomalies[0] as never).acknowledgedBy).toBe("Marie");
    await page.getByText("Terminer").click();
    await page.getByLabel("Raison").fill("processus relancé");
    await picture(page, `close-${screen}`);
    await page.getByRole("button", { name: "C'est réparé" }).click();
    expect(currentEpisode(recorder.anomalies[0] as never).resolution).toBe("fixed");
    await picture(page, `closed-${screen}`);
    await fits();
    await page.getByRole("link", { name: "Signaler un problème" }).click();
    await page.getByLabel("En une ligne").fill("Page blanche");
    await page.getByLabel("Que se passe-t-il ?").fill("Depuis midi");
    await fits();
    await picture(page, `report-${screen}`);
    await page.getByRole("button", { name: "Envoyer" }).click();
    expect(await page.getByRole("status").textContent()).toContain("Merci");
    expect(recorder.anomalies.at(-1)?.title).toBe("Page blanche");
    expect(complaints).toEqual([]);
  });

  it.each(["light", "dark"] as const)("axe-core finds nothing serious in %s colours", async (colorScheme) => {
    const { url, id } = await startPages({
      ...{ told, entrance: { linksLast: 3_600_000 }, traces: await traces() },
    });
    const context = await browser.newContext({
      locale: "fr-FR",
      viewport: screens.telephone,
      colorScheme,
      bypassCSP: true,
    });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const one = `/anomalies/${id}`;
    for (const address of [
      "/anomalies/",
      one,
      `${one}/traces`,
      "/anomalies/report",
      "/anomalies/ANOM-1999-01-01-001",
    ]) {
      await page.goto(`${url}${address}`);
      for (const summary of await page.locator("summary").all()) await summary.click();
      await picture(page, `axe-${colorScheme}-${address.split("/").at(-1) || "list"}`.replace(/ANOM-2\S+/, "anomaly"));
      await page.evaluate(axe);
      const violations = (await page.evaluate("axe.run().then(({ violations }) => violations)")) as {
        id: string;
        impact: string;
        nodes: { html: string; failureSummary: string }[];
      }[];
      const serious = violations.filter(({ impact }) => ["serious", "critical"].includes(impact));
      expect(
        serious.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]),
        address,
      ).toEqual([]);
    }
  });
});

/** The address of a store with one slow request. */
const traces = async () => (await startTraceStore([slowRequest("a".repeat(32), startedAt.getTime())])).url;

/** Kept where PICTURES names a directory, for people to look at. */
async function picture(page: Page, name: string): Promise<void> {
  const { PICTURES: directory } = process.env;
  if (directory === undefined) return;
  mkdirSync(directory, { recursive: true });
  await page.screenshot({ path: path.join(directory, `${name}.png`), fullPage: true });
}
