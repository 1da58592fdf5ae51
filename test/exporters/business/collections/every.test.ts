import { afterAll, describe, expect, it } from "vitest";
import { associations } from "../../../../exporters/business/collections/associations.ts";
import { sources } from "../../../../exporters/business/collections/every.ts";
import { favorites } from "../../../../exporters/business/collections/favorites.ts";
import { support } from "../../../../exporters/business/collections/support.ts";
import { read } from "../../../../exporters/business/refresh.ts";
import { figuresOf, noon } from "../figures.ts";
import { testServer } from "../server.ts";

const server = await testServer();
const missing = typeof server === "string" ? server : undefined;
const real = typeof server === "string" ? (undefined as never) : server;

afterAll(() => real?.stop());

describe.skipIf(missing)(`business figures on a real server${missing ? ` (skipped: ${missing})` : ""}`, () => {
  it("are all 0 for an empty database, where no collection exists, and hold every series that rules may name", async () => {
    for (const source of sources) {
      const { figures } = await read(real.db, source, 10_000, [], noon);
      expect(figures.samples.length).toBeGreaterThan(0);
      expect(figures.samples.filter(({ value }) => value !== 0)).toEqual([]);
      expect(Object.keys(figures.unreadable).sort()).toEqual([...source.fields].sort());
      expect(Object.values(figures.unreadable).filter((count) => count !== 0)).toEqual([]);
      expect(await figuresOf(real, source, [])).toMatchObject({ unreadable: figures.unreadable });
    }
  });

  it("favourites are counted", async () => {
    const { value } = await figuresOf(real, favorites, [{ volunteerId: "a" }, { volunteerId: "b" }]);
    expect(value("favorites")).toBe(2);
  });

  it("memberships are counted by state", async () => {
    const { value, unreadable } = await figuresOf(real, associations, [
      { volunteers: [{}, {}], volunteersWaiting: [{}] },
      { volunteers: [{}] },
      { volunteers: "Camille", volunteersWaiting: null },
    ]);
    expect(value("memberships", { state: "member" })).toBe(3);
    expect(value("memberships", { state: "waiting" })).toBe(1);
    expect(unreadable).toEqual({ volunteers: 1, volunteersWaiting: 0 });
  });

  describe("support", () => {
    const hours = (count: number) => new Date(noon.getTime() - count * 3_600_000);
    const ticket = { type: "TECHNICAL", status: "PENDING", priority: "HIGH", createdAt: hours(5), updatedAt: hours(5) };

    it("tickets are counted by type, status and priority, and by the day of their creation", async () => {
      const { value, unreadable } = await figuresOf(real, support, [
        ticket,
        { ...ticket, type: "USER_FEEDBACK", status: "IN_PROGRESS", priority: "LOW", createdAt: hours(40) },
        { ...ticket, type: "camille@example.org", status: "", priority: null },
      ]);
      const labels = { type: "technical", status: "pending", priority: "high" };
      expect(value("support_tickets", labels)).toBe(1);
      expect(value("support_tickets", { type: "user_feedback", status: "in_progress", priority: "low" })).toBe(1);
      expect(value("support_tickets", { ...labels, status: "rejected" })).toBe(0);
      expect(["1d", "7d", "30d"].map((window) => value("support_tickets_created", { window }))).toEqual([2, 3, 3]);
      expect(unreadable).toMatchObject({ type: 1, status: 1, priority: 1 });
    });

    it("the oldest open ticket's age exists only while there is one", async () => {
      const open = await figuresOf(real, support, [
        ticket,
        { ...ticket, status: "IN_PROGRESS", createdAt: hours(30) },
        { ...ticket, status: "RESOLVED", createdAt: hours(300) },
        { ...ticket, priority: "LOW", createdAt: "2025-08-01T09:12:44.000Z" },
        { ...ticket, priority: "MEDIUM", createdAt: hours(-30) },
      ]);
      expect(open.value("support_oldest_open_age_seconds", { priority: "high" })).toBe(30 * 3600);
      for (const priority of ["low", "medium", "critical"])
        expect(open.value("support_oldest_open_age_seconds", { priority })).toBeUndefined();
      expect(open.unreadable.createdAt).toBe(2);
      const none = await figuresOf(real, support, [{ ...ticket, status: "REJECTED" }]);
      expect(none.value("support_oldest_open_age_seconds", { priority: "high" })).toBeUndefined();
    });

    it("resolution times are quantiles of 30 days, to within their step", async () => {
      const resolved = (took: number, ago = 24) => ({
        ...ticket,
        status: "RESOLVED",
        createdAt: hours(ago + took),
        updatedAt: hours(ago),
      });
      const { value } = await figuresOf(real, support, [
        ...Array.from({ length: 19 }, (_, index) => resolved(1 + index)),
        resolved(24 * 20),
        resolved(9_000, 24 * 31),
        { ...resolved(9_000), status: "REJECTED" },
      ]);
      const near = (actual: number | undefined, expected: number, within: number) =>
        expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(within);
      near(value("support_resolution_seconds", { quantile: "0.5" }), 10 * 3600, 300);
      near(value("support_resolution_seconds", { quantile: "0.95" }), 19 * 3600, 300);
    });

    it("a ticket that changed last before it was created, or at no time, is told", async () => {
      const resolved = { ...ticket, status: "RESOLVED" };
      const { value, unreadable } = await figuresOf(real, support, [
        { ...resolved, updatedAt: hours(6) },
        { ...resolved, updatedAt: "hier" },
        { ...resolved, updatedAt: undefined },
      ]);
      expect(unreadable.updatedAt).toBe(3);
      expect(value("support_resolution_seconds", { quantile: "0.5" })).toBeUndefined();
    });
  });
});
