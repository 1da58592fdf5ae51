import { seconds } from "./durations.ts";
import { type Example, given, justWithin } from "./example.ts";
import type { Sample } from "./series.ts";
import type { Signal } from "./signal.ts";

/**
 * Just within the limit, with a deployment in the middle: one scrape is missed, and every counter of the signal begins
 * again at zero.
 */
export const deployment = (on: Signal): Example =>
  given("a deployment resets the counters", (context) => {
    const length = Math.ceil((context.over + seconds(context.level.for)) / context.interval) + 24;
    const at = Math.floor(length / 2);
    const values = Array.from({ length }, () => justWithin(context));
    const series = on.produce?.({ values, interval: context.interval, labels: { instance: context.instance } }) ?? [];
    return series.map((one) => ({ ...one, samples: resetAt(one.samples, at) }));
  });

/** A counter whose process stops at a sample, which is missed, and counts from zero afterwards. */
export function resetAt(samples: readonly Sample[], at: number): Sample[] {
  const counted = samples[at] ?? 0;
  return samples.map((sample, index) => {
    if (index === at || sample === null) return null;
    return index < at ? sample : sample - counted;
  });
}
