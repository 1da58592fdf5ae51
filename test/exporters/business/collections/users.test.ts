import { afterAll, describe, expect, it } from "vitest";
import { users } from "../../../../exporters/business/collections/users.ts";
import { figuresOf, noon } from "../figures.ts";
import { testServer } from "../server.ts";

const server = await testServer();
const missing = typeof server === "string" ? server : undefined;
const real = typeof server === "string" ? (undefined as never) : server;

afterAll(() => real?.stop());

describe.skipIf(missing)(`users on a real server${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const user = {
    role: "VOLUNTEER",
    isOnline: false,
    isVerified: true,
    disabled: false,
    createdAt: "2020-01-01T00:00:00.000Z",
  };
  const registered = async (createdAt: unknown, now = noon) => {
    const { value, unreadable } = await figuresOf(real, users, [{ ...user, createdAt }], now);
    const counts = (["1d", "7d", "30d"] as const).map((window) =>
      value("users_registered", { role: "volunteer", window }),
    );
    return { counts, unreadable: unreadable.createdAt };
  };

  it("by role, with what they are", async () => {
    const { value } = await figuresOf(real, users, [
      { ...user, isOnline: true },
      { ...user, isVerified: false },
      { ...user, isVerified: undefined, disabled: true },
      { ...user, role: "ASSOCIATION" },
    ]);
    expect(value("users", { role: "volunteer" })).toBe(3);
    expect(value("users", { role: "association" })).toBe(1);
    expect(value("users", { role: "admin" })).toBe(0);
    expect(value("users_online", { role: "volunteer" })).toBe(1);
    expect(value("users_unverified", { role: "volunteer" })).toBe(2);
    expect(value("users_disabled", { role: "volunteer" })).toBe(1);
    expect(value("users_disabled", { role: "association" })).toBe(0);
  });

  it.each<[unknown, number[], string]>([
    ["2025-08-18T09:12:44.000Z", [1, 1, 1], "ISO 8601"],
    ["2025-08-18T09:12:44Z", [1, 1, 1], "ISO 8601 without milliseconds"],
    ["Mon, 18 Aug 2025 09:12:44 GMT", [1, 1, 1], "RFC 7231"],
    ["2025-08-17T21:59:59.999Z", [0, 1, 1], "yesterday in Paris"],
    ["2025-08-17T22:00:00.000Z", [1, 1, 1], "today in Paris, yesterday in UTC"],
    ["Sun, 17 Aug 2025 21:59:59 GMT", [0, 1, 1], "yesterday in Paris, RFC 7231"],
    ["Sun, 17 Aug 2025 22:00:00 GMT", [1, 1, 1], "today in Paris, RFC 7231"],
    ["2025-08-11T21:59:59.999Z", [0, 0, 1], "eight days ago"],
    ["Mon, 11 Aug 2025 22:00:00 GMT", [0, 1, 1], "seven days, today included"],
    ["2025-07-19T21:59:59.999Z", [0, 0, 0], "31 days"],
    ["2025-07-19T22:00:00.000Z", [0, 0, 1], "30 days"],
    ["Tue, 02 Jan 2018 09:12:44 GMT", [0, 0, 0], "years ago"],
    ["1999-12-31T23:59:59.000Z", [0, 0, 0], "another century"],
    [new Date("2025-08-18T09:12:44Z"), [1, 1, 1], "a BSON date"],
    [new Date("2025-08-17T22:30:00Z"), [1, 1, 1], "a BSON date, today in Paris"],
  ])("created at %s are counted in windows %j: %s", async (createdAt, counts) => {
    expect(await registered(createdAt)).toEqual({ counts, unreadable: 0 });
  });

  it("in winter Paris is one hour ahead, not two", async () => {
    const now = new Date("2025-01-15T11:00:00Z");
    expect((await registered("2025-01-14T22:59:59.000Z", now)).counts).toEqual([0, 1, 1]);
    expect((await registered("Tue, 14 Jan 2025 23:00:00 GMT", now)).counts).toEqual([1, 1, 1]);
  });

  it.each([
    ["2025-01-15T11:00:00Z", "Mon, 16 Dec 2024 23:00:00 GMT", [0, 0, 1], "the 30 days begin last year"],
    ["2025-01-15T11:00:00Z", "Sun, 17 Nov 2024 23:00:00 GMT", [0, 0, 0], "the month before them"],
    ["2025-02-10T11:00:00Z", "Mon, 13 Jan 2025 09:00:00 GMT", [0, 0, 1], "the 30 days begin in January"],
    ["2025-02-10T11:00:00Z", "Sat, 28 Dec 2024 09:00:00 GMT", [0, 0, 0], "the month before it"],
  ])("at %s, %s is counted %j: %s", async (now, createdAt, counts) => {
    expect(await registered(createdAt, new Date(now))).toEqual({ counts, unreadable: 0 });
  });

  it("on the first of March, the 30 days reach into January", async () => {
    const now = new Date("2025-03-01T11:00:00Z");
    expect((await registered("2025-01-30T23:00:00.000Z", now)).counts).toEqual([0, 0, 1]);
    expect((await registered("2025-01-30T22:59:59.000Z", now)).counts).toEqual([0, 0, 0]);
  });

  it.each<[unknown, string]>([
    ["hier", "a word"],
    ["Août 2025, Élodie", "a word with accents, where bytes are no characters"],
    ["", "an empty text"],
    ["2025-13-18T09:12:44.000Z", "a month too many"],
    ["2025-02-30T09:12:44.000Z", "a day that February has not"],
    ["Mon, 18 Xyz 2025 09:12:44 GMT", "no month"],
    ["Wed, 29 Feb 2023 09:12:44 GMT", "a day that February had not, long ago"],
    ["2025-08-18T09:12:44+02:00", "another ISO form"],
    ["18/08/2025", "a French date"],
    ["2025-08-20T09:12:44.000Z", "a day to come"],
    ["Wed, 20 Aug 2025 09:12:44 GMT", "a day to come, RFC 7231"],
    ["2031-08-20T09:12:44.000Z", "a year to come"],
    [new Date("2031-08-20T09:12:44Z"), "a BSON date to come"],
    [new Date(8.64e15), "a BSON date in a year of six digits"],
    [1_755_508_364_000, "a number"],
    [true, "a boolean"],
    [["2025-08-18T09:12:44.000Z"], "a list"],
    [{ at: "2025-08-18T09:12:44.000Z" }, "a document"],
    [null, "null"],
    [undefined, "nothing"],
  ])("created at %j are unreadable: %s", async (createdAt) => {
    expect(await registered(createdAt)).toEqual({ counts: [0, 0, 0], unreadable: 1 });
  });

  it("are active by their last connection; one who never connected is not, and is no unreadable value", async () => {
    const { value, unreadable } = await figuresOf(real, users, [
      { ...user, lastConnection: "Mon, 18 Aug 2025 09:12:44 GMT" },
      { ...user, lastConnection: "2025-08-12T09:12:44.000Z" },
      { ...user, lastConnection: "2025-06-12T09:12:44.000Z" },
      { ...user, lastConnection: null },
      user,
      { ...user, lastConnection: 5 },
    ]);
    expect(value("users_active", { role: "volunteer", window: "1d" })).toBe(1);
    expect(value("users_active", { role: "volunteer", window: "7d" })).toBe(2);
    expect(value("users_active", { role: "volunteer", window: "30d" })).toBe(2);
    expect(unreadable.lastConnection).toBe(1);
  });

  it("of an unknown role or with flags of another type are counted as unreadable, and nowhere else", async () => {
    const { value, unreadable } = await figuresOf(real, users, [
      { ...user, role: "camille@example.org" },
      { ...user, role: undefined },
      { ...user, role: 7, isVerified: "oui" },
      { ...user, isOnline: "oui", isVerified: 1, disabled: {} },
    ]);
    expect(value("users", { role: "volunteer" })).toBe(1);
    expect(value("users_unverified", { role: "volunteer" })).toBe(0);
    expect(unreadable).toMatchObject({ role: 3, isOnline: 1, isVerified: 2, disabled: 1 });
  });
});
