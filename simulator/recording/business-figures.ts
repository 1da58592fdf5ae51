import type { Labels } from "../../kit/lab/recording/exposition.ts";
import { sampleLine } from "../../kit/lab/recording/exposition.ts";
import { business } from "../../signals/metrics/business.ts";
import { exporterBuilds } from "../../signals/metrics/exporter-builds.ts";
import { dayCurve, perDay } from "../mongodb/movement.ts";
import { arrivals, createRandom } from "../platform/random.ts";
import { buildOf } from "./exporters.ts";
import type { Recorder } from "./recorder.ts";

/** What the business exporter would say of the platform's data, moved at the rates of simulator/mongodb/movement.ts. */

/** The exporter reads the database so often, and forgets figures that are older than `kept`. In seconds. */
const readEvery = 60;
const kept = 300;

const collections = ["users", "announcements", "associations", "favorites", "support"];
const roles = { volunteer: 0.88, association: 0.118, admin: 0.002 };
/** Accounts, and those of them that were here within so many days (benevoclic.md section 4: 1,247 active users). */
const accounts = 2600;
const active = { "1d": 190, "7d": 690, "30d": 1247 };
const windows = { "1d": 1, "7d": 7, "30d": 30 };
const announcements = { active: 62, inactive: 5, completed: 124 };
const places = { volunteer: 900, participant: 1900 };
/** A ticket is answered after so long, and another one comes. In seconds. */
const answeredWithin = 20 * 3600;

const inParis = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris", dateStyle: "short", timeStyle: "short" });
/** `2026-11-24 19` */
const hourInParis = (at: number) => inParis.format(at).slice(0, 13);

/** What is counted by the day it happened on: 1d begins again at midnight in Paris. */
function dailyCount(rate: number, seed: number, start: number) {
  const random = createRandom(seed);
  const hourOf = (at: number) => Number(hourInParis(at).slice(-2));
  let today = 0;
  for (let hour = 0; hour < hourOf(start); hour++) today += Math.round((rate / 24) * dayCurve(hour));
  const past = Array.from({ length: 29 }, () => rate);
  let last = start;
  return {
    /** @param happens whether anything happens meanwhile */
    advance(now: number, happens: boolean) {
      const share = happens ? dayCurve(hourOf(last)) : 0;
      const came = arrivals(random, (rate / 86_400) * share, last, now).length;
      if (hourInParis(now).slice(0, 10) !== hourInParis(last).slice(0, 10)) {
        past.unshift(today);
        past.pop();
        today = 0;
      }
      today += came;
      last = now;
    },
    within: (days: number) => today + past.slice(0, days - 1).reduce((sum, one) => sum + one, 0),
  };
}

export const businessFigures: Recorder = {
  job: "business",
  targets(world) {
    const registrations = dailyCount(perDay.registrations, 31, world.clock.now());
    const signUps = dailyCount(perDay.signUps, 32, world.clock.now());
    let readAt = Number.NEGATIVE_INFINITY;
    let figures = "";
    let failures = 0;
    let triedAt = Number.NEGATIVE_INFINITY;

    const read = (now: number): string => {
      const lines: string[] = [];
      const add = (metric: { readonly name: string }, labels: Labels, value: number) =>
        lines.push(sampleLine(metric.name, labels, value));
      const lost = world.active("data-lost");
      for (const [role, share] of Object.entries(roles)) {
        const some = (count: number) => Math.round(count * share);
        add(business.users, { role }, some(lost ? 3 : accounts));
        add(business.usersOnline, { role }, some(26));
        add(business.usersUnverified, { role }, some(260));
        add(business.usersDisabled, { role }, some(26));
        for (const [window, days] of Object.entries(windows)) {
          add(business.usersActive, { role, window }, some(active[window as keyof typeof active]));
          add(business.usersRegistered, { role, window }, role === "volunteer" ? signUps.within(days) : 0);
        }
      }
      for (const [status, count] of Object.entries(announcements))
        add(business.announcements, { status }, lost ? 0 : count);
      for (const [window, days] of Object.entries(windows)) {
        add(business.announcementsPublished, { window }, days * perDay.publications);
        add(business.supportTicketsCreated, { window }, Math.round(days * perDay.tickets));
        add(business.registrations, { kind: "volunteer", window }, registrations.within(days));
        add(business.registrations, { kind: "participant", window }, 0);
      }
      add(business.announcementsUpcoming, {}, 58);
      add(business.announcementsStale, {}, 2);
      for (const [kind, count] of Object.entries(places)) {
        const tooMany = Number(kind === "volunteer" && world.active("overbooked"));
        add(business.announcementsFull, { kind }, 3 + tooMany);
        add(business.announcementsOverbooked, { kind }, tooMany);
        add(business.places, { kind }, count);
        add(business.placesTaken, { kind }, Math.round(count / 2));
      }
      add(business.registrationsWaiting, { kind: "volunteer" }, 4);
      add(business.favorites, {}, 2080);
      add(business.memberships, { state: "member" }, 1840);
      add(business.memberships, { state: "waiting" }, 320);
      add(business.supportTickets, { type: "technical", status: "pending", priority: "medium" }, 1);
      add(business.supportTickets, { type: "user_feedback", status: "resolved", priority: "low" }, 230);
      add(business.supportOldestOpenAge, { priority: "medium" }, (now / 1000) % answeredWithin);
      add(business.unreadableValues, { collection: "users", field: "lastConnection" }, 0);
      add(business.supportResolution, { quantile: "0.5" }, 14 * 3600);
      return lines.join("\n");
    };

    return [
      {
        labels: {},
        answer() {
          if (world.active("host-down")) return "refused";
          const now = world.clock.now();
          if (now - triedAt >= readEvery * 1000) {
            triedAt = now;
            registrations.advance(now, !world.active("registrations-stop"));
            signUps.advance(now, true);
            if (world.active("mongodb-down")) failures++;
            else {
              readAt = now;
              figures = read(now);
            }
          }
          const ofCollections = collections.flatMap((collection) => [
            sampleLine(business.refreshTimestamp.name, { collection }, readAt / 1000),
            sampleLine(business.refreshDuration.name, { collection }, 0.04),
            sampleLine(business.refreshFailures.name, { collection }, failures),
          ]);
          const fresh = now - readAt <= kept * 1000 ? [figures] : [];
          return { exposition: [...fresh, ...ofCollections, buildOf(exporterBuilds.business)].join("\n") };
        },
      },
    ];
  },
};
