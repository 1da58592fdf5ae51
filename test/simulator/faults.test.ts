import { expect, test } from "vitest";
import { alertsByDomain } from "../../alerts/catalogue.ts";
import { faults } from "../../simulator/faults.ts";

test("each alert is told by a fault of the library, or it says why by none", () => {
  const alerts = [...alertsByDomain.values()].flat();
  const told = new Set(faults.map(({ tells }) => tells.alert));
  const unproven = alerts.filter(({ name, provenBy }) => told.has(name) === (provenBy !== undefined));
  expect(unproven.map(({ name }) => name)).toEqual([]);
});
