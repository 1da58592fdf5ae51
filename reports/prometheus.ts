import { z } from "zod";
import { fetchAs } from "../kit/model/login.ts";
import type { Text } from "../kit/model/text.ts";
import type { Unit } from "../kit/model/unit.ts";
import { apiProbes, type Figure, figures, probeInterval } from "./figures.ts";
import type { Month } from "./month.ts";

/** A figure with its value; undefined where there is no data. */
export interface Valued {
  readonly title: Text;
  readonly unit: Unit;
  readonly objective?: string;
  readonly value: number | undefined;
}

export interface Availability {
  /** Share of the time in which the API answered its probe. A gap in the data counts as downtime. */
  readonly uptime: number | undefined;
  /** Seconds. */
  readonly downtime: number | undefined;
}

const answer = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()).default({}),
        value: z.tuple([z.number(), z.coerce.number()]).optional(),
        values: z.array(z.tuple([z.number(), z.string()])).optional(),
      }),
    ),
  }),
});

/** Asks a Prometheus: `query` or `query_range`, with their parameters. @throws Error when it does not answer */
export type Ask = (path: string, query: Readonly<Record<string, string>>) => Promise<Series[]>;
export type Series = z.output<typeof answer>["data"]["result"][number];

/** What an answer of Prometheus says, however it was had. @throws Error when it is none */
export const seriesIn = (text: string): Series[] => answer.parse(JSON.parse(text)).data.result;

/** Asks the one at an address. */
export const askAt =
  (url: string): Ask =>
  async (path, query) => {
    const response = await fetchAs(`${url}/api/v1/${path}`, { method: "POST", body: new URLSearchParams(query) });
    const text = await response.text();
    if (!response.ok) throw new Error(`Prometheus answers ${response.status} to ${query.query}: ${text}`);
    return seriesIn(text);
  };

/** One value, of what has one series. */
export async function valueAt(ask: Ask, query: string, at: Date): Promise<number | undefined> {
  const [series] = await ask("query", { query, time: String(at.getTime() / 1000) });
  const value = series?.value?.[1];
  return value === undefined || !Number.isFinite(value) ? undefined : value;
}

/** Asks one Prometheus about months. */
export interface Archive {
  figures(month: Month, until: Date): Promise<Valued[]>;
  availability(month: Month, until: Date): Promise<Availability>;
}

/** @param more figures beside the usual ones @throws Error when Prometheus cannot be reached: that is not the same as having no data */
export function archiveOf(url: string, more: readonly Figure[] = []): Archive {
  const ask = askAt(url);
  /** A sample of the next month's first instant is not one of this month. */
  const end = ({ to }: Month, until: Date) => new Date(Math.min(to.getTime() - 1, until.getTime()));

  return {
    figures: (month, until) => {
      const at = end(month, until);
      const range = Math.round((at.getTime() - month.from.getTime()) / 1000);
      return Promise.all(
        [...figures, ...more].map(async ({ query, ...figure }) => ({
          ...figure,
          value: range > 0 ? await valueAt(ask, query({ range }), at) : undefined,
        })),
      );
    },

    availability: async (month, until) => {
      const at = end(month, until);
      const [start, stop] = [month.from.getTime() / 1000, at.getTime() / 1000];
      if (stop <= start) return { uptime: undefined, downtime: undefined };
      const step = Math.max(probeInterval, Math.ceil((stop - start) / 1000));
      const present = await ask("query_range", {
        query: `max(present_over_time(${apiProbes}[${step}s]))`,
        start: String(start),
        end: String(stop),
        step: String(step),
      });
      const first = present[0]?.values?.[0]?.[0];
      if (first === undefined) return { uptime: undefined, downtime: undefined };
      // Before its first sample of all, in the month of its installation, nothing was watched; a gap later is downtime.
      const since = Math.max(start, first - step);
      const range = Math.round(stop - since);
      const succeeded = await valueAt(ask, `max(sum_over_time(${apiProbes}[${range}s]))`, at);
      if (succeeded === undefined) return { uptime: undefined, downtime: undefined };
      const uptime = Math.min(1, (succeeded * probeInterval) / range);
      return { uptime, downtime: (1 - uptime) * range };
    },
  };
}
