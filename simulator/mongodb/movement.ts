import type { Collection, Db, WithId } from "mongodb";
import type { DataFault } from "../faults.ts";
import { arrivals, type Random } from "../platform/random.ts";
import { requestsPerSecondByHour } from "../platform/traffic.ts";
import type { Announcement, Ticket, User } from "./documents.ts";
import { chance, newAnnouncement, newRegistration, newTicket, newUser, oneOf } from "./people.ts";

/** What happens in a day on a platform of usual size; 23 tickets a month (benevoclic.md section 4). */
export const perDay = { signUps: 6, connections: 200, registrations: 40, publications: 6, tickets: 0.77, answers: 4 };

/** The life of the platform's data. */
interface Movement {
  /** Lets happen what happens between two instants (ms since the epoch), by the day's curve: steps of seconds to minutes. */
  advance(from: number, to: number): Promise<void>;
}

/**
 * Moves the data that `seedPlatform` made.
 *
 * @param options.pace how many times more happens than on the real platform, so that it shows within minutes
 * @param options.hour pins the hour of the day in Europe/Paris (0 to 23), whatever the time says
 */
export function createMovement({
  db,
  random,
  faults,
  pace,
  hour,
}: {
  db: Db;
  random: Random;
  faults: { active(name: DataFault): boolean };
  pace: number;
  hour?: number;
}): Movement {
  const users: Collection<User> = db.collection<User>("users");
  const announcements: Collection<Announcement> = db.collection<Announcement>("announcements");
  const support: Collection<Ticket> = db.collection<Ticket>("support");
  let overbooked: Announcement | undefined;
  let backup: { users: WithId<User>[]; announcements: WithId<Announcement>[] } | undefined;

  const today = (at: number) => new Date(at).toISOString().slice(0, 10);
  /** Active announcements of a later day. Both date forms begin with the day and compare as text. */
  const upcoming = (at: number) =>
    announcements.find({ status: "ACTIVE", dateEvent: { $gt: `${today(at)}T24` } }).toArray();
  const freePlaces = ({ volunteers = [], maxVolunteers }: Announcement) => Number(maxVolunteers) - volunteers.length;
  const anyUser = async () =>
    oneOf(
      random,
      await users
        .find({}, { projection: { userId: 1 } })
        .limit(500)
        .toArray(),
    );

  const happenings: Readonly<Record<keyof typeof perDay, (at: number) => Promise<unknown>>> = {
    signUps: (at) => users.insertOne(newUser(random, at)),
    connections: async (at) => {
      const { _id } = await anyUser();
      const lastConnection = new Date(at).toISOString();
      return users.updateOne(
        { _id },
        { $set: { isOnline: chance(random, 0.5), lastConnection, updatedAt: new Date(at) } },
      );
    },
    registrations: async (at) => {
      if (faults.active("registrations-stop")) return;
      const open = (await upcoming(at)).filter((announcement) => freePlaces(announcement) > 0);
      if (open.length === 0) return;
      const person = newRegistration(random, at);
      await announcements.updateOne(
        { _id: oneOf(random, open)._id },
        { $push: { volunteers: person }, $inc: { nbVolunteers: 1 } },
      );
    },
    publications: (at) => announcements.insertOne(newAnnouncement(random, at, 3 + random() * 40)),
    tickets: (at) => support.insertOne(newTicket(random, at)),
    answers: async (at) => {
      const open = { status: { $in: ["PENDING", "IN_PROGRESS"] as const } };
      const urgent = await support.findOne({ ...open, priority: "CRITICAL" });
      const ticket = urgent ?? (await support.findOne(open));
      if (!ticket) return;
      await support.updateOne({ _id: ticket._id }, { $set: { status: "RESOLVED", updatedAt: new Date(at) } });
    },
  };

  /** Puts an announcement over its places while the fault lasts, and back afterwards. */
  const followOverbooking = async (at: number) => {
    if (faults.active("overbooked") && !overbooked) {
      const [announcement] = await upcoming(at);
      if (!announcement) return;
      overbooked = announcement;
      const missing = Math.max(0, freePlaces(announcement)) + 3;
      const people = Array.from({ length: missing }, () => newRegistration(random, at));
      const volunteers = [...(announcement.volunteers ?? []), ...people];
      await announcements.updateOne({ _id: announcement._id }, { $set: { volunteers } });
    } else if (!faults.active("overbooked") && overbooked) {
      await announcements.updateOne({ _id: overbooked._id }, { $set: { volunteers: overbooked.volunteers ?? [] } });
      overbooked = undefined;
    }
  };

  /** Deletes while the fault lasts, and restores the backup afterwards. */
  const followLoss = async () => {
    if (faults.active("data-lost") && !backup) {
      backup = { users: await users.find({}).skip(3).toArray(), announcements: await announcements.find({}).toArray() };
      await users.deleteMany({ _id: { $in: backup.users.map(({ _id }) => _id) } });
      await announcements.deleteMany({});
    } else if (!faults.active("data-lost") && backup) {
      if (backup.users.length > 0) await users.insertMany(backup.users);
      if (backup.announcements.length > 0) await announcements.insertMany(backup.announcements);
      backup = undefined;
    }
  };

  return {
    advance: async (from, to) => {
      const share = dayCurve(hour ?? Number(hourInParis.format(from)));
      for (const kind of Object.keys(perDay) as (keyof typeof perDay)[]) {
        const perSecond = (perDay[kind] / 86_400) * share * pace;
        for (const at of arrivals(random, perSecond, from, to)) await happenings[kind](at);
      }
      await followOverbooking(to);
      await followLoss();
    },
  };
}

const meanRequests = requestsPerSecondByHour.reduce((sum, rate) => sum + rate, 0) / requestsPerSecondByHour.length;
const hourInParis = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/Paris", hour: "2-digit", hourCycle: "h23" });

/** How busy the hour is, 1 on average. */
export function dayCurve(hour: number): number {
  return (requestsPerSecondByHour[hour] ?? 0) / meanRequests;
}
