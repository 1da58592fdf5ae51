import { seconds } from "../model/durations.ts";
import type { Environment, EnvironmentAlert } from "../model/environment.ts";
import { type Level, severities } from "../model/level.ts";
import type { Signal } from "../model/signal.ts";
import { type Colour, severityColours } from "../model/style.ts";
import type { Locale } from "../model/text.ts";
import { colon } from "../model/text.ts";
import { seconds as secondsUnit } from "../model/unit.ts";
import { severityWords, words } from "../model/words.ts";

/** The alerts on a signal whose limits mean something to look at: the sign of life fires always. */
export function alertsOn(signal: Signal, { alerts }: Environment): EnvironmentAlert[] {
  return alerts.filter(({ alert }) => alert.on === signal && !alert.alwaysFiring);
}

/** Of whole things, more than none is one: a line at 0 would call everything bad. */
const levelsOn = (signal: Signal, environment: Environment): Level[] =>
  alertsOn(signal, environment)
    .flatMap(({ levels }) => levels)
    .map((level) =>
      signal.unit.name === "whole" && level.direction === "above"
        ? { ...level, limit: Math.floor(level.limit) + 1 }
        : level,
    );

/** The side on which a signal's values are bad, when all its alerts agree. */
export function directionOf(signal: Signal, environment: Environment): Level["direction"] | undefined {
  const [first, ...others] = new Set(levelsOn(signal, environment).map(({ direction }) => direction));
  return others.length === 0 ? first : undefined;
}

/** From `from` on (`null`: from the lowest value on) values mean this; `undefined` where nobody is told. */
export interface Band {
  readonly from: number | null;
  readonly means: Colour | undefined;
}

/** What a signal's values mean, from the lowest to the highest: its alerts' limits, and its objective. */
export function bandsOf(signal: Signal, environment: Environment): Band[] {
  const levels = levelsOn(signal, environment);
  const objective = objectiveOf(signal);
  const bounds = [...new Set([...levels.map(({ limit }) => limit), ...(objective ? [objective.limit] : [])])];
  const meaningBetween = (low: number, high: number): Colour | undefined => {
    const beyond = ({ direction, limit }: Pick<Level, "direction" | "limit">) =>
      direction === "above" ? low >= limit : high <= limit;
    // Alerts list their gravest level first, but several alerts may stand on one signal.
    const reached = severities.find((severity) => levels.some((level) => level.severity === severity && beyond(level)));
    if (reached !== undefined) return severityColours[reached];
    return objective && beyond(objective) ? "objective" : undefined;
  };
  const ends = [Number.NEGATIVE_INFINITY, ...bounds.sort((one, other) => one - other), Number.POSITIVE_INFINITY];
  return ends
    .slice(0, -1)
    .map((low, index): Band => {
      const means = meaningBetween(low, ends[index + 1] ?? Number.POSITIVE_INFINITY);
      return { from: Number.isFinite(low) ? low : null, means };
    })
    .filter(({ means }, index, all) => index === 0 || all[index - 1]?.means !== means);
}

function objectiveOf({ objective }: Signal): Pick<Level, "direction" | "limit"> | undefined {
  if (objective === undefined) return undefined;
  return "below" in objective
    ? { direction: "above", limit: objective.below }
    : { direction: "below", limit: objective.above };
}

/** How far a graph reaches at least, so that the mildest limit is in sight; `undefined` when there is none. */
export function leastReach(signal: Signal, environment: Environment): number | undefined {
  const levels = levelsOn(signal, environment);
  const objective = objectiveOf(signal);
  const above = levels.filter(({ direction }) => direction === "above").map(({ limit }) => limit);
  const below = levels.filter(({ direction }) => direction === "below").map(({ limit }) => limit);
  const limits = [...(above.length > 0 ? [Math.min(...above)] : []), ...below];
  const all = limits.length > 0 ? limits : objective ? [objective.limit] : [];
  if (all.length === 0) return undefined;
  const [, most] = signal.unit.range;
  return Number(Math.min(most, Math.max(...all) * 1.2).toPrecision(6));
}

/** What the signal means, what is promised of it, who is told when, and what to do first: a panel's description. */
export function describe(signal: Signal, environment: Environment, further: readonly string[]): string {
  const { locale } = environment.config;
  const objective = objectiveOf(signal);
  const promised = objective && {
    ...objective,
    // Alerts name the bad side, an objective the good one.
    direction: objective.direction === "above" ? ("below" as const) : ("above" as const),
  };
  return [
    signal.about[locale],
    ...(promised ? [`${words.objective[locale]}${colon[locale]} ${beyond(promised, signal, locale)}.`] : []),
    ...alertsOn(signal, environment).map((declared) => toldOf(declared, environment)),
    ...further,
  ].join("\n\n");
}

function toldOf({ alert, levels }: EnvironmentAlert, { config }: Environment): string {
  const { locale, urls } = config;
  const when = levels.map((level) => {
    const time = seconds(level.for);
    const during = time === 0 ? "" : ` ${words.during[locale]} ${secondsUnit.text(time, locale)}`;
    return `${severityWords[level.severity][locale]} ${beyond(level, alert.on, locale)}${during}`;
  });
  const [first] = alert.next;
  const todo = first === undefined ? "" : ` ${words.first[locale]}${colon[locale]} ${first.text[locale]}.`;
  return `[${alert.name}](${urls.runbooks}/${alert.name}.md)${colon[locale]} ${when.join(", ")}.${todo}`;
}

function beyond({ direction, limit }: Pick<Level, "direction" | "limit">, { unit }: Signal, locale: Locale): string {
  return `${words[direction][locale]} ${unit.text(limit, locale)}`;
}
