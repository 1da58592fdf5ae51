import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { announcements } from "../../../exporters/business/collections/announcements.ts";
import { associations } from "../../../exporters/business/collections/associations.ts";
import { favorites } from "../../../exporters/business/collections/favorites.ts";
import { support } from "../../../exporters/business/collections/support.ts";
import { users } from "../../../exporters/business/collections/users.ts";
import type { Source } from "../../../exporters/business/figures.ts";
import { figuresOf, noon } from "./figures.ts";
import { testServer } from "./server.ts";

const server = await testServer();
const missing = typeof server === "string" ? server : undefined;
const real = typeof server === "string" ? (undefined as never) : server;
const [walks, publishes] = ["parcours@benevoclic.example", "parcours-asso@benevoclic.example"];

describe.skipIf(missing)(`the journeys' accounts${missing ? ` (skipped: ${missing})` : ""}`, () => {
  const account = (userId: string, email: string, role: string) => ({
    ...{ userId, email, role, isVerified: false, isOnline: true },
    ...{ createdAt: "2025-08-18T08:00:00.000Z", lastConnection: "2025-08-18T09:00:00.000Z" },
  });
  const all = [
    account("marie", "marie@example.org", "VOLUNTEER"),
    account("walks", walks, "VOLUNTEER"),
    account("publishes", publishes, "ASSOCIATION"),
  ];
  const people = ["marie", "walks"].map((id) => ({ id, name: id, dateAdded: "2025-08-18T09:00:00.000Z" }));
  const announcement = {
    ...{
      status: "ACTIVE",
      datePublication: "2025-08-18",
      dateEvent: "2025-09-01",
      maxVolunteers: 2,
      maxParticipants: 4,
    },
    ...{ volunteers: people, participants: people, volunteersWaiting: people },
  };
  const members = ["marie", "walks"].map((volunteerId) => ({ volunteerId }));
  const ticket = { type: "OTHER", status: "PENDING", priority: "LOW", createdAt: noon, updatedAt: noon };

  beforeAll(async () => {
    await real.db.collection("users").deleteMany({});
    await real.db.collection("users").insertMany(all.map((one) => ({ ...one })));
  });
  afterAll(() => real.stop());

  const counted = async (source: Source, documents: readonly object[], leaveOut: readonly string[]) =>
    (await figuresOf(real, source, documents, noon, leaveOut)).value;

  it.each([
    ["users", users, all, "users", { role: "volunteer" }, 2, 1],
    ["who was active", users, all, "users_active", { role: "volunteer", window: "7d" }, 2, 1],
    ["associations", users, all, "users", { role: "association" }, 1, 0],
    ["favourites", favorites, [{ volunteerId: "marie" }, { volunteerId: "walks" }], "favorites", {}, 2, 1],
    [
      "tickets",
      support,
      [{ ...ticket, userId: "walks" }, { ...ticket, userId: "marie" }, ticket],
      "support_tickets_created",
      { window: "30d" },
      3,
      2,
    ],
    ["members", associations, [{ volunteers: members }, {}], "memberships", { state: "member" }, 2, 1],
    ["who waits", associations, [{ volunteersWaiting: members }], "memberships", { state: "waiting" }, 2, 1],
    ...(
      [
        ["announcements", { status: "active" }, 2, 1],
        ["places_taken", { kind: "volunteer" }, 4, 1],
        ["registrations", { kind: "participant", window: "7d" }, 4, 1],
        ["registrations_waiting", { kind: "volunteer" }, 4, 1],
        ["announcements_full", { kind: "volunteer" }, 2, 0],
        ["places", { kind: "volunteer" }, 4, 2],
      ] as const
    ).map(
      ([name, labels, before, after]) =>
        [
          name,
          announcements,
          [announcement, { ...announcement, associationId: "publishes" }],
          ...[name, labels, before, after],
        ] as const,
    ),
  ] as [
    string,
    Source,
    object[],
    string,
    Record<string, string>,
    number,
    number,
  ][])("are not counted among %s", async (_, source, documents, name, labels, before, after) => {
    expect((await counted(source, documents, []))(name, labels)).toBe(before);
    expect((await counted(source, documents, [walks, publishes]))(name, labels)).toBe(after);
  });

  it("what is no list stays unreadable, and what is absent absent", async () => {
    const documents = [{ ...announcement, volunteers: "many", participants: undefined }];
    const { unreadable } = await figuresOf(real, announcements, documents, noon, [walks]);
    expect(unreadable).toMatchObject({ volunteers: 1, participants: 0 });
  });
});
