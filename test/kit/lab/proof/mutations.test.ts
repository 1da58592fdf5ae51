import { expect, it } from "vitest";
import { mutationsOf } from "../../../../kit/lab/proof/mutations.ts";

const of = (expr: string) => mutationsOf(expr).map((mutation) => `${mutation.kind}: ${mutation.expr}`);

it("makes a limit a tenth lower and higher, and the comparison the other way round", () => {
  expect(of("a:b > 0.8")).toEqual(["comparison: a:b < 0.8", "limit: a:b > 0.72", "limit: a:b > 0.88"]);
  expect(of("a <= -20")).toEqual(["comparison: a > -20", "limit: a <= -22", "limit: a <= -18"]);
});

it("moves a limit between yes and no beyond one of them: nothing lies between", () => {
  expect(of("up < 1")).toEqual(["comparison: up > 1", "limit: up < 0", "limit: up < 2"]);
});

it("leaves out each side of a set operation, but what `unless` takes away is never a result", () => {
  expect(of("a and on (x) b")).toEqual(["branch: (a)", "branch: (b)"]);
  expect(of("a or b")).toEqual(["branch: (a)", "branch: (b)"]);
  expect(of("a unless b")).toEqual(["branch: (a)"]);
});

it("negates each matcher, and finds what stands within calls, ranges and parentheses", () => {
  expect(of('sum by (x) (rate(a{job="b",c!~"d|e"}[5m]))')).toEqual([
    'matcher: sum by (x) (rate(a{job!="b",c!~"d|e"}[5m]))',
    'matcher: sum by (x) (rate(a{job="b",c=~"d|e"}[5m]))',
  ]);
  expect(of("max(a and b) / 2")).toEqual(["branch: max((a)) / 2", "branch: max((b)) / 2"]);
});

it("says what is wrong in words that fit a line", () => {
  const [mutation] = mutationsOf(`a:b > 0.8 and ${"x".repeat(80)}`);
  expect(mutation?.what.length).toBeLessThan(90);
});
