/**
 * What a change does, the mildest first: nothing that anybody would be woken for; who is told of what, or when; less is
 * noticed than before, or the monitoring itself is protected less. Before the last stands what is done without a person.
 */
export const changeClasses = ["harmless", "woken", "heals", "weakens"] as const;
export type ChangeClass = (typeof changeClasses)[number];

/** How `npm run diff` ends, by the gravest change; 1 is left for what went wrong (docs/review.md). */
export const exitCodes: Readonly<Record<ChangeClass | "none", number>> = {
  none: 0,
  harmless: 2,
  woken: 3,
  weakens: 4,
  heals: 5,
};

export const areas = [
  "alerts",
  "recordings",
  "tests",
  "notifications",
  "remedies",
  "messages",
  "scraping",
  "dashboards",
  "deployment",
  "files",
] as const;
export type Area = (typeof areas)[number];

/** What a consequence says where only `--effect` knows more: said once for all of them, by those who give advice. */
export const onlyReplayTells = "which, only a replay tells";

/** One difference in meaning between two versions of an environment. */
export interface Change {
  readonly class: ChangeClass;
  readonly area: Area;
  /** What changed: an alert and its level, a panel, a container … */
  readonly subject: string;
  readonly environment: string;
  /** The difference: `limit 0.9 → 0.95`. */
  readonly what: string;
  /** A sentence: what follows from it for those who rely on the monitoring. */
  readonly consequence: string;
  /** Of the alerts concerned. */
  readonly severities?: readonly string[];
}

/** The same difference, wherever it is. */
export interface MergedChange extends Omit<Change, "subject" | "environment" | "severities"> {
  readonly subjects: readonly string[];
  readonly environments: readonly string[];
  readonly severities: readonly string[];
}

/** Says each difference once: equal ones of several environments or subjects are one. The gravest come first. */
export function merged(changes: readonly Change[]): MergedChange[] {
  const distinct = (values: readonly string[]) => [...new Set(values)];
  const bySubject = grouped(changes, (one) => [one.class, one.area, one.subject, one.what, one.consequence]).map(
    (same) => ({
      ...(same[0] as Change),
      environments: distinct(same.map(({ environment }) => environment)),
      severities: distinct(same.flatMap(({ severities = [] }) => severities)),
    }),
  );
  return grouped(bySubject, (one) => [one.class, one.area, one.environments.join(), one.what, one.consequence])
    .map((same): MergedChange => {
      const { class: grave, area, what, consequence, environments } = same[0] as (typeof bySubject)[number];
      return {
        ...{ class: grave, area, what, consequence, environments },
        subjects: distinct(same.map(({ subject }) => subject)),
        severities: distinct(same.flatMap(({ severities }) => severities)),
      };
    })
    .sort((one, other) => gravity(other) - gravity(one) || areas.indexOf(one.area) - areas.indexOf(other.area));
}

const gravity = (change: { readonly class: ChangeClass }) => changeClasses.indexOf(change.class);

/** The gravest class among changes. */
export function gravest(changes: readonly { readonly class: ChangeClass }[]): ChangeClass | "none" {
  const [first] = [...changes].sort((one, other) => gravity(other) - gravity(one));
  return first?.class ?? "none";
}

function grouped<Item>(items: readonly Item[], key: (item: Item) => readonly string[]): Item[][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = JSON.stringify(key(item));
    groups.set(name, [...(groups.get(name) ?? []), item]);
  }
  return [...groups.values()];
}
