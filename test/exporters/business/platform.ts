import type { TestServer } from "./server.ts";

/** Fills a database with a platform in miniature, of which every metric has a series. */
export async function fill({ db }: TestServer): Promise<void> {
  const now = new Date();
  const ticket = {
    type: "TECHNICAL",
    priority: "HIGH",
    createdAt: new Date(now.getTime() - 3_600_000),
    updatedAt: now,
  };
  const announcement = { status: "ACTIVE", dateEvent: "2099-01-01", datePublication: "2020-01-01" };
  const documents: Readonly<Record<string, readonly object[]>> = {
    users: [{ role: "VOLUNTEER", isOnline: true, createdAt: now.toUTCString(), lastConnection: now.toISOString() }],
    announcements: [{ ...announcement, maxVolunteers: 1, maxParticipants: 1 }],
    associations: [{ volunteers: [{}] }],
    favorites: [{}],
    support: [
      { ...ticket, status: "PENDING" },
      { ...ticket, status: "RESOLVED" },
    ],
  };
  for (const [collection, all] of Object.entries(documents)) {
    await db.collection(collection).deleteMany({});
    await db.collection(collection).insertMany([...all]);
  }
}
