import type { Queries } from "../kit/model/prometheus.ts";
import type { Text } from "../kit/model/text.ts";
import type { Unit } from "../kit/model/unit.ts";
import { apiProbes, daily, type Figure, figures, probeInterval } from "./figures.ts";
import type { Month } from "./month.ts";
import type { Objective } from "./objective.ts";

/** A figure with its value; undefined where there is no data. */
interface Valued {
  readonly title: Text;
  readonly unit: Unit;
  readonly objective?: Objective;
  readonly value: number | undefined;
}

interface Availability {
  /** Share of the time in which the API answered its probe. A gap in the data counts as downtime. */
  readonly uptime: number | undefined;
  /** Seconds. */
  readonly downtime: number | undefined;
  /** Seconds of the month of which anything is known, from the first sample on. */
  readonly watched: number;
}

/** A day of the month, and what was measured on it. */
export interface DayFigures {
  /** 1 to 31. */
  readonly day: number;
  readonly uptime: number | undefined;
  /** Seconds. */
  readonly responseTime: number | undefined;
}

/** One value, of what has one series. */
export async function valueAt(prometheus: Queries, query: string, at: Date): Promise<number | undefined> {
  const [sample] = await prometheus.query(query, at.getTime() / 1000);
  return sample === undefined || !Number.isFinite(sample.value) ? undefined : sample.value;
}

/** Asks one Prometheus about months. */
export interface Archive {
  figures(month: Month, until: Date): Promise<Valued[]>;
  availability(month: Month, until: Date): Promise<Availability>;
  days(month: Month, until: Date): Promise<DayFigures[]>;
}

/** @param more figures beside the usual ones @throws Error when Prometheus cannot be reached: that is not the same as having no data */
export function archiveOf(prometheus: Queries, more: readonly Figure[] = []): Archive {
  /** A sample of the next month's first instant is not one of this month. */
  const end = ({ to }: Month, until: Date) => new Date(Math.min(to.getTime() - 1, until.getTime()));

  return {
    figures: (month, until) => {
      const at = end(month, until);
      const range = Math.round((at.getTime() - month.from.getTime()) / 1000);
      return Promise.all(
        [...figures, ...more].map(async ({ query, ...figure }) => ({
          ...figure,
          value: range > 0 ? await valueAt(prometheus, query({ range }), at) : undefined,
        })),
      );
    },

    availability: async (month, until) => {
      const at = end(month, until);
      const [start, stop] = [month.from.getTime() / 1000, at.getTime() / 1000];
      if (stop <= start) return { uptime: undefined, downtime: undefined, watched: 0 };
      const step = Math.max(probeInterval, Math.ceil((stop - start) / 1000));
      const probed = `max(present_over_time(${apiProbes}[${step}s]))`;
      const [present] = await prometheus.range(probed, start, stop, step);
      const first = present?.samples[0]?.[0];
      if (first === undefined) return { uptime: undefined, downtime: undefined, watched: 0 };
      // Before its first sample of all, in the month of its installation, nothing was watched; a gap later is downtime.
      const since = Math.max(start, first - step);
      const range = Math.round(stop - since);
      const succeeded = await valueAt(prometheus, `max(sum_over_time(${apiProbes}[${range}s]))`, at);
      if (succeeded === undefined) return { uptime: undefined, downtime: undefined, watched: 0 };
      const uptime = Math.min(1, (succeeded * probeInterval) / range);
      return { uptime, downtime: (1 - uptime) * range, watched: range };
    },

    days: async (month, until) => {
      // Each day's figure is asked for at its end; where the clock changes, days begin an hour off.
      const step = 86_400;
      const [from, to] = [month.from.getTime() / 1000, end(month, until).getTime() / 1000];
      const count = Math.ceil((to - from) / step);
      if (count <= 0) return [];
      const read = async (query: string) => {
        const [series] = await prometheus.range(query, from + step - 1, from + count * step, step);
        const values = new Map(series?.samples.map(([at, value]) => [Math.floor((at - from) / step) + 1, value]));
        return (day: number) => {
          const value = values.get(day);
          return value === undefined || !Number.isFinite(value) ? undefined : value;
        };
      };
      const [uptime, responseTime] = await Promise.all([read(daily.uptime), read(daily.responseTime)]);
      return Array.from({ length: count }, (_, index) => index + 1).map((day) => ({
        ...{ day, uptime: uptime(day), responseTime: responseTime(day) },
      }));
    },
  };
}
