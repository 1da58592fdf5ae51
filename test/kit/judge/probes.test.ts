import { expect, it } from "vitest";
import { loadConfig } from "../../../config/load.ts";
import { environmentOf } from "../../../kit/environment.ts";
import { Mistakes } from "../../../kit/model/mistakes.ts";
import { benevoclic } from "../../../platform.ts";

const production = loadConfig("production");
const { "api-health": apiHealth = { url: "" }, "web-home": webHome = { url: "" } } = production.probes;

function saidOf(probes: typeof production.probes): string[] {
  try {
    environmentOf(benevoclic, { ...production, probes });
    return [];
  } catch (error) {
    if (!(error instanceof Mistakes)) throw error;
    return error.mistakes.map(({ where, what, remedy, check }) => `${where} ${what} [${check}] → ${remedy}`);
  }
}

it("refuses an expression over a probe that is not configured, with its place and those that are", () => {
  const said = saidOf({ "api-healht": apiHealth, "web-home": webHome });
  expect(said).not.toEqual([]);
  for (const one of said) {
    expect(one).toMatch(
      /^signals\/\w+\.ts:\d+ \S+ reads the probe "api-health", which production does not make \[probe-made\]/,
    );
    expect(one).toMatch(/→ add it under config\/production\.yaml:\d+, or read one of api-healht, web-home$/);
  }
});

it("accepts those that are, beside others", () => {
  expect(saidOf({ ...production.probes, "web-login": webHome })).toEqual([]);
});
