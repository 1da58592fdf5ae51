import { expect, it } from "vitest";
import { alertsByDomain } from "../../alerts/catalogue.ts";

const critical = [...alertsByDomain.values()].flat().filter(({ levels }) => levels.critical !== undefined);

it("whoever is woken finds the likely causes, each with what shows it and what cures it", () => {
  for (const { name, likely = [] } of critical) {
    if (likely.length > 0) expect(likely.length, name).toBeGreaterThan(1);
    expect(new Set(likely.map(({ when }) => when.en)).size, name).toBe(likely.length);
  }
  expect(critical.filter(({ likely }) => likely === undefined).map(({ name }) => name)).toEqual([]);
});
