import { type Duration, duration, seconds } from "../model/durations.ts";
import type { Metric } from "../model/metric.ts";
import { type Promql, promql } from "../model/promql.ts";
import type { Prose, SignalDefinition } from "../model/signal.ts";
import { ratio, type Unit } from "../model/unit.ts";

interface ShareOfEarlierWeeks extends Prose {
  readonly gauge: Metric;
  readonly where: readonly string[];
  /** The share of less than this says nothing. */
  readonly atLeast: number;
  readonly per: readonly string[];
}

/** A share of what is usual; it may be well above 1. */
const share: Unit = { ...ratio, range: [0, Number.POSITIVE_INFINITY] };

/** What there was at the same time of the same weekday, on average: a sum, so that it has no value before three weeks. */
const usual = (at: (offset: string) => Promql): Promql =>
  promql`(${at(" offset 7d")} + ${at(" offset 14d")} + ${at(" offset 21d")}) / 3`;

/** A gauge's sum as a share of what it was at the same time of the three weeks before. */
export function gaugeOfEarlierWeeks({ gauge, where, atLeast, per, ...rest }: ShareOfEarlierWeeks): SignalDefinition {
  const sum = (offset: string) => promql`sum by (${per}) (${gauge.where(...where)}${offset})`;
  return {
    ...rest,
    per,
    unit: share,
    over: "21d",
    // A gauge of now.
    remembers: "0s",
    every: "1m",
    expr: promql`${sum("")} / (${usual(sum)} >= ${atLeast})`,
  };
}

/** In so much of the past, looked at in such steps. */
interface Span {
  readonly over: Duration;
  readonly step: Duration;
}

/** The shortest one in which there usually is enough decides: within the hour in the afternoon of a busy platform. */
export const arrivalSpans: readonly Span[] = [
  { over: "45m", step: "5m" },
  { over: "4h", step: "20m" },
  { over: "2d", step: "1h" },
];

/** The share of the steps at which the gauge must be known: what arrived while nobody counted is not missing. */
const known = 0.9;

/**
 * Arrivals as a share of those in the same hours of the three weeks before, from a gauge that counts those of the day.
 * Only its growth counts: it starts again at midnight, an hour earlier or later when clocks change, and shrinks when
 * somebody cancels. Where the shortest span usually has too few arrivals for silence to mean something, as at night, a
 * longer one decides.
 */
export function arrivalsOfEarlierWeeks({ gauge, where, atLeast, per, ...rest }: ShareOfEarlierWeeks): SignalDefinition {
  const today = (offset: string) => promql`sum by (${per}) (${gauge.where(...where)}${offset})`;
  const within = ({ over, step }: Span): Promql => {
    const arrived = (offset: string) =>
      promql`sum_over_time(clamp_min(${today("")} - ${today(` offset ${step}`)}, 0)[${over}:${step}]${offset})`;
    const enough = Math.floor((known * seconds(over)) / seconds(step));
    return promql`${arrived("")}
  / (${usual(arrived)} >= ${atLeast})
  and count_over_time(${today("")}[${over}:${step}]) >= ${enough}`;
  };
  const [shortest = promql``, ...longer] = arrivalSpans.map(within);
  const longest = Math.max(...arrivalSpans.map(({ over }) => seconds(over)));
  return {
    ...rest,
    per,
    unit: share,
    over: duration(seconds("21d") + longest),
    // A few per cent of the longest span, in which people come again, are less than that.
    remembers: "4h",
    every: "1m",
    expr: longer.reduce((chosen, one) => promql`${chosen}\nor ${one}`, shortest),
  };
}
