import type { Queries } from "../../kit/model/prometheus.ts";
import type { ServiceLevel } from "../../kit/model/service-level.ts";
import { dayIn, daysLater, instantIn } from "../../kit/model/zoned.ts";
import { probe } from "../../signals/metrics/blackbox.ts";
import { type VisitorService, visitorServiceNames } from "../../signals/visitors.ts";
import { valueAt } from "../prometheus.ts";
import { type Day, type Level, shownDays, worst } from "./level.ts";

/** What Prometheus knows of each service. */
export interface Measured {
  /** When the monitoring last saw anything. */
  readonly heardAt: Date | undefined;
  readonly now: Readonly<Record<VisitorService, Level>>;
  readonly days: Readonly<Record<VisitorService, readonly Day[]>>;
}

export interface Measuring {
  readonly serviceLevels: readonly ServiceLevel<VisitorService>[];
  readonly zone: string;
  readonly now: Date;
}

/** Seconds. */
const hour = 3600;
/** Fewer bad events than these are noise: 15 s of probes, a few requests at night. */
const noise = 4;
/** Shares of bad events from which visitors feel it, and from which most of them do. */
const [felt, mostly] = [0.05, 0.5];

/** @throws Error when Prometheus does not answer: that is not the same as having no data */
export async function measure(prometheus: Queries, { serviceLevels, zone, now }: Measuring): Promise<Measured> {
  const heard = await valueAt(prometheus, `max(timestamp(${probe.success.name}))`, now);
  const today = dayIn(now, zone);
  const dayNames = Array.from({ length: shownDays }, (_, index) => daysLater(today, index - shownDays + 1));
  const begins = dayNames.map((day) => instantIn(day, "00:00", zone).getTime() / 1000);
  const [from = 0] = begins;
  const found = await Promise.all(
    serviceLevels.map(async (level) => {
      const [present, hours] = await Promise.all([
        presentLevel(prometheus, level, now),
        hourly(prometheus, level, from, now),
      ]);
      const onDay = (index: number) =>
        hours.filter(({ began }) => began >= (begins[index] ?? 0) && began < (begins[index + 1] ?? Infinity));
      return { level, present, onDay };
    }),
  );
  const of = <Value>(make: (fed: typeof found) => Value) =>
    Object.fromEntries(
      visitorServiceNames.map((service) => [service, make(found.filter(({ level }) => level.feeds.includes(service)))]),
    ) as Record<VisitorService, Value>;
  return {
    heardAt: heard === undefined ? undefined : new Date(heard * 1000),
    now: of((fed) => worst(fed.map(({ present }) => present))),
    days: of((fed) =>
      fed.length === 0
        ? []
        : dayNames.map((day, index) =>
            dayOf(
              day,
              fed.map(({ level, onDay }) => [level, onDay(index)]),
            ),
          ),
    ),
  };
}

interface Hour {
  /** Seconds since the epoch. */
  readonly began: number;
  /** Events. */
  readonly bad: number;
  readonly all: number;
}

async function hourly(
  prometheus: Queries,
  { bad, all, eventsOfValue }: ServiceLevel,
  from: number,
  now: Date,
): Promise<Hour[]> {
  // The present hour ends in the future; what is known of it counts.
  const end = Math.ceil(now.getTime() / 1000 / hour) * hour;
  const sums = async (name: string) => {
    const query = `sum(sum_over_time(${name}[1h])) * ${eventsOfValue}`;
    const [series] = await prometheus.range(query, from + hour, end, hour);
    return new Map(series?.samples.map(([at, value]) => [at - hour, value]));
  };
  const [badOf, allOf] = await Promise.all([sums(bad.name), sums(all.name)]);
  return [...allOf].map(([began, all]) => ({ began, all, bad: badOf.get(began) ?? 0 }));
}

const total = (hours: readonly Hour[]): Omit<Hour, "began"> => ({
  bad: hours.reduce((sum, { bad }) => sum + bad, 0),
  all: hours.reduce((sum, { all }) => sum + all, 0),
});

/** The worst of what was promised counts. */
function dayOf(day: string, promises: readonly (readonly [ServiceLevel, readonly Hour[]])[]): Day {
  const judged = promises.flatMap(([{ budget }, hours]) => {
    const { bad, all } = total(hours);
    if (all === 0) return [];
    const outage = hours.some((one) => one.bad >= noise && one.bad / one.all >= mostly) || bad / all >= felt;
    const level: Level = bad < noise || bad / all <= budget ? "ok" : outage ? "outage" : "degraded";
    return [{ level, good: 1 - bad / all }];
  });
  const good = Math.min(...judged.map((one) => one.good));
  return { day, level: worst(judged.map(({ level }) => level)), ...(judged.length > 0 && { good }) };
}

/** Undefined where nothing happened that could be good or bad. */
async function presentLevel(prometheus: Queries, { bad, all, eventsOfValue }: ServiceLevel, now: Date): Promise<Level> {
  const events = (name: string) => valueAt(prometheus, `sum(sum_over_time(${name}[5m])) * ${eventsOfValue}`, now);
  const [badOnes = 0, allOnes = 0] = await Promise.all([events(bad.name), events(all.name)]);
  if (allOnes === 0) return "unknown";
  const share = badOnes / allOnes;
  if (badOnes < noise || share < felt) return "ok";
  return share >= mostly ? "outage" : "degraded";
}
