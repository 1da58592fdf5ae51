/** From the first moment to the last at which something held, both included; seconds since the epoch. */
export type Span = readonly [from: number, to: number];

/** How an alerting rule turns a result into an alarm; seconds. */
export interface Patience {
  readonly for: number;
  readonly keepFiringFor: number;
  /** Between two evaluations. */
  readonly step: number;
}

/**
 * When an alert fires whose expression had a result in these spans, as Prometheus decides it: after `for` without a gap, and
 * until `keep_firing_for` has passed since the first evaluation without a result.
 * https://github.com/prometheus/prometheus/blob/main/rules/alerting.go (Eval)
 * @returns from the evaluation that fires to the one that ends it; Infinity where it still fires at the end of the spans' time
 */
export function firings(spans: readonly Span[], { for: wait, keepFiringFor, step }: Patience, end: number): Span[] {
  const found: [number, number][] = [];
  /** The evaluation at which the present alarm is over, unless its expression holds again before. */
  let overAt = Number.NEGATIVE_INFINITY;
  for (const [from, to] of spans) {
    const goesOn = from <= overAt;
    const fires = goesOn ? from : from + Math.ceil(wait / step) * step;
    if (fires > to) continue;
    overAt = to + step + Math.ceil(keepFiringFor / step) * step;
    const ends = overAt > end ? Number.POSITIVE_INFINITY : overAt;
    const last = found.at(-1);
    if (goesOn && last !== undefined) last[1] = ends;
    else found.push([fires, ends]);
  }
  return found;
}

/** Adds spans after those that are there; what touches becomes one. @param step between two moments */
export function joined(spans: readonly Span[], others: readonly Span[], step: number): Span[] {
  const all = [...spans];
  for (const [from, to] of others) {
    const last = all.at(-1);
    if (last !== undefined && from <= last[1] + step) all[all.length - 1] = [last[0], Math.max(last[1], to)];
    else all.push([from, to]);
  }
  return all;
}

/** The moments, in order, as spans. */
export function spansOf(moments: Iterable<number>, step: number): Span[] {
  const spans: [number, number][] = [];
  for (const at of moments) {
    const last = spans.at(-1);
    // Halves: sums of steps are not always exact.
    if (last !== undefined && at - last[1] < 1.5 * step) last[1] = at;
    else spans.push([at, at]);
  }
  return spans;
}
