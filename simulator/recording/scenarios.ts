import type { Fault } from "../../kit/lab/fault.ts";
import { type RuleGroup, withWhatItReads } from "../../kit/lab/recording/rule-groups.ts";
import { earlierDays, type Scenario } from "../../kit/lab/recording/scenario.ts";
import { spanSeconds } from "../../kit/model/durations.ts";
import { readsOfText } from "../../kit/model/reads-of-text.ts";

/** When the faults happen: an evening, the busiest hours, so that nothing is silent for want of visitors. */
const begins = "2026-11-24T19:00:00+01:00";

/** What takes six busy hours to tell begins at noon: those of the evening would end in the silence of the night. */
const beginsAtNoon: ReadonlySet<string> = new Set(["api-errors-few"]);
const noon = "2026-11-24T12:00:00+01:00";

const minute = 60;
const hour = 60 * minute;
/** Full windows before the fault, time to tell it, and time to see its end, at least. */
const atLeast = { before: 20 * minute, during: 15 * minute, after: 10 * minute };

/** What must break as well for a fault to show: nobody notices a dead channel before there is something to tell. */
const together: Readonly<Record<string, readonly string[]>> = { "discord-refusing": ["web-down"] };

/** What happens a few times an hour must be missing for hours before anybody can say so. In seconds. */
const patience: Readonly<Record<string, number>> = { "registrations-stop": 5 * hour };

/**
 * The recording of a fault: as long before it as the alert that tells it looks back, and as long with it as that alert may take.
 * Earlier days are not recorded here: weeks.ts puts them before it.
 */
export function scenarioOf(fault: Fault, groups: readonly RuleGroup[]): Scenario {
  const { past, offset, waits } = demandsOf(fault.tells, groups);
  const window = past >= earlierDays ? hour : past;
  const from = inMinutes(Math.max(atLeast.before, window));
  const to = from + inMinutes(Math.max(atLeast.during, window + waits + 5 * minute, patience[fault.name] ?? 0));
  const names = [fault.name, ...(together[fault.name] ?? [])];
  return {
    fault,
    from,
    to,
    comparesDays: offset >= earlierDays,
    course: {
      name: fault.name,
      start: new Date(Date.parse(beginsAtNoon.has(fault.name) ? noon : begins) - from * 1000).toISOString(),
      seconds: to + atLeast.after,
      seed: 21,
      faults: names.map((name) => ({ name, from, to })),
    },
  };
}

const inMinutes = (seconds: number) => Math.ceil(seconds / minute) * minute;

/** How far back the rules of an alert look and with what they compare, recording rules included, and its longest `for`. In seconds. */
function demandsOf({ alert }: Fault["tells"], groups: readonly RuleGroup[]) {
  const rules = groups.flatMap((group) => group.rules.filter((rule) => rule.alert === alert));
  const read = withWhatItReads({ name: alert, interval: 0, rules }, groups);
  const reads = read.map(({ expr }) => readsOfText(expr));
  return {
    past: Math.max(0, ...reads.map(({ past }) => past)),
    offset: Math.max(0, ...reads.map(({ offset }) => offset)),
    waits: Math.max(0, ...rules.map((rule) => spanSeconds(rule.for ?? "0s"))),
  };
}
