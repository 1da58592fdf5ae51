import { ParentBasedSampler, type Sampler, SamplingDecision } from "@opentelemetry/sdk-trace";

/** Traces that a process begins in a second at most, and those that it goes on with because whoever asked it says so. */
const bounds = { begun: 2, continued: 20 } as const;
/** Seconds of quiet whose traces may come at once. */
const burst = 5;

/**
 * Every trace is kept whole or not at all, by whoever begins it; and there are so many a second at most, because the header that says so
 * comes with a request, which anybody can send.
 */
export const boundedSampler = (now: () => number = Date.now): Sampler =>
  new ParentBasedSampler({
    root: atMost(bounds.begun, now),
    remoteParentSampled: atMost(bounds.continued, now),
  });

/** A bucket that fills with time. A share of the requests would bound nothing, and keep almost none of a quiet night. */
function atMost(perSecond: number, now: () => number): Sampler {
  const full = perSecond * burst;
  let [left, filledAt] = [full, now()];
  return {
    shouldSample() {
      const at = now();
      left = Math.min(full, left + (Math.max(0, at - filledAt) / 1000) * perSecond);
      filledAt = at;
      if (left < 1) return { decision: SamplingDecision.NOT_RECORD };
      left -= 1;
      return { decision: SamplingDecision.RECORD_AND_SAMPLED };
    },
    toString: () => `at most ${perSecond} a second`,
  };
}
