import { expect, it } from "vitest";
import { components } from "../../alerts/components.ts";
import { environmentOf } from "../../kit/environment.ts";
import { canTake } from "../../kit/lab/matrix/cells.ts";
import { componentOf } from "../../kit/model/alert.ts";
import { metricsOfParts } from "../../kit/model/environment.ts";
import { ways } from "../../kit/model/ways.ts";
import { benevoclic } from "../../platform.ts";
import { faults } from "../../simulator/faults.ts";
import { wholeConfig } from "../../simulator/whole.ts";

const declared = metricsOfParts(benevoclic.parts);
const metrics = declared.names.flatMap((name) => declared.declarationsOf(name));
const reasons = [...new Set(metrics.flatMap(({ harmless = {} }) => Object.values(harmless)))];
const told = environmentOf(benevoclic, wholeConfig()).alerts.map(({ alert }) => alert.name);

it("an alert that a reason relies on is told", () => {
  const words = reasons.flatMap((reason) => reason.match(/\b[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+\b/g) ?? []);
  const named = words.filter((name) => Object.keys(components).some((prefix) => name.startsWith(prefix)));
  expect(named.length).toBeGreaterThan(50);
  expect([...new Set(named.filter((name) => !told.includes(name)))]).toEqual([]);
  for (const name of named) expect(componentOf(components, { name })).not.toBe("");
});

it("a fault that a reason relies on is in the library", () => {
  const known = new Set<string>(faults.map(({ name }) => name));
  const named = reasons.flatMap((reason) => /\(fault ([\w-]+)/.exec(reason)?.[1] ?? []);
  expect(named.length).toBeGreaterThan(2);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

it("nothing is excused that cannot happen", () => {
  const impossible = metrics.flatMap((metric) =>
    ways
      .filter((way) => metric.harmless?.[way] !== undefined && !canTake(metric, way))
      .map((way) => `${metric.name} ${way}`),
  );
  expect(impossible).toEqual([]);
});
