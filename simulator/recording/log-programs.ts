import { sampleLine } from "../../kit/lab/recording/exposition.ts";
import { logCollector } from "../../signals/metrics/log-collector.ts";
import { logRules } from "../../signals/metrics/log-rules.ts";
import { logStore } from "../../signals/metrics/log-store.ts";
import type { Recorder } from "./recorder.ts";

/** A Sunday's lines a second; the room that a collector has on its disk (parts/logs.ts), in bytes. */
const linesPerSecond = 3;
const room = 500e6;
const dayBefore = 86_400;

/** A program of the monitoring, gone with its host. */
export const onTheHost = (job: string, lines: (elapsed: number) => readonly string[]): Recorder => ({
  job,
  targets: (world) => [
    {
      labels: {},
      answer: () => (world.active("host-down") ? "refused" : { exposition: lines(world.elapsed()).join("\n") }),
    },
  ],
});

/** What keeps, reads and counts lines, on a day without trouble. */
export const logPrograms: readonly Recorder[] = [
  onTheHost("logs", (elapsed) => [
    sampleLine(logStore.kept.name, logStore.kept.labels, Math.floor(linesPerSecond * (dayBefore + elapsed))),
    sampleLine(logStore.dropped.name, logStore.dropped.labels, 0),
    sampleLine(logStore.readOnly.name, logStore.readOnly.labels, 0),
  ]),
  onTheHost("log-collector", () => [
    sampleLine(logCollector.waiting.name, logCollector.waiting.labels, 0),
    sampleLine(logCollector.room.name, logCollector.room.labels, room),
  ]),
  onTheHost("log-rules", () => [sampleLine(logRules.failures.name, {}, 0)]),
];
