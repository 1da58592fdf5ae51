import type { AnomalyPast } from "../exporters/anomalies/past.ts";
import { severityRank } from "../kit/model/level.ts";
import type { Queries } from "../kit/model/prometheus.ts";
import type { ServiceLevel } from "../kit/model/service-level.ts";
import { probe } from "../signals/metrics/blackbox.ts";
import { valueAt } from "./prometheus.ts";

/** What consumed a budget: an anomaly, or what nobody recorded. */
interface Consumer {
  /** Undefined for failures while no anomaly was known. */
  readonly anomaly?: Pick<AnomalyPast, "id" | "title">;
  /** Of the whole budget: 0.5 is half of it. */
  readonly share: number;
}

/** The error budget of 30 days that a service level allows. */
export interface Budget {
  readonly level: ServiceLevel;
  /** Share that is left; negative once the objective is missed. Undefined when it cannot be known. */
  readonly left: number | undefined;
  readonly spent: boolean;
  /** The largest first. */
  readonly consumers: readonly Consumer[];
  /** When it is spent if failures go on as in the last three days; undefined when it lasts. */
  readonly spentAt: Date | undefined;
}

interface Accounting {
  readonly serviceLevels: readonly ServiceLevel[];
  readonly anomalies: readonly AnomalyPast[];
  readonly now: Date;
}

/** Seconds. */
const [step, day] = [300, 86_400];
const windowDays = 30;
/** ms after which what Prometheus saw last says nothing of the present. */
const freshFor = 10 * 60_000;
/** A failure still counts in the windows of those minutes after its end (s). */
const lag = 600;
/** So few failures are no reason to stop a release, whatever their share of a quiet month. */
const noise = 4;
/** Days from which the pace of the future is taken. */
const paceDays = 3;

/** Every budget, the one of which least is left first; what cannot be known before all. @throws Error when Prometheus does not answer */
export async function budgetsOf(prometheus: Queries, { serviceLevels, anomalies, now }: Accounting): Promise<Budget[]> {
  const seen = await valueAt(prometheus, `max(timestamp(${probe.success.name}))`, now);
  const isFresh = seen !== undefined && now.getTime() - seen * 1000 <= freshFor;
  const budgets = await Promise.all(
    serviceLevels.map(async (level) =>
      budgetOf(level, isFresh ? await pastOf(prometheus, level, now) : [], anomalies, now),
    ),
  );
  return budgets.sort((a, b) => (a.left ?? -Infinity) - (b.left ?? -Infinity));
}

interface Slot {
  /** Seconds since the epoch, at its end. */
  readonly at: number;
  /** Events. */
  readonly bad: number;
  readonly all: number;
}

async function pastOf(prometheus: Queries, { bad, all, eventsOfValue }: ServiceLevel, now: Date): Promise<Slot[]> {
  // The present slot ends in the future; what is known of it counts.
  const end = Math.ceil(now.getTime() / 1000 / step) * step;
  const start = end - windowDays * day + step;
  const sums = async (name: string) => {
    const query = `sum(sum_over_time(${name}[5m])) * ${eventsOfValue}`;
    const [series] = await prometheus.range(query, start, end, step);
    return new Map(series?.samples);
  };
  const [badAt, allAt] = await Promise.all([sums(bad.name), sums(all.name)]);
  return [...allAt].map(([at, all]) => ({ at, all, bad: badAt.get(at) ?? 0 }));
}

const sum = (slots: readonly Slot[], of: "bad" | "all"): number => slots.reduce((total, slot) => total + slot[of], 0);

function budgetOf(level: ServiceLevel, past: readonly Slot[], anomalies: readonly AnomalyPast[], now: Date): Budget {
  const [bad, all] = [sum(past, "bad"), sum(past, "all")];
  if (all === 0) return { level, left: undefined, spent: false, consumers: [], spentAt: undefined };
  const allowed = all * level.budget;
  const left = 1 - bad / allowed;
  const spent = left <= 0 && bad >= noise;
  return {
    ...{ level, left, spent },
    consumers: consumersOf(level, past, anomalies, allowed, now),
    spentAt: spent ? now : exhaustion(past, allowed, now),
  };
}

function consumersOf(
  { consumedBy }: ServiceLevel,
  past: readonly Slot[],
  anomalies: readonly AnomalyPast[],
  allowed: number,
  now: Date,
): Consumer[] {
  const candidates = anomalies
    .filter(({ affected }) => affected.some((component) => consumedBy.includes(component)))
    .toSorted((a, b) => rank(a) - rank(b) || length(a, now) - length(b, now));
  const consumed = new Map<AnomalyPast | undefined, number>();
  for (const { at, bad } of past) {
    if (bad <= 0) continue;
    const cause = candidates.find((one) => one.times.some((time) => covers(time, at, now)));
    consumed.set(cause, (consumed.get(cause) ?? 0) + bad);
  }
  return [...consumed]
    .map(
      ([anomaly, bad]): Consumer => ({
        ...(anomaly && { anomaly: { id: anomaly.id, title: anomaly.title } }),
        share: bad / allowed,
      }),
    )
    .sort((a, b) => b.share - a.share);
}

/** The gravest explains most; of two, the one that says when most precisely. */
const rank = ({ severity }: AnomalyPast): number => severityRank(severity);
const length = ({ times }: AnomalyPast, now: Date): number =>
  times.reduce((total, { from, to }) => total + (Date.parse(to ?? now.toISOString()) - Date.parse(from)), 0);

function covers({ from, to }: AnomalyPast["times"][number], at: number, now: Date): boolean {
  const end = to === undefined ? now.getTime() / 1000 : Date.parse(to) / 1000 + lag;
  return at > Date.parse(from) / 1000 - step && at - step <= end;
}

/** Day by day: what is older than 30 days no longer counts, what fails goes on as in the last days. */
function exhaustion(past: readonly Slot[], allowed: number, now: Date): Date | undefined {
  const end = now.getTime() / 1000;
  const pace =
    sum(
      past.filter(({ at }) => at > end - paceDays * day),
      "bad",
    ) / paceDays;
  if (pace * paceDays < noise) return undefined;
  for (let days = 1; days <= windowDays; days++) {
    const kept = sum(
      past.filter(({ at }) => at > end - (windowDays - days) * day),
      "bad",
    );
    if (kept + days * pace >= allowed) return new Date((end + days * day) * 1000);
  }
  return undefined;
}
