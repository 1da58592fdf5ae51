import type { Collection, Db, Document } from "mongodb";
import type { Random } from "../platform/random.ts";
import type { Announcement, Association, Favorite, Ticket, User } from "./documents.ts";
import {
  chance,
  integer,
  nameOf,
  newAnnouncement,
  newRegistration,
  newTicket,
  newUser,
  oneOf,
  stored,
  userId,
} from "./people.ts";

/** So many accounts have the 1,247 active users of benevoclic.md section 4. */
const usualUsers = 2_600;
/** A third of three years' growth at 15 % a month is younger than this (days, on average). */
const meanAge = 215;
const day = 86_400_000;
const batch = 2_000;

/**
 * Fills the platform's collections with what they would hold at this instant: accounts in both date forms, old ones with missing or wrong values,
 * images, announcements of all states. The rest is in proportion to the number of users.
 *
 * @param options.now ms since the epoch
 * @param options.images how many users have a picture, of 200 kB of base64
 */
export async function seedPlatform(
  db: Db,
  { random, now, users = usualUsers, images = 20 }: { random: Random; now: number; users?: number; images?: number },
): Promise<void> {
  const before = (days: number) => now - days * day;
  const age = () => Math.min(1_100, -Math.log(1 - random()) * meanAge);
  const repeat = (times: number, make: (index: number) => Document) => ({ times: Math.ceil(times), make });

  const user = (index: number): User => {
    const days = age();
    const made = newUser(random, before(days));
    const connectedLater = chance(random, 0.7);
    // Half of the accounts were here within 30 days.
    const lastSeen = before(Math.min(days, chance(random, 0.5) ? random() * 30 : random() * 400));
    return {
      ...made,
      isOnline: chance(random, 0.01),
      disabled: chance(random, 0.01),
      ...(connectedLater && { createdAt: stored(before(days), true), lastConnection: stored(lastSeen, true) }),
      ...(index < images && { imageProfile: "iVBORw0KGgo".repeat(18_000) }),
    };
  };
  const announcement = (): Announcement => {
    const [published, lead] = [random() * 200, integer(random, 3, 60)];
    const made = newAnnouncement(random, before(published), lead);
    const past = lead < published;
    const people = (places: unknown) =>
      Array.from({ length: Math.round(Number(places) * Math.min(1, random() * 1.1)) }, () =>
        chance(random, 0.1) ? newRegistration(random) : newRegistration(random, before(random() * published)),
      );
    const [volunteers, participants] = [people(made.maxVolunteers), people(made.maxParticipants)];
    return {
      ...made,
      // A few stay active after their event.
      status: past ? (chance(random, 0.02) ? "ACTIVE" : "COMPLETED") : chance(random, 0.92) ? "ACTIVE" : "INACTIVE",
      ...(chance(random, 0.03) && { isHidden: true }),
      volunteers,
      participants,
      nbVolunteers: volunteers.length,
      nbParticipants: participants.length,
      ...(volunteers.length === made.maxVolunteers && { volunteersWaiting: [newRegistration(random, before(1))] }),
    };
  };
  const association = (): Association => {
    const members = (most: number) =>
      Array.from({ length: integer(random, 0, most) }, () => ({
        volunteerId: userId(random),
        volunteerName: nameOf(random),
      }));
    return {
      associationId: userId(random),
      associationName: `Les amis de ${nameOf(random)}`,
      type: "Loi 1901",
      city: "Lyon",
      postalCode: "69003",
      country: "France",
      phone: "0400000000",
      bio: "Une association.",
      volunteers: members(12),
      ...(chance(random, 0.7) && { volunteersWaiting: members(3) }),
    };
  };
  const ticket = (): Ticket => {
    const days = random() * 365;
    const made = newTicket(random, before(days));
    // On a healthy day critical ones are answered at once, and the others within hours.
    if (days < 0.5 && made.priority !== "CRITICAL") return made;
    const hours = Math.min(days * 24, -Math.log(1 - random()) * 20);
    const status = chance(random, 0.9) ? "RESOLVED" : "REJECTED";
    return { ...made, status, updatedAt: new Date(made.createdAt.getTime() + hours * 3_600_000) };
  };
  const favorite = (): Favorite => ({ volunteerId: userId(random), announcementId: userId(random) });
  const contents: Readonly<Record<string, { times: number; make: (index: number) => Document }>> = {
    users: repeat(users, user),
    announcements: repeat(users / 14, announcement),
    associations: repeat(users * 0.118, association),
    favorites: repeat(users * 0.8, favorite),
    support: repeat(users * 0.106, ticket),
  };
  for (const [name, { times, make }] of Object.entries(contents)) {
    const collection = db.collection(name);
    for (let from = 0; from < times; from += batch) {
      const documents = Array.from({ length: Math.min(batch, times - from) }, (_, index) => make(from + index));
      await collection.insertMany(documents);
    }
  }
  await oldValues(db.collection("users"), random);
}

/** Some accounts are older than the present form of documents: values of another type, or none. */
async function oldValues(users: Collection, random: Random): Promise<void> {
  const quirks: Document[] = [
    { $unset: { lastConnection: "" } },
    { $set: { createdAt: 1_600_000_000_000 } },
    { $set: { isVerified: "oui" } },
  ];
  const some = await users
    .find({}, { projection: { _id: 1 } })
    .limit(200)
    .toArray();
  for (const quirk of quirks) await users.updateOne({ _id: oneOf(random, some)._id }, quirk);
}
