import { expect, it } from "vitest";
import { bool, count, perSecond, ratio, seconds, type Unit } from "../../../kit/model/unit.ts";

it.each<[Unit, number, fr: string, en: string]>([
  [ratio, 0.8515, "85,15 %", "85.15 %"],
  [ratio, 0.01, "1 %", "1 %"],
  [ratio, 1 / 3, "33,33 %", "33.33 %"],
  [seconds, 0.5, "500 ms", "500 ms"],
  [seconds, 2, "2 s", "2 s"],
  [seconds, 119, "1 min 59 s", "1 min 59 s"],
  [seconds, 900, "15 min", "15 min"],
  [seconds, 14_400, "4 h", "4 h"],
  [seconds, 5400, "1 h 30 min", "1 h 30 min"],
  [seconds, 86_400, "1 jour", "1 day"],
  [seconds, 864_000, "10 jours", "10 days"],
  [count, 1234.6, "1\u202f235", "1,235"],
  [perSecond, 0.25, "0,25/s", "0.25/s"],
  [bool, 1, "1", "1"],
])("$name: %2$d", (unit, value, fr, en) => {
  expect(unit.text(value, "fr")).toBe(fr);
  expect(unit.text(value, "en")).toBe(en);
});
