import { type Context, ROOT_CONTEXT, SpanKind, trace } from "@opentelemetry/api";
import { SamplingDecision } from "@opentelemetry/sdk-trace";
import { expect, it } from "vitest";
import { boundedSampler } from "../../tracing/sampler.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const asked = (traceFlags: number): Context =>
  trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId: "00f067aa0ba902b7", traceFlags, isRemote: true });

/** How many of the requests of a minute are traced, when so many come in each second. */
function keptOf(perSecond: number, context: Context): number {
  let now = 0;
  const sampler = boundedSampler(() => now);
  let kept = 0;
  for (let index = 0; index < 60 * perSecond; index += 1) {
    now = (index / perSecond) * 1000;
    const { decision } = sampler.shouldSample(context, traceId, "GET", SpanKind.SERVER, {}, []);
    if (decision === SamplingDecision.RECORD_AND_SAMPLED) kept += 1;
  }
  return kept;
}

it("every trace of a quiet time is kept", () => {
  expect(keptOf(1, ROOT_CONTEXT)).toBe(60);
});

it("a flood is traced two times a second, and five seconds' worth at its beginning", () => {
  expect(keptOf(1000, ROOT_CONTEXT)).toBe(60 * 2 + 5 * 2 - 1);
});

it("who asks says whether it is traced, but no stranger fills the disk by saying so", () => {
  expect(keptOf(10, asked(0))).toBe(0);
  expect(keptOf(10, asked(1))).toBe(600);
  expect(keptOf(1000, asked(1))).toBeLessThanOrEqual(60 * 20 + 5 * 20);
});
