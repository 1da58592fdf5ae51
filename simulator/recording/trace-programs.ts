import { sampleLine } from "../../kit/lab/recording/exposition.ts";
import { calls, ofProgram } from "../../signals/metrics/calls.ts";
import { traceStore } from "../../signals/metrics/trace-store.ts";
import { histogramLines } from "./exporters.ts";
import { onTheHost } from "./log-programs.ts";
import type { Recorder } from "./recorder.ts";

/** Of a quiet day: traces a second, each of a page, its call to the API and two operations; and how long a call takes, in seconds. */
const tracesPerSecond = 0.5;
const [spansOfTrace, operationsOfTrace] = [5, 2];
const [pageCall, operation] = [0.08, 0.02];
/** Bytes of three such days. */
const kept = 160e6;
const dayBefore = 86_400;

function ended(labels: Readonly<Record<string, string>>, count: number, each: number): string[] {
  const all = { ...calls.duration.labels, ...labels };
  return [...histogramLines(calls.duration, all, count, each), sampleLine(calls.ended.name, all, count)];
}

/** What keeps traces, and counts the calls in them, on a day without trouble. */
export const tracePrograms: readonly Recorder[] = [
  onTheHost("traces", (elapsed) => [
    sampleLine(
      traceStore.accepted.name,
      traceStore.accepted.labels,
      Math.floor(spansOfTrace * tracesPerSecond * (dayBefore + elapsed)),
    ),
    sampleLine(traceStore.refused.name, traceStore.refused.labels, 0),
    sampleLine(traceStore.failed.name, traceStore.failed.labels, 0),
    sampleLine(traceStore.bytes.name, traceStore.bytes.labels, kept),
  ]),
  onTheHost("calls", (elapsed) => {
    const traces = Math.floor(tracesPerSecond * (dayBefore + elapsed));
    return [
      ...ended({}, operationsOfTrace * traces, operation),
      ...ended({ ...ofProgram.example, http_response_status_code: "200" }, traces, pageCall),
    ];
  }),
];
