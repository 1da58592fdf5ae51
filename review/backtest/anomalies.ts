import { spansOf } from "./firing.ts";
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
/** Of the time that is asked for at once: 11,000 points are allowed. In seconds. */
const chunk = 7 * 86_400;

/** The anomalies that were open at some time in between; none where no recorder is scraped. */
export async function anomaliesIn(api: Server, from: number, to: number): Promise<RecordedAnomaly[]> {
  const found = new Map<string, RecordedAnomaly>();
  for (let begin = from; begin < to; begin += chunk) {
    const { series } = await api.range("anomaly_opened_timestamp_seconds", begin, Math.min(begin + chunk, to), step);
    for (const { labels, samples } of series) {
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
  }
  return [...found.values()].sort((one, other) => one.from - other.from);
}

/** Whether something lasted while another did. */
export const overlap = (one: { from: number; to: number }, other: { from: number; to: number }): boolean =>
  one.from <= other.to && other.from <= one.to;
