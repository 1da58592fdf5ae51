import { expect, test } from "vitest";
import { narrowed } from "../../../../kit/lab/matrix/narrow.ts";

const of = (expr: string, ...names: string[]) =>
  narrowed({ record: "gone", expr }, new Set(names)).expr.replaceAll(/\s+/g, " ");

test("of many choices those stay that read what goes wrong", () => {
  expect(of("rate(a[5m]) or b or c", "b")).toBe("b");
  expect(of("a or (b or c)", "b")).toBe("(b)");
  expect(of("a or b", "a", "b")).toBe("a or b");
});

test("on both sides of an exception, with what the rule remembers of itself", () => {
  const expr = "((a offset 1h) or (b offset 1h) or last_over_time(gone[15m])) unless (a or b)";
  expect(of(expr, "b")).toBe("((b offset 1h) or last_over_time(gone[15m])) unless (b)");
});

test("an expression without choices, or with labels to match on, stays as it is", () => {
  expect(of("a / b", "b")).toBe("a / b");
  expect(of("a or on (x) b", "b")).toBe("a or on (x) b");
  expect(of("a or b", "c")).toBe("a or b");
});
