import { z } from "zod";
import { areas, changeClasses, exitCodes, type MergedChange, onlyReplayTells } from "./change.ts";
import type { Review } from "./diff.ts";

const text = z.string().max(20_000);
const texts = z.array(text).max(5_000);

const change = z.object({
  class: z.enum(changeClasses),
  area: z.enum(areas),
  what: text,
  consequence: text,
  subjects: texts,
  environments: texts,
  severities: texts,
});

/** How one version of an alert did, or both of them, over one course of events. */
const outcome = z.object({
  /** Seconds until it fired; none when it did not. */
  after: z.number().optional(),
  /** Seconds until somebody was told. */
  toldAfter: z.number().optional(),
  /** Alerts that fired for no fault. */
  falseAlarms: z.number().optional(),
  /** Messages sent, by all channels. */
  messages: z.number().optional(),
});
const effectRow = z.object({
  environments: texts,
  alert: text,
  /** `healthy day`, or the name of a fault. */
  course: text,
  before: outcome,
  after: outcome,
});
const effect = z.object({ rows: z.array(effectRow).max(5_000), changes: z.array(change).max(5_000), notes: texts });

/**
 * What `npm run diff -- --json` writes, and what the comment on a pull request is made of. The latter reads it from a
 * workflow that ran the pull request's own code: nothing in it is trusted.
 */
export const reportSchema = z.object({
  version: z.literal(1),
  before: text,
  after: text,
  class: z.enum(["none", ...changeClasses]),
  exitCode: z.number(),
  environments: texts,
  changes: z.array(change).max(20_000),
  notes: texts,
  effect: effect.optional(),
});

export type Outcome = z.output<typeof outcome>;
export type EffectRow = z.output<typeof effectRow>;
/** What both versions of the changed alerts made of the healthy day and the faults. */
export interface Effect {
  readonly rows: readonly EffectRow[];
  readonly changes: readonly MergedChange[];
  /** What was not replayed. */
  readonly notes: readonly string[];
}
export type Report = Omit<Readonly<z.output<typeof reportSchema>>, "changes" | "effect"> & {
  readonly changes: readonly MergedChange[];
  readonly effect?: Effect | undefined;
};

/** Where both versions were replayed, nobody is sent to do it. */
const replayed = (change: MergedChange): MergedChange => ({
  ...change,
  consequence: change.consequence.replace(onlyReplayTells, "what that did stands under the effect"),
});

/** A review as it is written down, what the replay found included. */
export function reportOf(review: Review, environments: readonly string[], effect?: Effect): Report {
  const { before, after, notes } = review;
  const asks = review.changes.some(({ consequence }) => consequence.includes(onlyReplayTells));
  const advice = asks && !effect ? ["which moments, `npm run diff -- <ref> --effect` tells"] : [];
  const changes = [...(effect ? review.changes.map(replayed) : review.changes), ...(effect?.changes ?? [])].sort(
    (one, other) => changeClasses.indexOf(other.class) - changeClasses.indexOf(one.class),
  );
  const grave = changes[0]?.class ?? "none";
  return {
    ...{ version: 1, before, after, class: grave, exitCode: exitCodes[grave] },
    environments: [...environments],
    changes,
    notes: [...notes, ...advice, ...(effect?.notes ?? [])],
    ...(effect && { effect }),
  };
}
