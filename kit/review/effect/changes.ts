import type { Change } from "../change.ts";
import type { EffectRow } from "../report.ts";

/** What the replay found that a reviewer must know: detections won and lost, later or earlier, and false alarms. */
export function effectChanges(rows: readonly EffectRow[]): Change[] {
  return rows.flatMap((row): Change[] => {
    const found = differenceOf(row);
    if (found === undefined) return [];
    return row.environments.map((environment) => ({ area: "alerts", subject: row.alert, environment, ...found }));
  });
}

function differenceOf({
  course,
  before,
  after,
}: EffectRow): Pick<Change, "class" | "what" | "consequence"> | undefined {
  if (before.falseAlarms !== undefined && after.falseAlarms !== undefined) {
    const [was, is] = [before.falseAlarms, after.falseAlarms];
    if (was === is) return undefined;
    return is > was
      ? {
          class: "woken",
          what: `replayed: ${is - was} false alarms more on the ${course}`,
          consequence: "It wakes people although nothing is wrong.",
        }
      : {
          class: "harmless",
          what: `replayed: ${was - is} false alarms fewer on the ${course}`,
          consequence: "It no longer wakes people for nothing.",
        };
  }
  if (before.after !== undefined && after.after === undefined)
    return {
      class: "weakens",
      what: `replayed: no longer tells ${course}`,
      consequence: `Before, it fired ${before.after} s after this fault began.`,
    };
  if (before.after === undefined && after.after !== undefined)
    return {
      class: "woken",
      what: `replayed: tells ${course} now`,
      consequence: `It fires ${after.after} s after this fault began.`,
    };
  if (before.after === undefined || after.after === undefined) return undefined;
  const later = after.after - before.after;
  if (later !== 0)
    return later > 0
      ? {
          class: "weakens",
          what: `replayed: tells ${course} ${later} s later`,
          consequence: `It fires after ${after.after} s instead of ${before.after} s.`,
        }
      : {
          class: "woken",
          what: `replayed: tells ${course} ${-later} s earlier`,
          consequence: `It fires after ${after.after} s instead of ${before.after} s.`,
        };
  if (before.toldAfter !== undefined && after.toldAfter === undefined)
    return {
      class: "weakens",
      what: `replayed: nobody is told of ${course} by it`,
      consequence: "It fires, but is silenced or has no receiver.",
    };
  return undefined;
}
