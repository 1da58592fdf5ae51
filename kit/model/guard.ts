import type { EventsCondition } from "./condition.ts";
import { seconds } from "./durations.ts";
import { type Example, type ExampleContext, given, justBeyond, paced } from "./example.ts";
import type { TestSeries } from "./series.ts";
import type { Signal } from "./signal.ts";

/** Five per cent of the events: less than any change of a guard that matters, more than rounding. */
const margin = 0.05;

/** The limit is crossed all the time, and a guard has just the events that it asks for. */
export const justEnough = (on: Signal, guard: EventsCondition): Example =>
  given("just beyond the limit, with just enough events", (context) => amid(on, guard, 1 + margin, context));

/** The limit is crossed all the time, by too few events to mean something. */
export const justTooFew = (on: Signal, guard: EventsCondition): Example =>
  given("just beyond the limit, with just too few events", (context) => amid(on, guard, 1 - margin, context));

/** Everything counted more slowly alike, which changes neither a share nor a quantile: a part of the events that the guard asks for. */
function amid(on: Signal, { events, produce }: EventsCondition, part: number, context: ExampleContext): TestSeries[] {
  const { interval, level } = context;
  const over = seconds(events.over);
  const values = Array.from({ length: Math.ceil((Math.max(context.over, over) + seconds(level.for)) / interval) + 8 });
  const behaviour = { values: values.map(() => justBeyond(context)), interval, labels: { instance: context.instance } };
  const own = on.produce?.(behaviour) ?? [];
  const counts = ({ name, labels }: TestSeries) =>
    name === events.of.name && Object.entries(events.of.labels).every(([label, value]) => labels[label] === value);
  const series = own.some(counts) ? own : [...own, ...produce(behaviour)];
  const counted = series.filter(counts).reduce((sum, { samples }) => sum + (samples.at(-1) ?? 0), 0);
  const usual = (counted / ((values.length - 1) * interval)) * over;
  // Few digits, which keeps the committed tests short.
  const pace = Number(((part * events.atLeast) / usual).toPrecision(3));
  return paced(series, pace);
}
