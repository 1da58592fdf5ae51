import type { Scalar } from "../json-events.ts";
import type { Reading } from "../report.ts";
import { Unusable } from "../unusable.ts";

const kinds: readonly string[] = ["lines", "branches", "functions", "statements"];

/**
 * The json-summary that istanbul, nyc, Jest, c8 and Vitest (with istanbul or v8) write:
 * `{"total": {"lines": {"total", "covered", "skipped", "pct"}, …}, "<file>": …}`. `pct` is rounded, hence covered / total.
 * https://istanbul.js.org/docs/advanced/alternative-reporters/#json-summary
 */
export function readCoverage(): Reading {
  const totals = new Map<string, number>();
  const covered = new Map<string, number>();
  const shares = new Map<string, Scalar>();
  return {
    see(path, value) {
      if (path.length !== 3 || path[0] !== "total") return;
      if (path[2] === "pct") shares.set(String(path[1]), value);
      if (typeof value !== "number") return;
      if (path[2] === "total") totals.set(String(path[1]), value);
      if (path[2] === "covered") covered.set(String(path[1]), value);
    },
    end() {
      const remedy = "let the tests report with the reporter `json-summary` (coverage/coverage-summary.json)";
      if (!kinds.every((kind) => totals.has(kind) && covered.has(kind))) {
        throw new Unusable("wrong", "it has no totals of lines, branches, functions and statements", remedy);
      }
      // Code without a single branch has no share of covered branches; code without a line was not measured at all.
      if (totals.get("lines") === 0) {
        throw new Unusable("wrong", "it measured no code", "mend which files the tests' coverage includes");
      }
      for (const kind of kinds) {
        const [total = 0, part = 0, share = 0] = [totals.get(kind), covered.get(kind), shares.get(kind)];
        // "Unknown" is what istanbul writes where there is nothing to cover.
        if (total > 0 && typeof share !== "number")
          throw new Unusable("wrong", `its ${kind} were not measured`, remedy);
        if (!(part >= 0 && part <= total)) throw new Unusable("wrong", `it covers ${kind} that there are not`, remedy);
      }
      return {
        figures: kinds.flatMap((kind) => {
          const total = totals.get(kind) ?? 0;
          return total === 0 ? [] : [{ metric: "coverage", labels: { kind }, value: (covered.get(kind) ?? 0) / total }];
        }),
      };
    },
  };
}
