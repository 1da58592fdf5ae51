import type { Path, Scalar } from "../json-events.ts";
import type { Reading } from "../report.ts";
import { Unusable } from "../unusable.ts";
import { quoted } from "./tool-failure.ts";

const categories: readonly string[] = ["performance", "accessibility", "best-practices", "seo"];

interface Page {
  /** Category -> score from 0 to 1; null is "could not be measured". */
  scores: Map<string, number | null>;
  /** Version 2 lists its categories: place -> name, and its scores are out of 100. */
  listed: Map<number, string>;
  listedScores: Map<number, number | null>;
  failure?: string;
  /** The first audit that failed, as `NO_LCP`. */
  unmeasured?: string;
  /** `timespan` and `snapshot` look at parts of a visit, and their scores mean something else. */
  mode?: string;
}

/**
 * Lighthouse's JSON: one page's result, or several as a list, as a user flow (`steps`) or from PageSpeed Insights
 * (`lighthouseResult`). Since version 3 scores are from 0 to 1 under `categories`; version 2 has `reportCategories` out of
 * 100. Of several pages the lowest score counts: a bad page is not made up for by a good one. A score that is null, or that one
 * page has and another has not, was not measured: it is no reason to believe in the rest. Neither is a list with nothing, or
 * something else, in the place of a page. PageSpeed Insights' answer for what it could not load is `{"error": {"message": …}}`.
 * https://github.com/GoogleChrome/lighthouse/blob/main/docs/understanding-results.md
 */
export function readLighthouse(): Reading {
  const pages = new Map<string, Page>();
  let oldest: number | undefined;
  let isResult = false;
  let last: string | undefined;
  const pageOf = (name: string): Page => {
    const page = pages.get(name) ?? { scores: new Map(), listed: new Map(), listedScores: new Map() };
    pages.set(name, page);
    return page;
  };
  return {
    see(path, value) {
      const { start, name } = resultAt(path);
      const page = () => pageOf(name);
      if (start > 0 && name !== last) {
        page();
        last = name;
      }
      const depth = path.length - start;
      // Almost everything in a report is deeper.
      if (depth < 1 || depth > 3) return;
      const [first, second, third] = [path[start], path[start + 1], path[start + 2]];
      if (depth === 1 && (first === "fetchTime" || first === "generatedTime")) {
        const at = Date.parse(String(value)) / 1000;
        if (!Number.isNaN(at)) oldest = Math.min(oldest ?? at, at);
      } else if (depth === 1 && first === "lighthouseVersion") {
        page();
        isResult = true;
      } else if (depth === 1 && first === "gatherMode") page().mode = String(value);
      else if (depth === 2 && first === "runtimeError" && second === "code" && value !== "NO_ERROR")
        page().failure = String(value);
      else if (first === "error" && (depth === 1 || (depth === 2 && second === "message")) && value !== null)
        page().failure ??= quoted(String(value));
      else if (depth === 3 && first === "audits" && third === "errorMessage")
        page().unmeasured ??= /^[A-Z][A-Z_]+/.exec(String(value))?.[0] ?? "an audit failed";
      else if (depth > 1 && first === "categories") see(page().scores, String(second), third, value, 1);
      else if (depth === 3 && first === "reportCategories") {
        see(page().listedScores, Number(second), third, value, 100);
        if (third === "id") page().listed.set(Number(second), String(value));
      }
    },
    end() {
      const visits = [...pages.values()].filter(({ mode = "navigation" }) => mode === "navigation");
      const failure = visits.find((page) => page.failure !== undefined)?.failure;
      if (visits.length === 0 || !(isResult || failure !== undefined)) {
        throw new Unusable("wrong", "it is no result of Lighthouse", "write it with `lighthouse <url> --output=json`");
      }
      if (failure !== undefined) {
        throw new Unusable("wrong", `Lighthouse could not load a page: ${failure}`, "see whether the page opens");
      }
      const scores = visits.map(scoresOf);
      const measured = categories.filter((category) => scores.some((page) => page.has(category)));
      for (const [place, page] of scores.entries()) {
        const lacking = measured.filter((category) => typeof page.get(category) !== "number");
        if (lacking.length === 0) continue;
        const which = scores.length > 1 ? ` of page ${place + 1} of ${scores.length}` : "";
        const why = visits[place]?.unmeasured;
        throw new Unusable(
          "wrong",
          `Lighthouse could not measure ${lacking.join(", ")}${which}${why === undefined ? "" : `: ${why}`}`,
          "see whether the page opens and shows something, and run Lighthouse again",
        );
      }
      const figures = measured.map((category) => ({
        metric: "lighthouse" as const,
        labels: { category },
        value: Math.min(...scores.map((page) => page.get(category) ?? Number.NaN)),
      }));
      if (figures.length === 0 || figures.some(({ value }) => !(value >= 0 && value <= 1))) {
        throw new Unusable("wrong", "it has no scores from 0 to 1", "run Lighthouse again, with all its categories");
      }
      const absent = categories.filter((category) => !measured.includes(category));
      return {
        ...{ figures, ...(oldest !== undefined && { madeAt: oldest }) },
        ...(absent.length > 0 && { remark: `it says nothing of ${absent.join(", ")}` }),
      };
    },
  };
}

/** Which page's result the path leads into, and how many of its parts lead there. */
function resultAt([first, second, third]: Path): { readonly start: number; readonly name: string } {
  if (typeof first === "number" || first === "lighthouseResult") return { start: 1, name: String(first) };
  if (first !== "steps" || typeof second !== "number") return { start: 0, name: "" };
  // Whatever a step has beside its result is none of a page.
  return { start: third === "lhr" ? 3 : Number.POSITIVE_INFINITY, name: `step ${second}` };
}

/** A category that has no score at all, whatever else it has, is as one whose score is null. */
function see<Key>(scores: Map<Key, number | null>, category: Key, field: unknown, value: Scalar, best: number): void {
  const score = field === "score" && typeof value === "number" ? value / best : null;
  if (score !== null || !scores.has(category)) scores.set(category, score);
}

const scoresOf = ({ scores, listed, listedScores }: Page): ReadonlyMap<string, number | null> =>
  new Map([...scores, ...[...listed].map(([place, name]) => [name, listedScores.get(place) ?? null] as const)]);
