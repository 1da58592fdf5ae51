import { logStoreAt } from "../../kit/model/log-store.ts";
import { troubleQuery } from "../../kit/model/logs-ql.ts";
import { explainedBy } from "../../signals/metrics/log-sources.ts";
import type { Anomaly } from "./anomaly.ts";

/** A line of a log that may explain an anomaly, masked before it was kept, and how often it or its like was written. */
export interface ExplainingLine {
  readonly service: string;
  readonly text: string;
  readonly times: number;
}

/** More explains less. */
const atMost = 3;
/** In characters: a stack is read in the log itself. */
const longest = 300;

/** What the logs say around an anomaly. @param address `http://host:port` of VictoriaLogs */
export function linesOf(address: string) {
  const store = logStoreAt(address);
  /** The lines that explain it best, empty where there are none; undefined where the store does not answer, or nobody's lines would. */
  return async (
    { component }: Pick<Anomaly, "component">,
    from: Date,
    to: Date,
  ): Promise<ExplainingLine[] | undefined> => {
    const services = explainedBy[component];
    if (services === undefined) return undefined;
    const found = await store.lines({ query: troubleQuery(services, atMost), from, to }).catch(() => undefined);
    return found?.map(({ service = "", _msg = "", times }) => ({
      service,
      text: _msg.length > longest ? `${_msg.slice(0, longest - 1)}…` : _msg,
      times: Number(times),
    }));
  };
}

export type Lines = ReturnType<typeof linesOf>;
