import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { contrast, enough, inkOn, readableOn } from "../../../kit/preview/page/contrast.ts";
import { inLight, palette } from "../../../kit/preview/page/palette.ts";

const style = readFileSync(new URL("../../../kit/preview/page/style.css", import.meta.url), "utf8");
/** The colours of the page in its dark and in its light theme. */
const themes = [...style.matchAll(/(?:^|\n)[^{}\n]*\{([^}]*--panel:[^}]*)\}/g)].map(([, body = ""]) =>
  Object.fromEntries(
    [...body.matchAll(/--(\w+): (#[0-9a-f]{6});/g)].map(([, name = "", colour = ""]) => [name, colour]),
  ),
);
const colours = [...Object.values(palette), ...Object.values(inLight)].filter((colour) => colour.length === 7);

it("measures as WCAG does", () => {
  expect(contrast("#000000", "#ffffff")).toBe(21);
  expect(contrast("#777777", "#ffffff")).toBeCloseTo(4.48, 2);
  expect(contrast("#ffffff", "#ff780a")).toBeCloseTo(2.63, 1);
});

it("text is read on every colour, and in every colour on a panel of both themes", () => {
  expect(themes).toHaveLength(2);
  for (const colour of colours) {
    expect(contrast(inkOn(colour), colour), colour).toBeGreaterThanOrEqual(enough);
    for (const { panel = "" } of themes)
      expect(contrast(readableOn(panel, colour), panel), `${colour} on ${panel}`).toBeGreaterThanOrEqual(enough);
  }
  expect(readableOn("#181b1f", "#73bf69")).toBe("#73bf69");
});

it("so are the page's own words", () => {
  for (const { panel = "", back = "", ...words } of themes)
    for (const name of ["text", "strong", "muted", "link"])
      for (const behind of [panel, back])
        expect(contrast(words[name] ?? "", behind), `${name} on ${behind}`).toBeGreaterThanOrEqual(enough);
});
