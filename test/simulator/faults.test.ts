import { expect, test } from "vitest";
import { alertsByDomain } from "../../alerts/catalogue.ts";
import { faults } from "../../simulator/faults.ts";
import { withoutFault } from "../../simulator/without-fault.ts";

test("each alert is told by a fault of the library, or it is written why by none", () => {
  const alerts = [...alertsByDomain.values()].flat().map(({ name }) => name);
  const told = new Set(faults.map(({ tells }) => tells.alert));
  expect(alerts.filter((name) => !told.has(name)).sort()).toEqual(Object.keys(withoutFault).sort());
});
