import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { findChromium } from "../../../kit/preview/chromium.ts";
import { openChromium } from "../../../kit/preview/pictures.ts";
import { publish } from "../../../reports/status-page/files.ts";
import { type Sources, statusOf } from "../../../reports/status-page/state.ts";
import { served } from "../../served.ts";
import { measuredAs, toldIncidents } from "./incidents.ts";

const found = findChromium();
const skipped = "missing" in found ? ` (skipped: ${found.missing})` : "";
const chromiumPath = "path" in found ? found.path : "";
/** https://github.com/dequelabs/axe-core */
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const telephone = { width: 360, height: 740 };

const now = new Date();
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
const well: Sources = {
  ...{ measured: measuredAs({}, now), incidents: [], maintenance: [], previous: undefined, now, zone: "Europe/Paris" },
};
const planned = {
  from: hoursAgo(-30),
  to: hoursAgo(-32),
  says: { fr: "Changement de disque : le site sera coupé.", en: "A new disk: the site will be down." },
};
/** The three states in which the page is found, and what it says in them. */
const states = {
  well: { sources: well, fr: "Tout fonctionne", en: "Everything works" },
  trouble: {
    sources: {
      ...well,
      measured: measuredAs({ "sign-in": "outage" }, now),
      incidents: toldIncidents(now),
      maintenance: [planned],
    },
    ...{ fr: "Des services sont en panne", en: "Some services are down" },
  },
  silent: {
    sources: {
      ...well,
      measured: undefined,
      previous: statusOf({ ...well, now: hoursAgo(3), measured: measuredAs({}, hoursAgo(3)) }),
    },
    ...{ fr: "Nous ne savons pas si tout fonctionne", en: "We do not know whether everything works" },
  },
} as const;

/** A static host, which knows nothing but files. */
async function host(sources: Sources) {
  const directory = mkdtempSync(path.join(tmpdir(), "status-page-"));
  publish(directory, statusOf(sources));
  const types: Readonly<Record<string, string>> = {
    ".html": "text/html",
    ".atom": "application/atom+xml",
    ".json": "application/json",
  };
  const url = await served((request, answer) => {
    const asked = new URL(request.url ?? "/", "http://host").pathname;
    const file = path.join(directory, asked.endsWith("/") ? `${asked}index.html` : asked);
    const type = types[path.extname(file)] ?? "text/plain";
    try {
      const content = readFileSync(file);
      answer.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(content);
    } catch {
      answer.writeHead(404).end();
    }
  });
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return { directory, url };
}

describe.skipIf("missing" in found)(`the status page in Chromium${skipped}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium(chromiumPath);
  });
  afterAll(() => browser.close());

  async function opened(
    sources: Sources,
    options: { javaScriptEnabled?: boolean; colorScheme?: "light" | "dark"; bypassCSP?: boolean } = {},
  ) {
    const { url, directory } = await host(sources);
    const context = await browser.newContext({ viewport: telephone, locale: "fr-FR", ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    const [asked, complaints]: [string[], string[]] = [[], []];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    await page.goto(`${url}/`);
    return { page, url, directory, asked, complaints };
  }

  it.each(
    Object.keys(states) as (keyof typeof states)[],
  )("says in both languages, on a telephone: %s", async (name) => {
    const { sources, fr, en } = states[name];
    const { page, url, asked, complaints } = await opened(sources);
    const fits = async () =>
      expect(await page.locator("html").evaluate((html) => html.scrollWidth)).toBeLessThanOrEqual(telephone.width);
    expect(await page.locator("h1").textContent()).toBe(fr);
    expect(await page.locator("html").getAttribute("lang")).toBe("fr");
    await fits();
    await picture(page, `${name}-fr`);
    await page.getByRole("link", { name: "Read in English" }).click();
    expect(await page.locator("h1").textContent()).toBe(en);
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    await fits();
    await page.getByRole("link", { name: "Lire en français" }).click();
    expect(await page.locator("h1").textContent()).toBe(fr);
    expect(complaints).toEqual([]);
    // The pages themselves, and nothing else: no font, no image, no script of elsewhere.
    expect(new Set(asked)).toEqual(new Set([`${url}/`, `${url}/en/`]));
  });

  it("tells of what goes on, what is planned and what is over, and each day by a word", async () => {
    const { page } = await opened(states.trouble.sources);
    const present = page.locator("section", { has: page.getByRole("heading", { name: "En cours", exact: true }) });
    expect(await present.getByRole("heading", { level: 3 }).textContent()).toBe("E-mails de la plateforme : perturbé");
    // The latest first, as it was written.
    expect(await present.locator("li").allTextContents()).toEqual([
      expect.stringContaining("La cause est trouvée."),
      expect.stringContaining("<b>Inutile</b> de recommencer votre inscription & merci"),
    ]);
    expect(await page.getByText("Changement de disque").isVisible()).toBe(true);
    expect(await page.getByText(/Terminé après 1 h 2 min/).isVisible()).toBe(true);
    const bars = page.getByRole("img").first();
    expect(await bars.getAttribute("aria-label")).toBe(
      "90 jours : 1 jour perturbé, 84 jours sans problème, 5 jours sans mesure",
    );
    await page.getByText("Les jours en détail").first().click();
    expect(await page.locator("details[open] li").textContent()).toMatch(/perturbé, réussi à 98,5 %$/);
  });

  it("says when it was last heard of, with and without a script", async () => {
    const old = { ...well, now: hoursAgo(2), measured: measuredAs({}, hoursAgo(2)) };
    const { page } = await opened(old);
    expect(await page.getByRole("alert").textContent()).toContain("n'est plus mise à jour");
    expect(await page.locator("h1").isVisible()).toBe(false);
    const { page: plain } = await opened(old, { javaScriptEnabled: false });
    expect(await plain.getByText(/Écrit le .* heure de Paris/).textContent()).toContain("plus d'une demi-heure");
    const { page: fresh } = await opened(well);
    expect(await fresh.getByRole("alert").isVisible()).toBe(false);
    const { page: silent } = await opened(states.silent.sources);
    expect(await silent.getByText(/Ses dernières nouvelles datent du/).isVisible()).toBe(true);
  });

  it.each([
    ["light", "well"],
    ["light", "trouble"],
    ["light", "silent"],
    ["dark", "trouble"],
  ] as const)("axe-core finds nothing in %s colours: %s", async (colorScheme, name) => {
    const { page } = await opened(states[name].sources, { colorScheme, bypassCSP: true });
    for (const summary of await page.locator("summary").all()) await summary.click();
    await page.evaluate(axe);
    const violations = (await page.evaluate("axe.run().then(({ violations }) => violations)")) as {
      id: string;
      nodes: { html: string; failureSummary: string }[];
    }[];
    expect(
      violations.map(({ id, nodes }) => [id, nodes.map(({ html, failureSummary }) => [html, failureSummary])]),
    ).toEqual([]);
  });

  it("gives programs a feed that parses, and a page that is small", async () => {
    const { page, directory } = await opened(states.trouble.sources);
    const feed = JSON.stringify(readFileSync(path.join(directory, "feed.atom"), "utf8"));
    const titles = await page.evaluate(
      `[...new DOMParser().parseFromString(${feed}, "application/xml").querySelectorAll("parsererror, entry > title")].map((one) => one.textContent)`,
    );
    expect(titles).toEqual([
      "E-mails de la plateforme : perturbé",
      "Connexion et création de compte, Inscriptions aux annonces : en panne (terminé)",
    ]);
    expect(statSync(path.join(directory, "index.html")).size).toBeLessThan(60_000);
    expect(readdirSync(directory).filter((file) => file.endsWith(".unfinished"))).toEqual([]);
  });

  /** Kept where PICTURES names a directory, for people to look at. */
  async function picture(page: Awaited<ReturnType<typeof opened>>["page"], name: string): Promise<void> {
    const { PICTURES: directory } = process.env;
    if (directory === undefined) return;
    mkdirSync(directory, { recursive: true });
    await page.screenshot({ path: path.join(directory, `${name}.png`), fullPage: true });
  }
});
