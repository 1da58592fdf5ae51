import { spansOf } from "./firing.ts";
import type { Pace } from "./pace.ts";
import type { Server } from "./server.ts";

/** An anomaly that the recorder had open (design.md section 4); seconds since the epoch. */
export interface RecordedAnomaly {
  readonly anomaly: string;
  readonly alertname: string;
  readonly severity: string;
  readonly from: number;
  /** The last moment at which it was open. */
  readonly to: number;
}

/** Seconds: an anomaly that is open for less is not looked for. */
const step = 60;

/** The anomalies that were open at some time in between; none where no recorder is scraped. */
export async function anomaliesIn(api: Server, pace: Pace, from: number, to: number): Promise<RecordedAnomaly[]> {
  const found = new Map<string, RecordedAnomaly>();
  for (let begin = from; begin < to; ) {
    const end = Math.min(begin + pace.chunk, to);
    const answer = await pace.ask(() => api.range("anomaly_opened_timestamp_seconds", begin, end, step));
    if (answer === undefined) continue;
    for (const { labels, samples } of answer.series) {
      const { anomaly = "", alertname = "", severity = "" } = labels;
      const last =
        spansOf(
          samples.map(([at]) => at),
          step,
        ).at(-1)?.[1] ?? begin;
      const opened = samples[0]?.[1] ?? begin;
      const before = found.get(anomaly);
      const ends = Math.max(before?.to ?? 0, last);
      found.set(anomaly, { anomaly, alertname, severity, from: Math.min(opened, before?.from ?? opened), to: ends });
    }
    begin = end;
  }
  return [...found.values()].sort((one, other) => one.from - other.from);
}

/** Whether something lasted while another did. */
export const overlap = (one: { from: number; to: number }, other: { from: number; to: number }): boolean =>
  one.from <= other.to && other.from <= one.to;
