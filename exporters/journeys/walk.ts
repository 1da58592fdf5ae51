import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import type { Account, Journey, Step, Way } from "./journey.ts";

/** ms: what takes longer is nothing for a visitor; a whole journey is given up after `longest`. */
const [usualPatience, longest] = [10_000, 60_000];
/** Lines of the console and of the network that are kept. */
const mostLines = 20;

export interface Walked {
  readonly journey: string;
  /** Seconds of each step that was done, in their order. */
  readonly steps: readonly { readonly step: string; readonly seconds: number }[];
  /** The step at which a visitor would not have got on. */
  readonly failed?: { readonly step: string; readonly why: string; readonly screenshot?: string };
  /** Errors of the console and answers that failed, without what stands behind a question mark. */
  readonly complaints: readonly string[];
  /** Of the first page: largest contentful paint in seconds, and cumulative layout shift. */
  readonly vitals: { readonly lcp?: number; readonly cls?: number };
}

interface Walking {
  /** Of the site, without a path. */
  readonly site: string;
  readonly announcement: string;
  readonly account: Account | undefined;
  /** Where pictures go; without it none are taken. */
  readonly pictures?: string | undefined;
  /** ms for which a visitor waits for anything; 10 s unless told. */
  readonly patience?: number;
}

/** Observes from the first moment of each page. https://web.dev/articles/vitals */
const observe = `
globalThis.vitals = { lcp: undefined, cls: 0 };
new PerformanceObserver((list) => { for (const one of list.getEntries()) vitals.lcp = one.startTime / 1000; }).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) vitals.cls += one.value; }).observe({ type: "layout-shift", buffered: true });
`;

/** Whatever somebody typed, and what the page marks as a person's. */
const blurred = "input, textarea, [data-personal] { filter: blur(8px) !important; }";

/** Walks a journey once, in a browser window of its own: bounded, and cleaned up after. */
export async function walk(browser: Browser, journey: Journey, walking: Walking): Promise<Walked> {
  const context = await browser.newContext({ baseURL: walking.site, locale: "fr-FR", serviceWorkers: "block" });
  const end = setTimeout(() => void context.close(), longest);
  try {
    context.setDefaultTimeout(walking.patience ?? usualPatience);
    await context.addInitScript(observe);
    const page = await context.newPage();
    const complaints = complaintsOf(page);
    const way = wayOf(page, walking);
    const done: { step: string; seconds: number }[] = [];
    let vitals: Walked["vitals"] = {};
    const result = (failed?: Walked["failed"]): Walked => ({
      ...{ journey: journey.name, steps: done, complaints, vitals },
      ...(failed && { failed }),
    });
    // What a run that was killed has left.
    for (const one of journey.cleanUp ?? []) {
      const why = await reasonOf(one, way);
      if (why !== undefined) return result(await failure(page, journey, one, why, walking));
    }
    for (const one of journey.steps) {
      const began = performance.now();
      const why = await reasonOf(one, way);
      if (why !== undefined) {
        const failed = await failure(page, journey, one, why, walking);
        for (const its of journey.cleanUp ?? []) await reasonOf(its, way);
        return result(failed);
      }
      done.push({ step: one.name, seconds: (performance.now() - began) / 1000 });
      if (done.length === 1) vitals = (await page.evaluate("globalThis.vitals").catch(() => ({}))) as Walked["vitals"];
    }
    return result();
  } finally {
    clearTimeout(end);
    await context.close();
  }
}

function wayOf(page: Page, { account, announcement }: Walking): Way {
  return {
    page,
    announcement,
    account: () => {
      if (account === undefined) throw new Error("this journey signs in, and no account was given");
      return account;
    },
  };
}

function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  const say = (line: string) => void (complaints.length < mostLines && complaints.push(line));
  page.on("console", (message) => message.type() === "error" && say(`console: ${message.text().slice(0, 200)}`));
  page.on("pageerror", (error) => say(`page: ${error.message.slice(0, 200)}`));
  page.on("response", (answer) => {
    const { pathname } = new URL(answer.url());
    if (answer.status() >= 400) say(`network: ${answer.status()} ${answer.request().method()} ${pathname}`);
  });
  return complaints;
}

async function reasonOf(one: Step, way: Way): Promise<string | undefined> {
  try {
    await one.walk(way);
    return undefined;
  } catch (error) {
    return error instanceof Error ? (error.message.split("\n")[0] ?? "unknown") : "unknown";
  }
}

async function failure(
  page: Page,
  journey: Journey,
  one: Step,
  why: string,
  walking: Walking,
): Promise<Walked["failed"]> {
  const { pictures, account } = walking;
  const failed = {
    step: one.name,
    why: account ? why.replaceAll(account.email, "…").replaceAll(account.password, "…") : why,
  };
  if (pictures === undefined || page.isClosed()) return failed;
  mkdirSync(pictures, { recursive: true });
  const screenshot = path.join(pictures, `${journey.name}-${one.name}.png`);
  const mask = account ? [page.getByText(account.email)] : [];
  return page.screenshot({ path: screenshot, style: blurred, mask }).then(
    () => ({ ...failed, screenshot }),
    () => failed,
  );
}
