import { promql } from "../model/promql.ts";
import type { Prose, Signal, SignalDefinition } from "../model/signal.ts";
import { ratio } from "../model/unit.ts";

interface BudgetLeft extends Prose {
  /** Bad events and all events over a short window, both recorded: a month of raw samples is too dear to read. */
  readonly bad: Signal;
  readonly all: Signal;
  /** The share of bad events that the objective allows: 0.001 for 99.9 %. */
  readonly budget: number;
}

/** The share of 30 days' error budget that is left; negative once the objective is missed. */
export function budgetLeft({ bad, all, budget, ...rest }: BudgetLeft): SignalDefinition {
  return {
    ...rest,
    unit: ratio,
    per: bad.per,
    // A month of samples is read each time.
    every: "2m",
    objective: { above: 0 },
    expr: promql`1 - sum_over_time(${bad}[30d]) / sum_over_time(${all}[30d]) / ${budget}`,
  };
}
