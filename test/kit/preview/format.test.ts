import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { z } from "zod";
import { formatValue, shownValue } from "../../../kit/preview/page/format.ts";

/**
 * `[value, decimals, text]` by unit, from `getValueFormat` and `formattedValueToString` of @grafana/data, run in a
 * browser: 13.2.3 and 10.4.19 give the same 1,248 texts.
 */
const golden = z
  .record(z.string(), z.array(z.tuple([z.number(), z.number().nullable(), z.string()])))
  .parse(JSON.parse(readFileSync(path.join(import.meta.dirname, "grafana-formats.json"), "utf8")));

it.each(Object.entries(golden))("writes %s as Grafana does", (unit, cases) => {
  const ours = cases.map(([value, decimals]) => formatValue(value, unit, decimals ?? undefined));
  expect(ours).toEqual(cases.map(([, , text]) => text));
});

it("leaves out zeros at the end of a fraction, unless the panel asks for decimals", () => {
  const ask = (value: number, unit: string, guessed?: number) => shownValue(value, unit, undefined, guessed);
  expect(ask(0.46, "percentunit")).toBe("46%");
  expect(ask(0.5, "s", 1)).toBe("500 ms");
  expect(ask(0.075, "percentunit", 3)).toBe("7.5%");
  expect(ask(1200, "short")).toBe("1.2 K");
  expect(ask(100, "none")).toBe("100");
  expect(shownValue(3, "none", 0, 1)).toBe("3");
  expect(shownValue(0.5, "percentunit", 2)).toBe("50.00%");
});

it("says how long ago a moment was", () => {
  expect(formatValue(Date.now() - 2 * 3600 * 1000, "dateTimeFromNow")).toMatch(/2 (hours|heures|h)/);
});

it("writes NaN as such", () => {
  expect(formatValue(Number.NaN, "s")).toBe("NaN");
});
