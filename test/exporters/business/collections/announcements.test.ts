import { afterAll, describe, expect, it } from "vitest";
import { announcements } from "../../../../exporters/business/collections/announcements.ts";
import { figuresOf } from "../figures.ts";
import { testServer } from "../server.ts";

const server = await testServer();
const missing = typeof server === "string" ? server : undefined;
const real = typeof server === "string" ? (undefined as never) : server;

afterAll(() => real?.stop());

describe.skipIf(missing)(`announcements on a real server${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const today = "2025-08-18";
  const announcement = {
    status: "ACTIVE",
    datePublication: "2025-01-01",
    dateEvent: "2025-09-01",
    maxVolunteers: 2,
    maxParticipants: 10,
  };
  const people = (count: number) => Array.from({ length: count }, () => ({ id: "x", name: "x" }));

  it("by status", async () => {
    const { value, unreadable } = await figuresOf(real, announcements, [
      announcement,
      announcement,
      { ...announcement, status: "COMPLETED" },
      { ...announcement, status: "active" },
    ]);
    expect(value("announcements", { status: "active" })).toBe(2);
    expect(value("announcements", { status: "inactive" })).toBe(0);
    expect(value("announcements", { status: "completed" })).toBe(1);
    expect(unreadable.status).toBe(1);
  });

  it.each([
    ["tomorrow", "2025-08-19", {}, { upcoming: 1, stale: 0 }],
    ["today", today, {}, { upcoming: 1, stale: 0 }],
    ["yesterday", "2025-08-17", {}, { upcoming: 0, stale: 1 }],
    ["midnight of today in Paris, yesterday in UTC", "2025-08-17T22:00:00.000Z", {}, { upcoming: 1, stale: 0 }],
    ["the last minute of yesterday in Paris", "2025-08-17T21:59:00.000Z", {}, { upcoming: 0, stale: 1 }],
    ["in two years", "2027-05-01", {}, { upcoming: 1, stale: 0 }],
    ["two years ago", "2023-05-01T10:00:00.000Z", {}, { upcoming: 0, stale: 1 }],
    ["later this month but hidden", "2025-08-30", { isHidden: true }, { upcoming: 0, stale: 0 }],
    ["past, and hidden", "2025-08-01", { isHidden: true }, { upcoming: 0, stale: 1 }],
    ["to come, but not active", "2025-09-01", { status: "INACTIVE" }, { upcoming: 0, stale: 0 }],
    ["past, and completed", "2025-08-01", { status: "COMPLETED" }, { upcoming: 0, stale: 0 }],
    ["on a day that is none", "bientôt", {}, { upcoming: 0, stale: 0 }],
  ])("whose event is %s (%s)", async (_, dateEvent, more, expected) => {
    const { value, unreadable } = await figuresOf(real, announcements, [{ ...announcement, dateEvent, ...more }]);
    expect({ upcoming: value("announcements_upcoming"), stale: value("announcements_stale") }).toEqual(expected);
    expect(unreadable.dateEvent).toBe(dateEvent === "bientôt" ? 1 : 0);
  });

  it.each([
    [1, 2, { full: 0, overbooked: 0 }],
    [2, 2, { full: 1, overbooked: 0 }],
    [3, 2, { full: 1, overbooked: 1 }],
    [0, 0, { full: 0, overbooked: 0 }],
    [1, 0, { full: 0, overbooked: 1 }],
  ])("with %d volunteers for %d places", async (count, maxVolunteers, expected) => {
    const { value } = await figuresOf(real, announcements, [
      { ...announcement, maxVolunteers, volunteers: people(count) },
    ]);
    const kind = "volunteer";
    expect({
      full: value("announcements_full", { kind }),
      overbooked: value("announcements_overbooked", { kind }),
    }).toEqual(expected);
    expect(value("announcements_full", { kind: "participant" })).toBe(0);
    expect(value("places", { kind })).toBe(maxVolunteers);
    expect(value("places_taken", { kind })).toBe(count);
  });

  it("that are over, hidden or not active have no places, and nobody waits for them", async () => {
    const filled = { ...announcement, volunteers: people(3), participants: people(12), volunteersWaiting: people(4) };
    const { value } = await figuresOf(real, announcements, [
      filled,
      { ...filled, dateEvent: "2025-08-01" },
      { ...filled, isHidden: true },
      { ...filled, status: "COMPLETED" },
    ]);
    expect(value("places", { kind: "participant" })).toBe(10);
    expect(value("places_taken", { kind: "participant" })).toBe(12);
    expect(value("announcements_overbooked", { kind: "participant" })).toBe(1);
    expect(value("registrations_waiting", { kind: "volunteer" })).toBe(4);
  });

  it("with lists or numbers that cannot be read are counted there, and their other kind still counts", async () => {
    const { value, unreadable } = await figuresOf(real, announcements, [
      { ...announcement, maxVolunteers: "deux", participants: people(4) },
      { ...announcement, maxVolunteers: -1, participants: "personne" },
      { ...announcement, maxVolunteers: Number.NaN, volunteersWaiting: 3 },
      { ...announcement, maxVolunteers: undefined, maxParticipants: 1e12 },
    ]);
    expect(unreadable).toMatchObject({
      maxVolunteers: 4,
      maxParticipants: 1,
      participants: 1,
      volunteersWaiting: 1,
      volunteers: 0,
    });
    expect(value("places", { kind: "volunteer" })).toBe(0);
    expect(value("places", { kind: "participant" })).toBe(20);
    expect(value("places_taken", { kind: "participant" })).toBe(4);
    expect(value("announcements_upcoming")).toBe(4);
  });

  it("count registrations by their date, as far as they have one", async () => {
    const dated = (...dates: unknown[]) => dates.map((dateAdded) => ({ id: "x", name: "x", dateAdded }));
    const { value, unreadable } = await figuresOf(real, announcements, [
      {
        ...announcement,
        volunteers: dated(
          "2025-08-17T22:00:00.000Z",
          new Date("2025-08-17T12:00:00Z"),
          "Mon, 04 Aug 2025 09:12:44 GMT",
        ),
        participants: [...dated(undefined, null, "hier", "2026-01-01"), "Camille"],
      },
      { ...announcement, status: "INACTIVE", volunteers: dated("2025-08-18T09:00:00.000Z") },
      { ...announcement, dateEvent: "2025-05-01", volunteers: dated("2025-04-18T09:00:00.000Z") },
    ]);
    const counts = (kind: string) => ["1d", "7d", "30d"].map((window) => value("registrations", { kind, window }));
    expect(counts("volunteer")).toEqual([2, 3, 4]);
    expect(counts("participant")).toEqual([0, 0, 0]);
    expect(unreadable["participants.dateAdded"]).toBe(3);
    expect(unreadable["volunteers.dateAdded"]).toBe(0);
  });

  it("are published on their day; one that is planned is not unreadable", async () => {
    const { value, unreadable } = await figuresOf(real, announcements, [
      { ...announcement, datePublication: today },
      { ...announcement, datePublication: "2025-08-12T09:00:00.000Z" },
      { ...announcement, datePublication: "2025-09-12" },
      { ...announcement, datePublication: "2025-02-31" },
      { ...announcement, datePublication: undefined },
    ]);
    expect(["1d", "7d", "30d"].map((window) => value("announcements_published", { window }))).toEqual([1, 2, 2]);
    expect(unreadable.datePublication).toBe(2);
  });
});
