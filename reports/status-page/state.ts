import { z } from "zod";
import { type PublicIncident, publicIncidentSchema } from "../../exporters/anomalies/public-incidents.ts";
import { dayIn } from "../../kit/model/zoned.ts";
import { visitorServiceNames } from "../../signals/visitors.ts";
import { daySchema, levels, shownDays, worst } from "./level.ts";
import type { Planned } from "./maintenance.ts";
import type { Measured } from "./measured.ts";

/** ms after which what was heard last says nothing of the present. */
const freshFor = 10 * 60_000;

/** What the page, the feed and status.json say. The last of them is read again when nothing new can be had. */
export const statusSchema = z.object({
  /** When this was written. */
  madeAt: z.iso.datetime(),
  /** When the monitoring last saw anything: older than `madeAt` where it could not be asked. */
  heardAt: z.iso.datetime().optional(),
  services: z.array(
    z.object({
      name: z.enum(visitorServiceNames),
      now: z.enum(levels),
      /** Oldest first; none of what nothing measures. */
      days: z.array(daySchema),
    }),
  ),
  /** The latest first. */
  incidents: z.array(publicIncidentSchema),
  maintenance: z.array(
    z.object({ from: z.iso.datetime(), to: z.iso.datetime(), says: z.object({ fr: z.string(), en: z.string() }) }),
  ),
});
export type Status = z.output<typeof statusSchema>;
export type ServiceStatus = Status["services"][number];

/** What the page is made of. What could not be had is undefined, and is what was said last. */
export interface Sources {
  readonly measured: Measured | undefined;
  readonly incidents: readonly PublicIncident[] | undefined;
  readonly maintenance: readonly Planned[];
  /** What was published last. */
  readonly previous: Status | undefined;
  readonly zone: string;
  readonly now: Date;
}

export function statusOf({ measured, incidents, maintenance, previous, zone, now }: Sources): Status {
  const heardAt = measured?.heardAt?.toISOString() ?? previous?.heardAt;
  const isFresh = measured?.heardAt !== undefined && now.getTime() - measured.heardAt.getTime() <= freshFor;
  const begin = now.getTime() - shownDays * 86_400_000;
  const dayOf = (at: string) => dayIn(new Date(at), zone);
  const goesOn = ({ beganAt, endedAt = now.toISOString() }: PublicIncident, day: string) =>
    dayOf(beganAt) <= day && day <= dayOf(endedAt);
  const told = (incidents ?? previous?.incidents ?? []).filter(
    ({ endedAt }) => endedAt === undefined || Date.parse(endedAt) >= begin,
  );
  return {
    madeAt: now.toISOString(),
    ...(heardAt && { heardAt }),
    services: visitorServiceNames.map((name) => {
      const own = told.filter(({ services }) => services.includes(name));
      const open = own.filter(({ endedAt }) => endedAt === undefined);
      const days = measured?.days[name] ?? previous?.services.find((one) => one.name === name)?.days ?? [];
      return {
        name,
        // Without measurement, what people said still counts; that nobody said anything is no proof.
        now: worst([isFresh && measured ? measured.now[name] : "unknown", ...open.map(({ state }) => state)]),
        days: days.map((one) => ({
          ...one,
          level: worst([one.level, ...own.filter((told) => goesOn(told, one.day)).map(({ state }) => state)]),
        })),
      };
    }),
    incidents: told,
    maintenance: maintenance.map(({ from, to, says }) => ({ from: from.toISOString(), to: to.toISOString(), says })),
  };
}

/** Services that nothing measures are told by people alone: they are well while nobody said otherwise. */
export const isMeasured = ({ days }: ServiceStatus): boolean => days.length > 0;
