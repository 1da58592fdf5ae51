import { type Duration, duration, seconds } from "../model/durations.ts";
import { type Promql, promql } from "../model/promql.ts";
import { rounded } from "../model/series.ts";
import type { Signal, SignalDefinition } from "../model/signal.ts";
import type { Text } from "../model/text.ts";
import type { Unit } from "../model/unit.ts";

/**
 * What is usual at this time, from the same time of earlier days and weeks. Half of them fall on the same day of the
 * week, so that a Sunday is not judged by Saturdays and Fridays alone.
 */
const earlierTimes: readonly Duration[] = ["1d", "2d", "3d", "7d", "14d", "21d", "28d"];
/** Silent before three weeks are recorded; afterwards, one of the days may be missing. */
const enough = 6;
/**
 * Clocks change by an hour, and people come half an hour earlier or later: what was usual up to so much later or
 * earlier on those days is usual now. The band is recorded for the time so far ahead, and read over twice that time.
 */
const ahead: Duration = "90m";
const around = duration(2 * seconds(ahead));
/** Rules on what changes within hours need no more. */
const every: Duration = "2m";

interface Usual {
  /** The quantity, recorded at an interval for each instance. */
  readonly of: Signal;
  /** What it is called in a sentence. */
  readonly called: Text;
}

/** The quantity at the same time of earlier days, as a series for each of them. */
export function earlierOf({ of, called }: Usual): SignalDefinition {
  const then = (before: Duration): Promql =>
    promql`label_replace(${of} offset ${duration(seconds(before) - seconds(ahead))}, "earlier", "${before}", "instance", ".*")`;
  const [first = promql``, ...others] = earlierTimes.map(then);
  return {
    unit: of.unit,
    per: [...of.per, "earlier"],
    every,
    over: "28d",
    title: { fr: `Jours passés : ${called.fr}`, en: `Earlier days: ${called.en}` },
    about: {
      fr: `${capital(called.fr)} il y a 1, 2, 3, 7, 14, 21 et 28 jours, une heure et demie plus tard dans la journée.`,
      en: `${capital(called.en)} 1, 2, 3, 7, 14, 21 and 28 days ago, an hour and a half later in the day.`,
    },
    expr: others.reduce((union, one) => promql`${union} or ${one}`, first),
  };
}

/** The middle of the earlier days; no value before three weeks are recorded. */
export function medianOf({ of, called, earlier }: Usual & { readonly earlier: Signal }): SignalDefinition {
  return {
    unit: of.unit,
    per: of.per,
    every,
    over: "28d",
    title: { fr: `D'habitude : ${called.fr}`, en: `Usual: ${called.en}` },
    about: {
      fr: `La médiane des jours passés (${called.fr}). Sans valeur avant trois semaines d'enregistrement.`,
      en: `The median of the earlier days (${called.en}). No value before three weeks are recorded.`,
    },
    expr: promql`quantile by (${of.per}) (0.5, ${earlier}) and count by (${of.per}) (${earlier}) >= ${enough}`,
  };
}

/** How far the earlier days usually are from their middle: the median absolute deviation, which an odd day leaves alone. */
export function deviationOf({
  of,
  called,
  earlier,
  median,
}: Usual & { readonly earlier: Signal; readonly median: Signal }): SignalDefinition {
  return {
    unit: of.unit,
    per: of.per,
    every,
    over: "28d",
    title: { fr: `Écart habituel : ${called.fr}`, en: `Usual deviation: ${called.en}` },
    about: {
      fr: `L'écart absolu médian des jours passés (${called.fr}).`,
      en: `The median absolute deviation of the earlier days (${called.en}).`,
    },
    expr: promql`quantile by (${of.per}) (0.5, abs(${earlier} - on (${of.per}) group_left () ${median}))`,
  };
}

interface Edge extends Usual {
  readonly median: Signal;
  readonly deviation: Signal;
  /** The factor of the median, and what is added to it. */
  readonly times: number;
  readonly plus?: number;
  /**
   * For rates: the window of the present rate, and how many events come together. Three standard deviations of such
   * arrivals (compound Poisson) are chance, which the earlier days' hourly means do not show.
   */
  readonly chance?: { readonly window: Duration; readonly together: number };
}

/**
 * Median absolute deviations to either side: two standard deviations, if days were normally distributed. Neither these
 * nor chance has to be wider, because the edge that counts is the farthest of the three hours around: over eleven
 * healthy days of the simulated platform, after three weeks, traffic and logins stayed above 1.6 times the least.
 */
const deviations = 3;
const byChance = 3;

/** The least that is usual: below 0 where nothing is unusual, as on quiet nights. */
export const lowestOf = (edge: Edge): SignalDefinition => edgeOf(edge, "-", { fr: "Minimum", en: "Least" });
/** The most that is usual. */
export const highestOf = (edge: Edge): SignalDefinition => edgeOf(edge, "+", { fr: "Maximum", en: "Most" });

function edgeOf(edge: Edge, sign: "+" | "-", word: Text): SignalDefinition {
  const { of, called, median, deviation, times, plus = 0, chance } = edge;
  const more = plus === 0 ? "" : ` + ${plus}`;
  const arrivals = chance
    ? promql` ${sign} ${byChance} * sqrt(${rounded(chance.together / seconds(chance.window))} * ${median})`
    : promql``;
  return {
    unit: of.unit,
    per: of.per,
    every,
    over: "28d",
    title: { fr: `${word.fr} habituel : ${called.fr}`, en: `${word.en} usual: ${called.en}` },
    about: {
      fr: `Le ${word.fr.toLowerCase()} habituel (${called.fr}) : la médiane, l'écart des jours passés et le hasard.`,
      en: `The ${word.en.toLowerCase()} that is usual (${called.en}): the median, the earlier days' deviation, and chance.`,
    },
    expr: promql`${times} * ${median} ${sign} ${deviations} * ${deviation}${arrivals}${more}`,
  };
}

/** The present as a share of the least that is usual around this time; no value where anything is usual. */
export const ofLeast = (now: Promql, lowest: Signal): Promql =>
  promql`${now} / (min_over_time(${lowest}[${around}]) > 0 and ${wholly(lowest)})`;

/** The present as a share of the most that is usual around this time. */
export const ofMost = (now: Promql, highest: Signal): Promql =>
  promql`${now} / (max_over_time(${highest}[${around}]) and ${wholly(highest)})`;

/** The present as a share of the middle of earlier days, where that is at least so much at any time around this one. */
export const ofUsual = (now: Promql, median: Signal, atLeast: number): Promql =>
  promql`${now} / (min_over_time(${median}[${around}]) >= ${atLeast} and ${wholly(median)})`;

/** Half of the band is not the band: what is usual must be recorded since the beginning of the time around this one. */
const wholly = (band: Signal): Promql => promql`${band} offset ${around}`;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** A share of what is usual; it may be well above 1. */
export const shareOfUsual = (ratio: Unit): Unit => ({ ...ratio, range: [0, Number.POSITIVE_INFINITY] });
