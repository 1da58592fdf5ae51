import { Histogram, Registry } from "prom-client";
import { remediation as metrics } from "../../signals/metrics/remediation.ts";
import { exposition, sample } from "../program/exposition.ts";
import { budgetLeft } from "./budget.ts";
import type { Conductor } from "./conductor.ts";
import { faultsIn } from "./fault.ts";
import { type Journal, runsIn } from "./journal.ts";
import { actionsOf, keyOf, type Plan } from "./plan.ts";

const outcomes = ["healed", "failed", "refused", "dry_run"] as const;
/** ms */
const week = 7 * 86_400_000;

/** The metrics of design.md section 4, worked out from the journal: they go on where they were after a restart. */
export async function figuresOf(
  plan: Plan,
  journal: Pick<Journal, "entries">,
  { running, givenUp }: Pick<Conductor, "running" | "givenUp">,
  allowed: boolean,
  now: Date,
): Promise<string> {
  const { entries } = journal;
  const runs = runsIn(entries);
  const steps = actionsOf(plan);
  const healed = entries.filter((entry) => entry.what === "outcome" && entry.outcome === "healed");
  const samples = [
    sample(metrics.allowed, Number(allowed)),
    ...steps.flatMap((step) => {
      const { action, target } = step;
      const of = { action, target };
      // All of them from the start, so that the first one is an increase.
      const counted = outcomes.map((outcome) =>
        sample(metrics.runs, runs.get(`${keyOf(step)} ${outcome}`) ?? 0, { ...of, outcome }),
      );
      const own = healed.filter((entry) => entry.what === "outcome" && keyOf(entry) === keyOf(step));
      const last = own.at(-1);
      const alerts = Object.entries(plan.alerts).filter(([, { steps }]) =>
        steps.some((one) => keyOf(one) === keyOf(step)),
      );
      const left = alerts.map(([alert, { steps }]) =>
        Math.min(
          ...steps.filter((one) => keyOf(one) === keyOf(step)).map((one) => budgetLeft(one, alert, entries, now)),
        ),
      );
      return [
        ...counted,
        sample(metrics.running, Number(running.has(keyOf(step))), of),
        sample(metrics.budgetLeft, Math.min(...left), of),
        sample(metrics.healedInWeek, own.filter(({ at }) => now.getTime() - Date.parse(at) < week).length, of),
        ...(last ? [sample(metrics.healedAt, Date.parse(last.at) / 1000, of)] : []),
      ];
    }),
    ...distinct(givenUp).map((of) => sample(metrics.givenUp, 1, { ...of })),
  ];
  const gauges = [metrics.runs, metrics.running, metrics.budgetLeft, metrics.allowed];
  return (
    (await exposition([...gauges, metrics.givenUp, metrics.healedAt, metrics.healedInWeek], samples)) +
    (await durations(journal))
  );
}

const distinct = <T extends object>(all: readonly T[]): T[] => [
  ...new Map(all.map((one) => [JSON.stringify(one), one])).values(),
];

/** From the alert to its cure. */
async function durations(journal: Pick<Journal, "entries">): Promise<string> {
  const registry = new Registry();
  const { name, about: help, buckets = [] } = metrics.duration;
  const histogram = new Histogram({ name, help, buckets: [...buckets], labelNames: ["action"], registers: [registry] });
  const began = new Map(faultsIn(journal).map(({ incident, startsAt }) => [incident, Date.parse(startsAt)]));
  for (const entry of journal.entries) {
    if (entry.what !== "outcome" || entry.outcome !== "healed") continue;
    const from = began.get(entry.incident);
    if (from !== undefined) histogram.observe({ action: entry.action }, (Date.parse(entry.at) - from) / 1000);
  }
  return registry.metrics();
}
