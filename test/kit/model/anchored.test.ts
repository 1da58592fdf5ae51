import { expect, test } from "vitest";
import { anchored } from "../../../kit/model/anchored.ts";

test.each([
  ["Host.*", "HostDown", true],
  ["Host", "HostDown", false],
  ["a|b", "ab", false],
  ["(?i)host.*", "HostDown", true],
  ["(?is)host.*", "Host\nDown", true],
  ["host.*", "HostDown", false],
  [".*", "two\nlines", true],
])("%s is for the whole of a value: %j %j", (expression, value, matches) => {
  expect(anchored(expression).test(value)).toBe(matches);
});

test("what JavaScript cannot read is an error, not another expression", () => {
  expect(() => anchored("(?P<name>host)")).toThrow(SyntaxError);
});
