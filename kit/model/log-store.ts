import { z } from "zod";
import { beginningOf } from "./beginning.ts";

/** A line as it is kept: what was said is `_msg`, when `_time`; every value is text. */
export type KeptLine = Readonly<Record<string, string>>;
const keptLine = z.record(z.string(), z.string());

/** Lines that are looked for. */
export interface Asked {
  /** LogsQL. */
  readonly query: string;
  readonly from: Date;
  readonly to: Date;
  /** Bytes of the answer that are read: lines are few, and each of them may be long. */
  readonly mostBytes?: number;
}

export interface Found {
  readonly lines: KeptLine[];
  /** The answer goes on after these. */
  readonly cut: boolean;
}

/** Milliseconds that an answer may take: whoever waits is a person, or a message. */
const patience = 5000;

/** Of an answer; with all that is made of them they fit into a small container. */
const usualBytes = 4 * 1024 * 1024;

/**
 * VictoriaLogs.
 * @param address `http://host:port`
 */
export const logStoreAt = (address: string) => ({
  /** @throws Error with what it answered, or when it does not answer in time */
  async lines({ query, from, to, mostBytes = usualBytes }: Asked): Promise<Found> {
    const asked = new URLSearchParams({ query, start: from.toISOString(), end: to.toISOString() });
    const response = await fetch(`${address}/select/logsql/query`, {
      method: "POST",
      body: asked,
      signal: AbortSignal.timeout(patience),
    });
    const { lines, cut } = await linesOf(response, mostBytes);
    if (!response.ok) throw new Error(`VictoriaLogs answers ${response.status}: ${lines.join("\n").slice(0, 200)}`);
    return { lines: lines.map((line) => keptLine.parse(JSON.parse(line))), cut };
  },
});

/** The lines of an answer; of one that is longer, the first whole ones. */
async function linesOf(response: Response, mostBytes: number): Promise<{ lines: string[]; cut: boolean }> {
  const { bytes, cut } = await beginningOf(response, mostBytes);
  const lines = bytes.toString().split("\n");
  if (cut) lines.pop();
  return { lines: lines.filter((line) => line !== ""), cut };
}
