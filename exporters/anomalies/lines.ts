import { type Found, logStoreAt } from "../../kit/model/log-store.ts";
import { linesQuery, troubleQuery } from "../../kit/model/logs-ql.ts";
import { explainedBy } from "../../signals/metrics/log-sources.ts";
import { type Anomaly, beginningOf } from "./anomaly.ts";

/** A line of a log that may explain an anomaly, masked before it was kept, and how often it or its like was written. */
export interface ExplainingLine {
  readonly service: string;
  readonly text: string;
  readonly times: number;
}

/** A part of what was written. */
export interface Span {
  readonly from: Date;
  readonly to: Date;
}

/** More explains less. */
const atMost = 3;
/** In characters: a stack is read in the log itself. */
const longest = 300;
const minutes = (count: number) => count * 60_000;

/** The quarter of an hour that may explain an anomaly, as far as it has passed. */
export function quarterAround(anomaly: Anomaly, now: Date): Span {
  const began = beginningOf(anomaly).getTime();
  return { from: new Date(began - minutes(5)), to: new Date(Math.min(now.getTime(), began + minutes(10))) };
}

/** The one that has just passed. */
export const lastQuarter = (now: Date): Span => ({ from: new Date(now.getTime() - minutes(15)), to: now });

/** Whose lines may explain an anomaly; undefined where nobody's would. */
export const explainingServices = ({ component }: Pick<Anomaly, "component">): readonly string[] | undefined =>
  explainedBy[component];

/** What the logs say around an anomaly. @param address `http://host:port` of VictoriaLogs */
export function linesOf(address: string) {
  const store = logStoreAt(address);
  return {
    /** The lines that explain it best, empty where there are none; undefined where the store does not answer, or nobody's lines would. */
    async explaining(anomaly: Anomaly, now: Date): Promise<ExplainingLine[] | undefined> {
      const services = explainingServices(anomaly);
      if (services === undefined) return undefined;
      const asked = { query: troubleQuery(services, atMost), ...quarterAround(anomaly, now) };
      const found = await store.lines(asked).catch(() => undefined);
      return found?.lines.map(({ service = "", _msg = "", times }) => ({
        service,
        text: _msg.length > longest ? `${_msg.slice(0, longest - 1)}…` : _msg,
        times: Number(times),
      }));
    },
    /** The first that these services wrote, and whether there were more. @throws Error where the store does not answer */
    async written(services: readonly string[], span: Span, most: { lines: number; bytes: number }): Promise<Found> {
      const asked = { query: linesQuery(services, most.lines + 1), ...span, mostBytes: most.bytes };
      const { lines, cut } = await store.lines(asked);
      return { lines: lines.slice(0, most.lines), cut: cut || lines.length > most.lines };
    },
  };
}

export type Lines = ReturnType<typeof linesOf>;
