import { expect, it } from "vitest";
import { evaluated, literal, literally } from "../../stacks/literal.ts";

it("doubles what would begin an expression, and nothing else", () => {
  expect(literal("$" + "{1} %" + "{x} $" + "{datasource}")).toBe("$$" + "{1} %%" + "{x} $$" + "{datasource}");
  for (const text of ["$1 $__rate_interval", "{{ $labels.job }}", "100%", "$ {", "{}"])
    expect(literal(text)).toBe(text);
});

it("reaches every string of a value and leaves the rest", () => {
  const value = { list: ["$" + "{a}", { deep: "%" + "{b}" }], number: 3, flag: true, none: undefined };
  expect(literally(value)).toEqual({
    list: ["$$" + "{a}", { deep: "%%" + "{b}" }],
    number: 3,
    flag: true,
    none: undefined,
  });
});

it("wraps an expression", () => {
  expect(evaluated("self.exit_code == 0")).toBe("$" + "{self.exit_code == 0}");
});
