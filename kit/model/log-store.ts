import { z } from "zod";

/** A line as it is kept: what was said is `_msg`, when `_time`; every value is text. */
export type KeptLine = Readonly<Record<string, string>>;
const keptLine = z.record(z.string(), z.string());

/** Lines that are looked for. */
export interface Asked {
  /** LogsQL. */
  readonly query: string;
  readonly from: Date;
  readonly to: Date;
}

/** Milliseconds that an answer may take: whoever waits is a person, or a message. */
const patience = 5000;

/**
 * VictoriaLogs.
 * @param address `http://host:port`
 */
export const logStoreAt = (address: string) => ({
  /** @throws Error with what it answered, or when it does not answer in time */
  async lines({ query, from, to }: Asked): Promise<KeptLine[]> {
    const asked = new URLSearchParams({ query, start: from.toISOString(), end: to.toISOString() });
    const response = await fetch(`${address}/select/logsql/query`, {
      method: "POST",
      body: asked,
      signal: AbortSignal.timeout(patience),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`VictoriaLogs answers ${response.status}: ${text.slice(0, 200)}`);
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => keptLine.parse(JSON.parse(line)));
  },
});
