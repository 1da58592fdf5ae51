import { grouped } from "../../model/grouped.ts";
import type { Metric } from "../../model/metric.ts";
import type { Part } from "../../model/part.ts";
import { type Way, ways } from "../../model/ways.ts";
import { tellsMoment, textOf } from "../recording/exposition.ts";
import { createSeriesLog, onGrid, samplesOf } from "../recording/series-log.ts";
import type { RecordedSeries, Recording } from "../recording/target-log.ts";
import { type Damage, damaged, factorOf, type Nature, type Seen, type Spot, shiftedBuckets } from "./damage.ts";

/** A metric of one job: what goes wrong as a whole, all its label sets at once. */
export interface Subject {
  readonly metric: Metric;
  readonly job: string;
  /** Its series in the recording. */
  readonly series: readonly RecordedSeries[];
}

/** A subject in one of the ways. */
export interface Cell {
  readonly subject: Subject;
  readonly way: Way;
}

/** `node node_load5: vanishes` */
export const nameOf = ({ subject, way }: Cell): string => `${subjectName(subject)}: ${way}`;
export const subjectName = ({ metric, job }: Pick<Subject, "metric" | "job">): string => `${job} ${metric.name}`;

/** What Prometheus itself makes of alerts is no metric of anything. */
const madeByPrometheus: ReadonlySet<string> = new Set(["ALERTS", "ALERTS_FOR_STATE"]);

/** All metrics that are declared of some parts. */
export const everyMetric = (parts: readonly Part[]): Metric[] =>
  parts.flatMap(({ metrics }) => metrics).filter(({ name }) => !madeByPrometheus.has(name));

/** Each metric of each job that has it in the recording, in the order of the declarations; those without series have none. */
export function subjectsOf(metrics: readonly Metric[], { series }: Recording): Subject[] {
  const byName = grouped(series, ({ name }) => name);
  return metrics.flatMap((metric): Subject[] => {
    const suffixes = metric.type === "histogram" ? ["_bucket", "_sum", "_count"] : [""];
    const own = suffixes
      .flatMap((suffix) => byName.get(metric.name + suffix) ?? [])
      .filter(({ labels }) => metric.job === "every" || labels.job === metric.job);
    if (own.length === 0) return [{ metric, job: metric.job, series: [] }];
    return [...grouped(own, ({ labels }) => labels.job ?? "")].map(([job, among]) => ({ metric, job, series: among }));
  });
}

/** Ways that a metric cannot take: what Prometheus adds to each scrape is always there, a switch has no third value. */
export function canTake({ isSwitch, job }: Metric, way: Way): boolean {
  if (isSwitch && (factorWays.has(way) || way === "steps back")) return way === "flaps";
  return !(job === "every" && (way === "vanishes" || way === "is there every other sample"));
}
const factorWays: ReadonlySet<Way> = new Set(ways.filter((way) => factorOf(way, 0) !== undefined));

/** Why a cell need not be told. */
export const excuseOf = ({ subject, way }: Cell): string | undefined => subject.metric.harmless?.[way];

/** All cells of some subjects. */
export const cellsOf = (subjects: readonly Subject[]): Cell[] =>
  subjects.flatMap((subject) =>
    ways.filter((way) => subject.series.length > 0 && canTake(subject.metric, way)).map((way) => ({ subject, way })),
  );

/** The directions in which a way is tried. */
export const damagesOf = (way: Way): readonly Damage[] => (way === "drifts for hours" ? [way, "drifts down"] : [way]);

/** A part of a recording. Seconds from the recording's start. */
export interface Slice {
  /** Before the recording the same lies once more: the day before was as healthy. */
  readonly from: number;
  readonly to: number;
  /** When the damage begins. */
  readonly wrongFrom: number;
  /** Seconds between two samples. */
  readonly step: number;
  /** The start of the recording, in seconds since the epoch. */
  readonly start: number;
  /** Its length. */
  readonly seconds: number;
}

/** The samples of a series in a slice; what tells a moment counts from the slice's start, because promtool's time begins there. */
function sliced({ name, every, values }: RecordedSeries, { from, to, step, seconds }: Slice): Seen[] {
  const seen: Seen[] = Array.from({ length: Math.ceil((to - from) / step) });
  const earlier = from < 0 ? [-seconds, 0] : [0];
  for (const [index, value] of samplesOf(onGrid(values, { from: every, to: step })))
    for (const begin of earlier) {
      const place = index + Math.ceil((begin - from) / step);
      const shift = tellsMoment(name) ? from - begin : 0;
      if (place >= 0 && place < seen.length) seen[place] = value === "stale" ? value : value - shift;
    }
  return seen;
}

/** Series with these samples in the place of those that they have. */
export function written(series: RecordedSeries, samples: readonly Seen[]): RecordedSeries {
  const log = createSeriesLog();
  samples.forEach((seen, index) => {
    if (seen !== undefined) log.append(index, seen);
  });
  return { ...series, values: log.notation() };
}

const known = new WeakMap<RecordedSeries, Map<string, RecordedSeries>>();

/** A series in a slice as it was recorded. */
export function healthy(series: RecordedSeries, slice: Slice): RecordedSeries {
  const own = known.get(series) ?? new Map<string, RecordedSeries>();
  known.set(series, own);
  const key = `${slice.from} ${slice.to} ${slice.step}`;
  const made = own.get(key) ?? written(series, sliced(series, slice));
  own.set(key, made);
  return made;
}

function natureOf({ type, isSwitch, name }: Metric): Nature {
  if (isSwitch) return "switch";
  if (type !== "gauge") return "counter";
  return tellsMoment(name) ? "moment" : "gauge";
}

/** Whether nothing moves in a series: a counter that counts nothing, a gauge at 0. */
function isStill(samples: readonly Seen[], nature: Nature): boolean {
  const values = new Set(samples.filter((seen) => typeof seen === "number"));
  return nature === "counter" ? values.size <= 1 : values.size === 1 && values.has(0);
}

/** The series of a subject as they are when it goes wrong. */
export function wrongSeries({ metric, series }: Subject, damage: Damage, slice: Slice): RecordedSeries[] {
  const samples = new Map(series.map((one) => [one, sliced(one, slice)]));
  const nature = natureOf(metric);
  const spot: Spot = {
    nature,
    at: Math.ceil((slice.wrongFrom - slice.from) / slice.step),
    every: slice.step,
    epoch: -(slice.start + slice.from),
    still: [...samples.values()].every((seen) => isStill(seen, nature)),
  };
  const of = (one: RecordedSeries) => samples.get(one) ?? [];
  const plain = (one: RecordedSeries, how: Damage) => written(one, damaged(of(one), how, spot));
  if (metric.type !== "histogram" || factorOf(damage, 0) === undefined) return series.map((one) => plain(one, damage));

  // What is observed grows, not how often: the buckets shift and the sum grows.
  const others = series
    .filter(({ name }) => !name.endsWith("_bucket"))
    .map((one) => (one.name.endsWith("_sum") ? plain(one, damage) : written(one, of(one))));
  const buckets = grouped(
    series.filter(({ name }) => name.endsWith("_bucket")),
    ({ name, labels: { le: _, ...labels } }) => textOf({ name, labels }),
  );
  return [
    ...others,
    ...[...buckets.values()].flatMap((among) => {
      const bound = ({ labels }: RecordedSeries) => Number((labels.le ?? "").replace("Inf", "Infinity"));
      const shifted = shiftedBuckets(new Map(among.map((one) => [bound(one), of(one)])), damage, spot);
      return among.map((one) => written(one, shifted.get(bound(one)) ?? []));
    }),
  ];
}
