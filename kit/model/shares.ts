import { type Example, given, justBeyond, justWithin, steady } from "./example.ts";
import type { Sample } from "./series.ts";
import type { Signal } from "./signal.ts";

/** By which signal the bad events are made, and whether its value is the share of the good ones. */
export interface Eyes {
  readonly on: Signal;
  readonly good: boolean;
}

/** Shares of bad events over some hours, as a signal of shares would have them; scrapes are missed where it is `null`. */
export const shares = (
  name: string,
  hours: number,
  of: (hour: number, limit: number) => Sample,
  { on, good }: Eyes,
): Example =>
  given(name, ({ interval, instance, level }) => {
    const values = Array.from({ length: (hours * 3600) / interval }, (_, index): Sample => {
      const share = of((index * interval) / 3600, level.limit);
      return share === null || !good ? share : 1 - share;
    });
    return on.produce?.({ values, interval, labels: { instance } }) ?? [];
  });

/** 40 of the 120 seconds between two samples; half of that, because what is recorded at a tenth minute stands for all ten. */
export const onceADay = (hour: number) => (hour % 24 >= 12 && hour % 24 < 12.02 ? 0.33 / 2 : 0);

/** In both pairs of windows the long one has been worse than the short one, which then decides. */
export const worseThanOfLate = (eyes: Eyes) => [
  shares(
    "a bad half-hour, and not over: the hour has been worse than its last minutes",
    7,
    (hour, limit) => limit * (hour < 6 ? 0 : hour < 6.6 ? 0.03 : 0.016),
    eyes,
  ),
  shares(
    "bad for hours, and less so of late: six hours have been worse than the last half-hour",
    7,
    (hour, limit) => limit * (hour < 6 ? 0.009 : 0.0065),
    eyes,
  ),
];
/** In the slow pairs as well. */
export const worseForDays = (eyes: Eyes) =>
  shares(
    "bad for a day, and less so of late: the days have been worse than the last hours",
    30,
    (hour, limit) => limit * (hour < 20 ? 0.002 : 0.0011),
    eyes,
  );
/** All fails, and there is no past to hold it against. */
export const unknownYet = (hours: number, eyes: Eyes) =>
  shares("all fails as soon as anything is recorded: nobody knows yet what that is a share of", hours, () => 1, eyes);

/** A tenth of the budget of 30 days within one. */
export const budgetInADay = (eyes: Eyes) =>
  shares(
    "well for two days, then 10 % of the budget in a day",
    72,
    (hour, limit) => (hour < 48 ? 0 : 0.0033 * limit),
    eyes,
  );
/**
 * What a budget that goes slowly is tried with.
 * @param daily the name of what fails for a moment each day, and costs less than there is
 */
export const goesSlowly = (eyes: Eyes, daily: string) => ({
  fires: [steady(justBeyond), worseForDays(eyes), budgetInADay(eyes)],
  silent: [
    steady(justWithin),
    unknownYet(5, eyes),
    shares(daily, 80, onceADay, eyes),
    shares(
      "the monitoring was down for a day: gaps are no downtime",
      80,
      (hour) => (hour > 30 && hour < 54 ? null : 0),
      eyes,
    ),
  ],
});
