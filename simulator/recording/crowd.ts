import type { Labels } from "../../kit/lab/recording/exposition.ts";
import { sampleLine, tellsMoment } from "../../kit/lab/recording/exposition.ts";
import { lengthOf, samplesOf } from "../../kit/lab/recording/series-log.ts";
import type { RecordedSeries, Recording } from "../../kit/lab/recording/target-log.ts";

/** Many platforms at once, for measuring what rules cost: each exposes the series that one recorded platform has. */
export interface Crowd {
  readonly platforms: number;
  /** Series that Prometheus will hold of them, its own `up` and `scrape_*` included. */
  readonly series: number;
  /** The targets: job, the recorded target's labels, and the path at which every platform's exposition of it is served. */
  readonly targets: readonly { readonly job: string; readonly labels: Labels; readonly path: string }[];
  /** What a path answers so many seconds after the start; undefined where there is none. */
  exposition(path: string, elapsed: number): string | undefined;
}

/**
 * So many that the series come as near as they can to `wanted`.
 * @param day as it was recorded, over and over; or a bad one, on which all counters grow all the time, those of failures too
 */
export function crowdOf({ series }: Recording, wanted: number, day: "recorded" | "bad" = "bad"): Crowd {
  const line = day === "bad" ? lineOf : recordedLines();
  const byTarget = new Map<string, { job: string; labels: Labels; exposed: RecordedSeries[] }>();
  for (const one of series) {
    const { job = "", target } = one.labels;
    const key = `/${job}${target === undefined ? "" : `/${target}`}`;
    const found = byTarget.get(key) ?? { job, labels: target === undefined ? {} : { target }, exposed: [] };
    byTarget.set(key, found);
    if (one.name !== "up" && !one.name.startsWith("scrape_")) found.exposed.push(one);
  }
  const platforms = Math.max(1, Math.round(wanted / series.length));
  return {
    platforms,
    series: platforms * series.length,
    targets: [...byTarget].map(([path, { job, labels }]) => ({ job, labels, path })),
    exposition: (path, elapsed) =>
      byTarget
        .get(path)
        ?.exposed.flatMap((one) => line(one, elapsed))
        .join("\n")
        .concat("\n"),
  };
}

const counts = /_(total|count|sum|bucket)$/;

/** Counters count on, gauges move a little: what stands still would cost the rule engine less. */
function lineOf(
  { name, labels: { job: _, instance: __, target: ___, ...labels }, values }: RecordedSeries,
  elapsed: number,
): string {
  const first = Number.parseFloat(values.replace(/^(_\S* |stale )+/, ""));
  const start = Number.isFinite(first) ? first : 0;
  const value = counts.test(name) ? start + Math.floor(elapsed) : start * (1 + 0.001 * (Math.floor(elapsed) % 7));
  return sampleLine(name, labels, value);
}

/** Each series as it was recorded at that moment of its course, where it was there. */
function recordedLines() {
  const known = new Map<RecordedSeries, (number | undefined)[]>();
  const began = Date.now() / 1000;
  return (one: RecordedSeries, elapsed: number): string[] => {
    const values = known.get(one) ?? valuesOf(one);
    known.set(one, values);
    const value = values[Math.floor(elapsed / one.every) % values.length];
    const { job: _, instance: __, target: ___, ...labels } = one.labels;
    return value === undefined ? [] : [sampleLine(one.name, labels, tellsMoment(one.name) ? began + value : value)];
  };
}

function valuesOf({ values }: RecordedSeries): (number | undefined)[] {
  const all: (number | undefined)[] = Array.from({ length: lengthOf(values) });
  for (const [index, value] of samplesOf(values)) if (value !== "stale") all[index] = value;
  return all;
}
