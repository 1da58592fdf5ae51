import { expect, it } from "vitest";
import { duration, seconds, spanSeconds } from "../../../kit/model/durations.ts";
import { nearest } from "../../../kit/model/mistakes.ts";

it.each([
  ["30s", 30],
  ["10m", 600],
  ["4h", 14_400],
  ["100d", 8_640_000],
  ["0s", 0],
])("%s is %d seconds, and back", (text, value) => {
  expect(seconds(text)).toBe(value);
  expect(duration(value)).toBe(text);
});

it.each([
  [90, "90s"],
  [5400, "90m"],
  [90_000, "25h"],
  [0, "0s"],
])("%d seconds are %s: whole units only", (value, text) => {
  expect(duration(value)).toBe(text);
});

it.each(["", "5", "m", "1h30m", "1.5h", "-5m", "5 m"])('"%s" is no duration', (text) => {
  expect(() => seconds(text)).toThrow("is not a duration such as 30s");
});

it.each([
  ["1h30m", 5400],
  ["500ms", 0.5],
  ["1.5s", 1.5],
  ["2w", 1_209_600],
  ["90", 90],
  ["0s", 0],
])("PromQL's %s is %d seconds", (text, value) => {
  expect(spanSeconds(text)).toBe(value);
});

it("a typing error of two letters is recognized, another word is not", () => {
  expect(nearest("HostDwn", ["ApiDown", "HostDown"])).toBe("HostDown");
  expect(nearest("hostdonw", ["ApiDown", "HostDown"])).toBe("HostDown");
  expect(nearest("akc", ["list", "ack"])).toBe("ack");
  expect(nearest("de", ["fr", "en"])).toBeUndefined();
  expect(nearest("WebSlow", ["ApiDown", "HostDown"])).toBeUndefined();
});
