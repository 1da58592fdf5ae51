import type { Metric } from "../../kit/model/metric.ts";
import { journeys as metrics } from "../../signals/metrics/journeys.ts";
import { exposition, type Sample, sample } from "../program/exposition.ts";
import type { Journey } from "./journey.ts";
import type { Result } from "./rounds.ts";

/** The metrics of design.md section 4, and the web vitals of each page that a step led to. */
export function figuresOf(journeys: readonly Journey[], results: ReadonlyMap<string, Result>): Promise<string> {
  const samples = journeys.flatMap((journey): Sample[] => {
    const result = results.get(journey.name);
    if (result === undefined) return [];
    const { walked, at } = result;
    const of = { journey: journey.name };
    const steps = [...new Set([...(journey.cleanUp ?? []), ...journey.steps].map(({ name }) => name))];
    return [
      sample(metrics.success, Number(walked.failed === undefined), of),
      sample(metrics.timestamp, at.getTime() / 1000, of),
      ...steps.map((step) => sample(metrics.failedStep, Number(walked.failed?.step === step), { ...of, step })),
      ...walked.steps.flatMap(({ step, seconds, vitals: { lcp, cls, inp } }) => {
        const felt: readonly (readonly [Metric, number | undefined])[] = [
          [metrics.stepDuration, seconds],
          [metrics.largestPaint, lcp],
          [metrics.layoutShift, cls],
          [metrics.interaction, inp],
        ];
        return felt.flatMap(([metric, value]) => (value === undefined ? [] : [sample(metric, value, { ...of, step })]));
      }),
    ];
  });
  return exposition(Object.values(metrics), samples);
}
