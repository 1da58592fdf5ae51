import { expect, it } from "vitest";
import { renderPromql } from "../../../kit/model/promql.ts";
import { limits } from "../../../stacks/operations/probe.ts";

/** The promises of the roll-back (benevoclic.md section 8): just within, just beyond. */
it.each([
  ["more than 5 % of the requests fail", 0.05, 0.0501],
  ["responses take more than 500 ms (P95)", 0.5, 0.501],
  ["the API's health check fails", 1, 0],
  ["the web site's health check fails", 1, 0],
])("a version goes back when %s", (says, within, beyond) => {
  const limit = limits.find((one) => one.says === says);
  expect(limit?.isBeyond(within)).toBe(false);
  expect(limit?.isBeyond(beyond)).toBe(true);
  // What Prometheus says of a division by nothing.
  expect(limit?.isBeyond(Number.NaN)).toBe(false);
});

it("asks for a share of the requests, and for seconds of the slowest twentieth", () => {
  const asked = limits.map(({ signal }) => renderPromql(signal.expr, new Set()));
  expect(asked[0]).toMatch(/5\.\.|status/);
  expect(asked[1]).toContain("0.95");
  expect(limits).toHaveLength(4);
});
