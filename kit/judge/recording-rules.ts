import { panelsOf, signalsOf } from "../model/shown.ts";
import type { Signal } from "../model/signal.ts";
import { judge } from "./judge.ts";

export const recordingRules = judge(
  {
    "signal-recorded":
      "A signal that reads a past and is drawn by several panels has a rule of its own (`recordingRule: true`).",
  },
  (wrong, environment) => {
    const exported = new Set([...environment.signals.values()].flat());
    const drawn = new Map<Signal, number>();
    for (const panel of environment.dashboards.flatMap(panelsOf))
      for (const signal of signalsOf(panel)) drawn.set(signal, (drawn.get(signal) ?? 0) + 1);
    for (const [signal, panels] of drawn) {
      const { name, place, over } = signal;
      if (over !== undefined && panels > 1 && exported.has(signal) && !environment.recordingRules.has(signal))
        wrong(
          "signal-recorded",
          place,
          `${name} reads ${over} of the past in each of ${panels} panels`,
          "write recordingRule: true, or draw it once",
        );
    }
  },
);
