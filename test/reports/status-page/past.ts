import type { Queries } from "../../../kit/model/prometheus.ts";
import { serviceLevels } from "../../../signals/service-levels.ts";

/** What a service level counted in an hour: bad events and all, as its recorded values would give them. */
export type Hourly = (level: string, began: Date) => { readonly bad: number; readonly all: number } | undefined;

/**
 * Answers as Prometheus would of a past that a function tells, hour by hour.
 * @param seen when the monitoring last saw anything
 */
export function fakePast(hourly: Hourly, seen: Date | undefined, present: Hourly = hourly): Queries {
  const asked = (expression: string) => {
    const level = serviceLevels.find(({ bad, all }) => [bad, all].some(({ name }) => expression.includes(`${name}[`)));
    if (level === undefined) throw new Error(`nobody asks for ${expression}`);
    const side = expression.includes(`${level.bad.name}[`) ? "bad" : "all";
    return (of: Hourly, at: number) => of(level.name, new Date(at * 1000))?.[side];
  };
  return {
    query: async (expression, at = 0) => {
      const value = expression.startsWith("max(timestamp(")
        ? seen && seen.getTime() / 1000
        : asked(expression)(present, at);
      return value === undefined ? [] : [{ labels: {}, value }];
    },
    range: async (expression, from, to) => {
      const samples: [number, number][] = [];
      for (let at = from; at <= to; at += 3600) {
        const events = asked(expression)(hourly, at - 3600);
        if (events !== undefined) samples.push([at, events]);
      }
      return [{ labels: {}, samples }];
    },
  };
}
