import { choose, type Random, text } from "../platform/random.ts";
import type { Announcement, Registration, Ticket, User } from "./documents.ts";

const firstNames = ["Camille", "Louise", "Jules", "Inès", "Mehdi", "Chloé", "Thomas", "Fatou", "Élodie", "Noël"];
const lastNames = ["Martin", "Bernard", "Lefèvre", "Moreau", "Garcia", "Nguyen", "Diallo", "Roux", "Müller", "Le Goff"];
const events = ["Collecte alimentaire", "Maraude", "Nettoyage de plage", "Course solidaire", "Aide aux devoirs"];
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const day = 86_400_000;

/** True as often as this share says. */
export const chance = (random: Random, share: number): boolean => random() < share;
export const integer = (random: Random, from: number, to: number): number =>
  from + Math.floor(random() * (to - from + 1));
export const oneOf = <T>(random: Random, items: readonly T[]): T => choose(random, items, () => 1);
/** As Firebase makes them. */
export const userId = (random: Random): string => text(random, letters, 28);
export const nameOf = (random: Random): string => `${oneOf(random, firstNames)} ${oneOf(random, lastNames)}`;

/** Firebase's form at registration, ISO 8601 after a later connection. */
export const stored = (at: number, connectedLater: boolean): string =>
  connectedLater ? new Date(at).toISOString() : new Date(at).toUTCString();

/** A person or association that signed up at this instant (ms) and has not come back yet. */
export function newUser(random: Random, at: number): User {
  const id = userId(random);
  return {
    userId: id,
    email: `${id.slice(0, 8).toLowerCase()}@example.org`,
    role: choose<User["role"]>(random, ["VOLUNTEER", "ASSOCIATION", "ADMIN"], (role) =>
      role === "VOLUNTEER" ? 88 : role === "ASSOCIATION" ? 11.8 : 0.2,
    ),
    isOnline: false,
    disabled: false,
    isVerified: chance(random, 0.9),
    isCompleted: chance(random, 0.8),
    lastConnection: stored(at, false),
    createdAt: stored(at, false),
    updatedAt: new Date(at),
  };
}

/** Somebody who registered at this instant; entries made before dates were kept have none. */
export const newRegistration = (random: Random, at?: number): Registration => ({
  id: userId(random),
  name: nameOf(random),
  isPresent: false,
  ...(at !== undefined && { dateAdded: chance(random, 0.5) ? new Date(at) : new Date(at).toISOString() }),
});

/** An announcement published at this instant for an event so many days later, without anybody yet. */
export function newAnnouncement(random: Random, at: number, daysToEvent: number): Announcement {
  const event = new Date(at + daysToEvent * day).toISOString();
  return {
    _id: text(random, "0123456789abcdef", 24),
    associationId: userId(random),
    associationName: `Les amis de ${oneOf(random, lastNames)}`,
    nameEvent: oneOf(random, events),
    description: "Nous cherchons des bénévoles pour une demi-journée. ".repeat(integer(random, 2, 12)),
    datePublication: chance(random, 0.5) ? new Date(at).toISOString().slice(0, 10) : new Date(at).toISOString(),
    dateEvent: chance(random, 0.5) ? event.slice(0, 10) : event,
    hoursEvent: `${integer(random, 8, 19)}:00`,
    status: "ACTIVE",
    maxVolunteers: integer(random, 3, 30),
    maxParticipants: integer(random, 10, 60),
    volunteers: [],
    participants: [],
    volunteersWaiting: [],
    nbVolunteers: 0,
    nbParticipants: 0,
  };
}

export const newTicket = (random: Random, at: number): Ticket => ({
  type: oneOf(random, ["ANNOUNCEMENT", "TECHNICAL", "USER_FEEDBACK", "OTHER"] as const),
  category: "question",
  status: "PENDING",
  priority: choose<Ticket["priority"]>(random, ["LOW", "MEDIUM", "HIGH", "CRITICAL"], (priority) =>
    priority === "CRITICAL" ? 0.5 : priority === "HIGH" ? 2 : 4,
  ),
  createdAt: new Date(at),
  updatedAt: new Date(at),
  userId: userId(random),
  userEmail: "quelqu.un@example.org",
  description: "Je n'arrive pas à m'inscrire.",
});
