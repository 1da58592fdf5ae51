import type { Ask } from "../../../reports/prometheus.ts";
import { serviceLevels } from "../../../signals/service-levels.ts";

/** What a service level counted in an hour: bad events and all, as its recorded values would give them. */
export type Hourly = (level: string, began: Date) => { readonly bad: number; readonly all: number } | undefined;

/**
 * Answers as Prometheus would of a past that a function tells, hour by hour.
 * @param seen when the monitoring last saw anything
 */
export function fakePast(hourly: Hourly, seen: Date | undefined, present: Hourly = hourly): Ask {
  return async (path, query) => {
    const { query: expression = "" } = query;
    if (expression.startsWith("max(timestamp(")) {
      const value: [number, number] = [0, (seen?.getTime() ?? 0) / 1000];
      return seen === undefined ? [] : [{ metric: {}, value }];
    }
    const level = serviceLevels.find(({ bad, all }) => [bad, all].some(({ name }) => expression.includes(`${name}[`)));
    if (level === undefined) throw new Error(`nobody asks for ${expression}`);
    const side = expression.includes(`${level.bad.name}[`) ? "bad" : "all";
    const eventsAt = (of: Hourly, began: Date) => of(level.name, began)?.[side];
    if (path === "query") {
      const at = Number(query.time);
      const events = eventsAt(present, new Date(at * 1000));
      return events === undefined ? [] : [{ metric: {}, value: [at, events] }];
    }
    const values: [number, string][] = [];
    for (let at = Number(query.start); at <= Number(query.end); at += 3600) {
      const events = eventsAt(hourly, new Date((at - 3600) * 1000));
      if (events !== undefined) values.push([at, String(events)]);
    }
    return [{ metric: {}, values }];
  };
}
