import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { journeys } from "../../../exporters/journeys/every.ts";
import { observe, vitalsOf } from "../../../exporters/journeys/vitals.ts";
import { walk } from "../../../exporters/journeys/walk.ts";
import { findChromium } from "../../../kit/preview/chromium.ts";
import { openChromium } from "../../../kit/preview/pictures.ts";
import { createSite, type SiteFault } from "../../../simulator/platform/site.ts";
import { startSite } from "../../../simulator/platform/site-server.ts";

const found = findChromium();
const skipped = "missing" in found ? ` (skipped: ${found.missing})` : "";
const account = { email: "parcours@benevoclic.example", password: "not a secret" };
const announcement = "/annonces/64f8a1b2c3d4e5f601234569";

/** The simulated site on a port of its own, until the test ends. */
async function started(broken?: SiteFault) {
  const site = createSite({ account, broken: (fault) => fault === broken });
  const { url, stop } = await startSite(site);
  onTestFinished(stop);
  const pictures = mkdtempSync(path.join(tmpdir(), "journeys-"));
  onTestFinished(() => rmSync(pictures, { recursive: true }));
  return { registered: site.registered, walking: { site: url, announcement, account, pictures, patience: 3_000 } };
}
const journeyOf = (name: string) => journeys.find((one) => one.name === name) as (typeof journeys)[number];

describe.skipIf("missing" in found)(`journeys in Chromium${skipped}`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium("path" in found ? found.path : "");
  });
  afterAll(() => browser.close());

  it("get to their end on a healthy site, leave nothing, and measure what visitors feel", async () => {
    const { registered, walking } = await started();
    for (const journey of journeys) {
      const { failed, steps, complaints } = await walk(browser, journey, { ...walking, patience: 10_000 });
      expect(failed, journey.name).toBeUndefined();
      expect(steps.map((one) => one.step)).toEqual(journey.steps.map(({ name }) => name));
      expect(complaints).toEqual([]);
    }
    expect(registered.size).toBe(0);
    const { steps } = await walk(browser, journeyOf("search"), { ...walking, patience: 10_000 });
    for (const { vitals } of steps) {
      expect(vitals.lcp).toBeGreaterThan(0);
      expect(vitals.cls).toBe(0);
    }
  });

  it.each([
    ["search-empty", "search", "search"],
    ["search-failing", "search", "search"],
    ["announcement-missing", "search", "read"],
    ["site-hanging", "search", "open"],
    ["sign-in-refused", "sign-in", "sign-in"],
    ["sign-in-failing", "sign-in", "sign-in"],
    ["session-lost", "sign-in", "sign-in"],
    ["registration-failing", "register", "register"],
    ["registration-forgotten", "register", "register"],
    ["button-missing", "register", "take-back"],
    ["ticket-lost", "ticket", "send-ticket"],
  ] as const)("find what visitors would meet: %s by the journey %s at its step %s", async (fault, name, step) => {
    const { walking } = await started(fault);
    const { failed, complaints } = await walk(browser, journeyOf(name), walking);
    expect(failed?.step).toBe(step);
    // Of a page that never comes there is no picture.
    if (fault !== "site-hanging") expect(existsSync(failed?.screenshot ?? "")).toBe(true);
    expect(JSON.stringify([failed?.why, complaints])).not.toContain(account.password);
    if (fault === "search-failing") expect(complaints).toContain("network: 500 GET /recherche");
  });

  it("measure how soon a page answers a click that does not leave it", async () => {
    const page = await browser.newPage();
    await page.addInitScript(observe);
    const busy = "const end = performance.now() + 120; while (performance.now() < end); this.textContent = 'done'";
    await page.route("**/*", (route) =>
      route.fulfill({ contentType: "text/html", body: `<button onclick="${busy}">press</button>` }),
    );
    await page.goto("http://site.example/");
    await page.getByRole("button").click();
    await page.getByRole("button", { name: "done" }).waitFor();
    // What was pressed is told once it is painted.
    await page.evaluate("new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 100)))");
    expect((await vitalsOf(page)).inp).toBeGreaterThan(0.1);
    expect(await vitalsOf(page)).toEqual({});
    await page.close();
  });

  it("take back what a run that was killed has left", async () => {
    const { registered, walking } = await started();
    registered.add(announcement.split("/").at(-1) ?? "");
    const { failed } = await walk(browser, journeyOf("register"), { ...walking, patience: 10_000 });
    expect(failed).toBeUndefined();
    expect(registered.size).toBe(0);
  });
});
