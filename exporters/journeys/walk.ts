import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { ChromiumFailed } from "./chromium.ts";
import type { Account, Journey, Step, Way } from "./journey.ts";
import { maskOf } from "./mask.ts";
import { observe, type Vitals, vitalsOf } from "./vitals.ts";

/** ms: what takes longer is nothing for a visitor. */
const usualPatience = 10_000;
/** ms after which a whole journey is given up. */
export const longest = 60_000;
/** ms that closing, a picture and taking back may last beyond that, before Chromium itself is given up. */
export const tidying = 15_000;
/** Lines of the console and of the network that are kept. */
const mostLines = 20;

interface Done {
  readonly step: string;
  readonly seconds: number;
  readonly vitals: Vitals;
}

export interface Walked {
  readonly journey: string;
  /** Each step that was done, in their order. */
  readonly steps: readonly Done[];
  /** The step at which a visitor would not have got on. */
  readonly failed?: { readonly step: string; readonly why: string; readonly screenshot?: string };
  /** Errors of the console and answers that failed, without what stands behind a question mark and without what is a person's. */
  readonly complaints: readonly string[];
}

export interface Walking {
  /** Of the site, without a path. */
  readonly site: string;
  readonly announcement: string;
  readonly account: Account | undefined;
  /** Where pictures go; without it none are taken. */
  readonly pictures?: string | undefined;
  /** ms for which a visitor waits for anything; 10 s unless told. */
  readonly patience?: number;
}

/** Whatever somebody typed, and what the page marks as a person's. */
const blurred = "input, textarea, [data-personal] { filter: blur(8px) !important; }";

/**
 * Walks a journey once, in a browser window of its own: bounded, and cleaned up after.
 * @throws ChromiumFailed when the browser or its page is gone
 */
export async function walk(browser: Browser, journey: Journey, walking: Walking): Promise<Walked> {
  const context = await browser.newContext({ baseURL: walking.site, locale: "fr-FR", serviceWorkers: "block" });
  const end = setTimeout(() => void context.close().catch(() => {}), longest);
  try {
    context.setDefaultTimeout(walking.patience ?? usualPatience);
    await context.addInitScript(observe);
    const page = await context.newPage();
    let crashed = false;
    page.on("crash", () => {
      crashed = true;
    });
    const mask = maskOf(walking.account);
    const complaints = complaintsOf(page, mask);
    const way = wayOf(page, walking);
    const done: Done[] = [];
    const result = (failed?: Walked["failed"]): Walked => ({
      ...{ journey: journey.name, steps: done, complaints },
      ...(failed && { failed }),
    });
    const reasonOf = async (one: Step): Promise<string | undefined> => {
      try {
        await one.walk(way);
        return undefined;
      } catch (error) {
        const why = error instanceof Error ? (error.message.split("\n")[0] ?? "unknown") : "unknown";
        if (crashed || !browser.isConnected()) throw new ChromiumFailed(`it is gone: ${mask(why)}`);
        return mask(why);
      }
    };
    // What a run that was killed has left.
    for (const one of journey.cleanUp ?? []) {
      const why = await reasonOf(one);
      if (why !== undefined) return result(await failure(page, journey, one, why, walking));
    }
    for (const one of journey.steps) {
      const began = performance.now();
      const why = await reasonOf(one);
      if (why !== undefined) {
        const failed = await failure(page, journey, one, why, walking);
        for (const its of journey.cleanUp ?? []) await reasonOf(its);
        return result(failed);
      }
      done.push({ step: one.name, seconds: (performance.now() - began) / 1000, vitals: await vitalsOf(page) });
    }
    return result();
  } finally {
    clearTimeout(end);
    await context.close().catch(() => {});
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

function complaintsOf(page: Page, mask: (line: string) => string): string[] {
  const complaints: string[] = [];
  const say = (line: string) => void (complaints.length < mostLines && complaints.push(mask(line).slice(0, 220)));
  page.on("console", (message) => message.type() === "error" && say(`console: ${message.text()}`));
  page.on("pageerror", (error) => say(`page: ${error.message}`));
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "failed";
    // A visitor who goes on does not wait for the rest of a page.
    if (why !== "net::ERR_ABORTED") say(`network: ${why} ${request.method()} ${new URL(request.url()).pathname}`);
  });
  page.on("response", (answer) => {
    const { pathname } = new URL(answer.url());
    if (answer.status() >= 400) say(`network: ${answer.status()} ${answer.request().method()} ${pathname}`);
  });
  return complaints;
}

async function failure(
  page: Page,
  journey: Journey,
  one: Step,
  why: string,
  { pictures, account }: Walking,
): Promise<Walked["failed"]> {
  const failed = { step: one.name, why };
  if (pictures === undefined || page.isClosed()) return failed;
  mkdirSync(pictures, { recursive: true });
  const screenshot = path.join(pictures, `${journey.name}-${one.name}.png`);
  const mask = account ? [page.getByText(account.email)] : [];
  return page.screenshot({ path: screenshot, style: blurred, mask }).then(
    () => ({ ...failed, screenshot }),
    () => failed,
  );
}
