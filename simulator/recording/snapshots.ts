import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { tellsMoment } from "../../kit/lab/recording/exposition.ts";

/** Between the two values of each line, in seconds: snapshots/capture.ts. */
const apart = 120;

/** A series of a monitoring program. */
interface SnapshotSeries {
  /** As the exposition writes it. */
  readonly series: string;
  /** Of the first snapshot. */
  readonly value: number;
  /** How much it grows in a second; 0 for what is no counter. */
  readonly perSecond: number;
  /** A moment that is always about now, or one long ago. */
  readonly moment?: "now" | "past";
}

/** What the real program said of itself in a healthy run: counters go on growing as they did, everything else stays. */
export function snapshotOf(program: "prometheus" | "alertmanager"): readonly SnapshotSeries[] {
  const file = fileURLToPath(new URL(`snapshots/${program}.txt`, import.meta.url));
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const [, series = "", first, second] = /^(.+) (\S+) (\S+)$/.exec(line) ?? [];
      const perSecond = (Number(second) - Number(first)) / apart;
      const counts = /(_total|_count|_sum)(\{|$)/.test(series);
      const value = Number(first);
      if (tellsMoment(series.replace(/\{.*/, "")))
        return { series, value, perSecond: 0, moment: perSecond > 0.5 ? "now" : "past" };
      return { series, value, perSecond: counts ? perSecond : 0 };
    });
}
