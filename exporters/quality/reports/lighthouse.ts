import type { Path } from "../json-events.ts";
import type { Reading } from "../report.ts";
import { Unusable } from "../unusable.ts";

const categories: readonly string[] = ["performance", "accessibility", "best-practices", "seo"];

interface Page {
  scores: Map<string, number>;
  /** Version 2 lists its categories: place -> name, and its scores are out of 100. */
  listed: Map<number, string>;
  listedScores: Map<number, number>;
  failure?: string;
  /** `timespan` and `snapshot` look at parts of a visit, and their scores mean something else. */
  mode?: string;
}

/**
 * Lighthouse's JSON: one page's result, or several as a list, as a user flow (`steps`) or from PageSpeed Insights
 * (`lighthouseResult`). Since version 3 scores are from 0 to 1 under `categories`; version 2 has `reportCategories` out of
 * 100. Of several pages the lowest score counts: a bad page is not made up for by a good one.
 * https://github.com/GoogleChrome/lighthouse/blob/main/docs/understanding-results.md
 */
export function readLighthouse(): Reading {
  const pages = new Map<string, Page>();
  let oldest: number | undefined;
  const pageOf = (name: string): Page => {
    const page = pages.get(name) ?? { scores: new Map(), listed: new Map(), listedScores: new Map() };
    pages.set(name, page);
    return page;
  };
  return {
    see(path, value) {
      const start = resultAt(path);
      const depth = path.length - start;
      // Almost everything in a report is deeper.
      if (depth < 1 || depth > 3) return;
      const [first, second, third] = [path[start], path[start + 1], path[start + 2]];
      const page = () => pageOf(path.slice(0, start).join("/"));
      if (depth === 1 && (first === "fetchTime" || first === "generatedTime")) {
        const at = Date.parse(String(value)) / 1000;
        if (!Number.isNaN(at)) oldest = Math.min(oldest ?? at, at);
      } else if (depth === 1 && first === "lighthouseVersion") page();
      else if (depth === 1 && first === "gatherMode") page().mode = String(value);
      else if (depth === 2 && first === "runtimeError" && second === "code" && value !== "NO_ERROR")
        page().failure = String(value);
      else if (depth === 3 && third === "score" && typeof value === "number") {
        if (first === "categories") page().scores.set(String(second), value);
        if (first === "reportCategories") page().listedScores.set(Number(second), value / 100);
      } else if (depth === 3 && first === "reportCategories" && third === "id")
        page().listed.set(Number(second), String(value));
    },
    end() {
      const visits = [...pages.values()].filter(({ mode = "navigation" }) => mode === "navigation");
      if (visits.length === 0) {
        throw new Unusable("wrong", "it is no result of Lighthouse", "write it with `lighthouse <url> --output=json`");
      }
      const failure = visits.find((page) => page.failure !== undefined)?.failure;
      if (failure !== undefined) {
        throw new Unusable("wrong", `Lighthouse could not load a page: ${failure}`, "see whether the page opens");
      }
      const scores = visits.flatMap(scoresOf);
      const figures = categories.flatMap((category) => {
        const found = scores.filter(([name]) => name === category).map(([, score]) => score);
        return found.length === 0
          ? []
          : [{ metric: "lighthouse" as const, labels: { category }, value: Math.min(...found) }];
      });
      if (figures.length === 0 || figures.some(({ value }) => !(value >= 0 && value <= 1))) {
        throw new Unusable("wrong", "it has no scores from 0 to 1", "run Lighthouse again, with all its categories");
      }
      return { figures, ...(oldest !== undefined && { madeAt: oldest }) };
    },
  };
}

/** How many parts of the path lead to a page's result. */
function resultAt(path: Path): number {
  if (typeof path[0] === "number" || path[0] === "lighthouseResult") return 1;
  return path[0] === "steps" && path[2] === "lhr" ? 3 : 0;
}

function scoresOf({ scores, listed, listedScores }: Page): (readonly [string, number])[] {
  return [
    ...scores,
    ...[...listed].flatMap(([place, name]) => {
      const score = listedScores.get(place);
      return score === undefined ? [] : [[name, score] as const];
    }),
  ];
}
