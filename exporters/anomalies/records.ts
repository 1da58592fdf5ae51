import type { Active } from "./alertmanager.ts";
import { type Anomaly, currentEpisode, type Episode, isOpen, type Written } from "./anomaly.ts";
import type { Decision, Event } from "./decide.ts";
import { nextId } from "./ids.ts";
import { postMortemLabel } from "./labels.ts";
import { createMemory, type Memory } from "./memory.ts";
import { withPeople } from "./people.ts";
import type { RecorderOptions } from "./recording.ts";
import { remarksOn, wantsPostMortem } from "./remarks.ts";
import { type Change, IdTaken, type Operation, type Seen } from "./store.ts";
import type { Work } from "./work.ts";

/** The records in the store and in memory, as they are made and changed. Every call belongs into {@link Work.inTurn}. */
export interface Records<Ref> {
  readonly memory: Memory<Ref>;
  /** Takes in what was read. */
  learn(seen: readonly Seen<Ref>[]): Promise<void>;
  /** Reads again what may exist without being remembered: after a creation of which nobody knows how it ended. */
  makeSure(): Promise<void>;
  create(draft: Omit<Anomaly, "id">): Promise<Written<Ref>>;
  /**
   * Changes a record as `decideOn` says, told with its events, after what people did to it meanwhile.
   * @param said of the change: nothing where nothing is changed
   * @returns whether the record is still there
   */
  change(
    ref: Ref,
    operation: Operation,
    decideOn: (fresh: Anomaly) => Decision,
    said?: Change["comments"],
  ): Promise<boolean>;
  /** A record is gone, or cannot be read any more. */
  lose(ref: Ref, operation: Operation): void;
  /** Anomalies whose record went away while it was open: they are recorded anew if they go on. */
  orphans: Anomaly[];
}

export function createRecords<Ref>(options: RecorderOptions<Ref>, work: Work): Records<Ref> {
  const { store, locale, active, history, log } = options;
  const memory = createMemory<Ref>();
  /** Whether a record may exist that the memory lacks. */
  let doubtful = false;

  const learn: Records<Ref>["learn"] = async (seen) => {
    for (const { duplicate, kept } of memory.learn(seen)) {
      log.warn("an anomaly was recorded twice; closing the second record", { anomaly: kept.anomaly.id });
      await store.discard(duplicate, kept);
    }
  };

  /** With what Alertmanager and Prometheus know of it at its opening. */
  const enriched = async (anomaly: Anomaly): Promise<Anomaly> => {
    if (anomaly.detection !== "automatic") return anomaly;
    const [firing, firstBad, titles] = await Promise.all([active(), history?.firstBad(anomaly), history?.titles()]);
    const bad: Partial<Episode> = firstBad ? { firstBadAt: firstBad.toISOString() } : {};
    const episodes = [...anomaly.episodes.slice(0, -1), { ...currentEpisode(anomaly), ...bad }];
    return withSymptoms({ ...anomaly, episodes }, firing, titles);
  };

  const create: Records<Ref>["create"] = async (draft) => {
    const id = nextId(new Date(currentEpisode(draft as Anomaly).detectedAt), [...memory.ids(), ...store.damaged]);
    const anomaly = await enriched({ ...draft, id });
    try {
      const stored = await store.create(anomaly);
      memory.keep(stored);
      log.info("anomaly recorded", { anomaly: id, alert: anomaly.alertname, severity: anomaly.severity });
      return stored;
    } catch (error) {
      // The store counts it among the damaged ones from now on.
      if (error instanceof IdTaken && store.damaged.has(id)) return create(draft);
      doubtful = true;
      throw error;
    }
  };

  const records: Records<Ref> = {
    ...{ memory, learn, create },
    orphans: [],
    makeSure: async () => {
      if (!doubtful) return;
      await learn(await store.recent());
      doubtful = false;
    },
    change: async (ref, operation, decideOn, said = []) => {
      const stored = await store.change(ref, operation, async (seen): Promise<Change | undefined> => {
        const people = withPeople(seen);
        const decided = decideOn(people.anomaly);
        const decision = decided.kind === "change" ? decided : undefined;
        const events: Event[] = [...people.events, ...(decision?.events ?? [])];
        const anomaly = decision?.anomaly ?? people.anomaly;
        if (!decision && events.length === 0) return undefined;
        const written = decision && events.includes("reopened") ? await enriched(anomaly) : anomaly;
        const comments = await remarksOn(written, events, history, locale);
        return {
          anomaly: written,
          comments: [...(decision ? said : []), ...comments],
          ...(wantsPostMortem(comments) && { labels: [postMortemLabel] }),
        };
      });
      if (stored) memory.keep(stored);
      else records.lose(ref, operation);
      return stored !== undefined;
    },
    lose: (ref, operation) => {
      const anomaly = memory.at(ref);
      if (!anomaly) return;
      work.count(operation);
      log.warn("a record is gone or cannot be read; what goes on is recorded anew", { anomaly: anomaly.id });
      memory.forget(ref);
      if (isOpen(anomaly) && anomaly.detection === "automatic") records.orphans.push(anomaly);
    },
  };
  return records;
}

/** With the symptoms that it explains now, what they are called, and the components that they belong to. */
export function withSymptoms(
  anomaly: Anomaly,
  firing: Active | undefined,
  titles: ReadonlyMap<string, string> = new Map(),
): Anomaly {
  const { names = [], components = [] } = firing?.symptomsOf(Object.keys(anomaly.alerts)) ?? {};
  const added = (some: readonly string[], more: readonly string[]) => [...new Set([...some, ...more])].slice(0, 30);
  const symptoms = added(anomaly.symptoms, names);
  const called = { ...anomaly.called, ...Object.fromEntries([...titles].filter(([name]) => symptoms.includes(name))) };
  return { ...anomaly, symptoms, called, affected: added(anomaly.affected, components) };
}
