import { createReader, type Labels, type SeriesName, seriesName, tellsMoment, textOf } from "./exposition.ts";
import type { Relabel } from "./relabeling.ts";
import { createSeriesLog, type SeriesLog } from "./series-log.ts";

/** A series with all its samples. */
export interface RecordedSeries extends SeriesName {
  /** Seconds between two scrapes. */
  readonly every: number;
  /** In promtool's notation, one place a scrape. */
  readonly values: string;
}

/** What Prometheus stored while a course ran: every sample of every target. */
export interface Recording {
  readonly seconds: number;
  readonly series: readonly RecordedSeries[];
}

/** What one target answered over time, stored as Prometheus stores it: with its own `up` and `scrape_*`, and marks where series ended. */
export interface TargetLog {
  /**
   * @param index the scrape, counted from 0
   * @param answer the exposition, or why there is none: `refused` counts as down, `skipped` is a scrape that never took place
   * @param forgotten samples that the target exposed and its recorder left out, because relabelling drops them
   */
  scrape(index: number, answer: string | "refused" | "skipped", forgotten?: number): void;
  series(): RecordedSeries[];
}

interface Stored {
  readonly series: SeriesName;
  readonly log: SeriesLog;
  /** Taken from every value: moments are stored from the recording's start on, because promtool's time begins at 0. */
  readonly shift: number;
  /** The last scrape that had it; -1 when it has ended. */
  seen: number;
}

/**
 * @param every seconds between two scrapes
 * @param start the recording's, in seconds since the epoch
 */
export function createTargetLog(
  { job, labels, every, start }: { job: string; labels: Labels; every: number; start: number },
  relabel: Relabel,
): TargetLog {
  const own = { ...labels, job };
  const stored = new Map<string, Stored>();
  let live: Stored[] = [];

  const storedOf = (series: SeriesName): Stored => {
    const identity = textOf(series);
    const shift = tellsMoment(series.name) ? start : 0;
    const entry = stored.get(identity) ?? { series, log: createSeriesLog(), shift, seen: -1 };
    stored.set(identity, entry);
    return entry;
  };
  /** What a line of the exposition leads to; `undefined` where relabelling drops it. */
  const read = createReader((text) => {
    const { name, labels: exposed } = seriesName(text);
    const series = relabel({ name, labels: { ...exposed, ...own } });
    return series && storedOf(series);
  });
  /** The series that Prometheus adds of its own accord. */
  const ofScrape = new Map<string, SeriesLog>();
  const about = (name: string, index: number, value: number) => {
    const log = ofScrape.get(name) ?? storedOf({ name, labels: own }).log;
    ofScrape.set(name, log);
    log.append(index, value);
  };

  return {
    scrape(index, answer, forgotten = 0) {
      if (answer === "skipped") return;
      let exposed = forgotten;
      let kept = 0;
      let added = 0;
      if (answer !== "refused") {
        read(answer, (met, value) => {
          exposed++;
          // Of two lines that relabelling makes one series, Prometheus keeps the first.
          if (met === undefined || met.seen === index) return;
          kept++;
          if (met.seen === -1) {
            added++;
            live.push(met);
          }
          met.seen = index;
          met.log.append(index, value - met.shift);
        });
      }
      for (const one of live) {
        if (one.seen === index) continue;
        one.log.append(index, "stale");
        one.seen = -1;
      }
      live = live.filter(({ seen }) => seen !== -1);

      about("up", index, answer === "refused" ? 0 : 1);
      about("scrape_duration_seconds", index, answer === "refused" ? 0.0005 : 0.003 + exposed * 2e-6);
      about("scrape_samples_scraped", index, exposed);
      about("scrape_samples_post_metric_relabeling", index, kept);
      about("scrape_series_added", index, added);
    },
    series: () => [...stored.values()].map(({ series, log }) => ({ ...series, every, values: log.notation() })),
  };
}
