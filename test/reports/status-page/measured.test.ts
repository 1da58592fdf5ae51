import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { generatedDirectory, loadConfig } from "../../../config/load.ts";
import { type Measuring, measure } from "../../../reports/status-page/measured.ts";
import { serviceLevels, serviceLevelsIn } from "../../../signals/service-levels.ts";
import { fakePast, type Hourly } from "./past.ts";

const now = new Date("2026-11-28T21:30:00Z");
const asked: Measuring = { serviceLevels, zone: "Europe/Paris", now };
/** Probes are 720 an hour, requests are few. */
const well: Hourly = (level) => ({ bad: 0, all: level.endsWith("availability") ? 720 : 40 });

it("shows 90 days of Paris, over the change of the clock, and what is so now", async () => {
  const { days, heardAt, now: present } = await measure(fakePast(well, now), asked);
  expect(days.site).toHaveLength(90);
  expect([days.site[0]?.day, days.site.at(-1)?.day]).toEqual(["2026-08-31", "2026-11-28"]);
  expect(new Set(days.site.map(({ level }) => level))).toEqual(new Set(["ok"]));
  expect(present).toEqual({ site: "ok", "sign-in": "ok", announcements: "ok", registrations: "ok", mail: "unknown" });
  expect(days.mail).toEqual([]);
  expect(heardAt).toEqual(now);
});

it("gives an hour to the day of Paris in which it lies", async () => {
  const midnight = "2026-10-24T22:00:00.000Z";
  const outage: Hourly = (level, began) =>
    level === "web-availability" && began.toISOString() === midnight ? { bad: 720, all: 720 } : well(level, began);
  const { days } = await measure(fakePast(outage, now), asked);
  expect(days.site.filter(({ level }) => level !== "ok")).toEqual([
    // The day of 25 hours.
    { day: "2026-10-25", level: "outage", good: 24 / 25 },
  ]);
});

it.each([
  ["a few failures at night", { bad: 3, all: 6 }, "ok"],
  ["a tenth of the requests", { bad: 4, all: 40 }, "degraded"],
  ["most requests of an hour", { bad: 30, all: 40 }, "outage"],
])("tells noise from what visitors feel: %s", async (_, hour, expected) => {
  const at = Date.parse("2026-11-20T10:00:00Z");
  const some: Hourly = (level, began) => (level === "sign-ins" && began.getTime() === at ? hour : well(level, began));
  const { days } = await measure(fakePast(some, now), asked);
  expect(days["sign-in"].find(({ day }) => day === "2026-11-20")?.level).toBe(expected);
  expect(days.registrations.every(({ level }) => level === "ok")).toBe(true);
});

it("does not call well what nothing measured", async () => {
  const young: Hourly = (level, began) => (began < new Date("2026-11-27T00:00:00Z") ? undefined : well(level, began));
  const { days } = await measure(fakePast(young, now), asked);
  expect(days.site[0]).toEqual({ day: "2026-08-31", level: "unknown" });
  const { now: present, heardAt } = await measure(
    fakePast(() => undefined, undefined),
    asked,
  );
  expect([present.site, heardAt]).toEqual(["unknown", undefined]);
});

it("asks only for what Prometheus records", () => {
  // Staging has all of them.
  const rules = ["objectives", "journeys"]
    .map((domain) => readFileSync(path.join(generatedDirectory, `staging/prometheus/rules/${domain}.yml`), "utf8"))
    .join("\n");
  expect(serviceLevelsIn(loadConfig("staging"))).toEqual(serviceLevels);
  expect(serviceLevelsIn(loadConfig("production")).map(({ name }) => name)).not.toContain("journey-search");
  for (const { bad, all, left } of serviceLevels)
    for (const { name } of [bad, all, left]) expect(rules, name).toContain(`record: ${name}`);
});
