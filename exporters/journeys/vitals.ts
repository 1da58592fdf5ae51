import type { Page } from "playwright-core";

/** What a visitor felt of a page. https://web.dev/articles/vitals */
export interface Vitals {
  /** Largest contentful paint, in seconds; once a page. */
  readonly lcp?: number;
  /** Cumulative layout shift; once a page. */
  readonly cls?: number;
  /** Interaction to next paint, in seconds: the slowest one; only where something was pressed and the page stayed. */
  readonly inp?: number;
}

/** Observes from the first moment of each page; `tell` gives what it saw since it was last asked, LCP and CLS once a page. */
export const observe = `
globalThis.vitals = (() => {
  let told = false;
  let seen = { cls: 0 };
  const takes = {
    "largest-contentful-paint": (one) => { seen.lcp = one.startTime / 1000; },
    "layout-shift": (one) => { if (!one.hadRecentInput) seen.cls += one.value; },
    event: (one) => { if (one.interactionId) seen.inp = Math.max(seen.inp ?? 0, one.duration / 1000); },
  };
  const observers = Object.entries(takes).map(([type, take]) => {
    const observer = new PerformanceObserver((list) => list.getEntries().forEach(take));
    observer.observe({ type, buffered: true, durationThreshold: 16 });
    return [observer, take];
  });
  return {
    tell() {
      for (const [observer, take] of observers) observer.takeRecords().forEach(take);
      const { lcp, cls, inp } = seen;
      seen = { ...seen, inp: undefined };
      const ofPage = told ? {} : { lcp, cls };
      told = told || lcp !== undefined;
      return { ...ofPage, inp };
    },
  };
})();
`;

/** What there is to tell at the end of a step: nothing of a page that is gone. */
export async function vitalsOf(page: Page): Promise<Vitals> {
  const told = (await page.evaluate("globalThis.vitals?.tell()").catch(() => undefined)) as Vitals | undefined;
  return Object.fromEntries(Object.entries(told ?? {}).filter(([, value]) => typeof value === "number"));
}
