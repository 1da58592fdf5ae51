import { type Anomaly, isOpen, type Stored, type Written } from "./anomaly.ts";

/** All records, as they were last read or written. */
export interface Memory<Ref> {
  all(): readonly Stored<Ref>[];
  open(): readonly Ref[];
  /** Those of records that are gone included: an id is given once. */
  ids(): Iterable<string>;
  /** Those of a key, oldest first. */
  of(key: string): readonly Stored<Ref>[];
  at(ref: Ref): Anomaly | undefined;
  keep(record: Written<Ref>): void;
  forget(ref: Ref): void;
  /** Whether it was changed after it was last read or written here: listings lag. */
  isNews(record: Written<Ref>): boolean;
  /** Takes records in, but for those that are there twice. */
  learn(records: readonly Written<Ref>[]): { readonly duplicate: Ref; readonly kept: Stored<Ref> }[];
}

export function createMemory<Ref>(): Memory<Ref> {
  const records = new Map<Ref, Written<Ref>>();
  const byKey = new Map<string, Ref[]>();
  const spent = new Set<string>();
  const remembered = (ref: Ref) => records.get(ref) as Written<Ref>;
  const of = (key: string) =>
    (byKey.get(key) ?? []).map(remembered).sort((a, b) => began(a.anomaly) - began(b.anomaly));

  const keep = (record: Written<Ref>) => {
    const { ref, anomaly } = record;
    if (!records.has(ref)) byKey.set(anomaly.key, [...(byKey.get(anomaly.key) ?? []), ref]);
    spent.add(anomaly.id);
    records.set(ref, record);
  };
  return {
    all: () => [...records.values()],
    open: () => [...records.values()].filter(({ anomaly }) => isOpen(anomaly)).map(({ ref }) => ref),
    ids: () => spent,
    of,
    at: (ref) => records.get(ref)?.anomaly,
    keep,
    forget: (ref) => {
      const record = records.get(ref);
      if (!record) return;
      records.delete(ref);
      const { key } = record.anomaly;
      byKey.set(
        key,
        (byKey.get(key) ?? []).filter((one) => one !== ref),
      );
    },
    isNews: ({ ref, changedAt, anomaly }) => {
      const known = records.get(ref);
      if (!known) return true;
      // The episodes tell which of two states is the later one, where clocks cannot.
      return changedAt >= known.changedAt || anomaly.episodes.length > known.anomaly.episodes.length;
    },
    learn: (found) =>
      found.flatMap((record) => {
        const { ref, anomaly } = record;
        const known = records.get(ref);
        const twin = of(anomaly.key).find((one) => one.ref !== ref && began(one.anomaly) === began(anomaly));
        if (twin) return [{ duplicate: ref, kept: twin }];
        if (!known || record.changedAt >= known.changedAt) keep(record);
        return [];
      }),
  };
}

const began = ({ episodes: [first] }: Anomaly): number => Date.parse(first?.detectedAt ?? "");
