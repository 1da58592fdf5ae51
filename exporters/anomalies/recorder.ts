import type { Log } from "../program/log.ts";
import type { Active } from "./alertmanager.ts";
import { type Anomaly, currentEpisode, type Episode, isOpen, type Written } from "./anomaly.ts";
import { type Decision, decide, type Event, type Policy, withoutLost } from "./decide.ts";
import type { History } from "./history.ts";
import { nextId } from "./ids.ts";
import { postMortemLabel } from "./labels.ts";
import { createMemory } from "./memory.ts";
import type { Notice } from "./notification.ts";
import { closedByPeople, openedByReport, withPeople } from "./people.ts";
import { remarksOn, wantsPostMortem } from "./remarks.ts";
import type { Locale } from "./sheet.ts";
import {
  type Change,
  type Command,
  Failed,
  IdTaken,
  type News,
  type Operation,
  type Report,
  type Seen,
  type Store,
} from "./store.ts";

export interface RecorderOptions<Ref> {
  readonly store: Store<Ref>;
  readonly policy: Policy;
  readonly locale: Locale;
  /** Asks Alertmanager what fires; undefined when it does not answer. */
  readonly active: () => Promise<Active | undefined>;
  readonly history?: History;
  readonly log: Log;
  readonly now?: () => Date;
}

/** Keeps one record an anomaly. All work is done one after the other: GitHub asks for that, and it makes ids and records unique. */
export interface Recorder<Ref = unknown> {
  /** Reads everything from the store. Before that, and while it fails, nothing is recorded. */
  start(): Promise<void>;
  /** Resolves when all of it is in the store. @throws Failed, and then it may be given again at any time */
  record(notices: readonly Notice[]): Promise<void>;
  /** Looks at what people did, and at what has ended unseen. */
  look(): Promise<void>;
  /** The same for one record of which a webhook tells. */
  lookAt(ref: Ref): Promise<void>;
  readonly ready: boolean;
  readonly anomalies: readonly Anomaly[];
  /** Pieces of work that wait, the present one included. */
  readonly pending: number;
  readonly failures: ReadonlyMap<Operation, number>;
}

/** ms for which an alert must be missing in Alertmanager before its end counts as lost: usually it is about to be told. */
const lostAfter = 90_000;
/** How often a record is looked for and tried again before whoever called must come again. */
const attempts = 3;

export function createRecorder<Ref>(options: RecorderOptions<Ref>): Recorder<Ref> {
  const { store, policy, locale, active, history, log, now = () => new Date() } = options;
  const memory = createMemory<Ref>();
  const failures = new Map<Operation, number>();
  let pending = 0;
  let started = false;
  /** Whether a record may exist that the memory lacks. */
  let doubtful = false;
  /** Fingerprint of an alert that Alertmanager does not know any more -> since when, in ms. */
  let missing = new Map<string, number>();
  /** Anomalies whose record went away while it was open: they are recorded anew if they go on. */
  let bereft: Anomaly[] = [];
  /** News that were read and are not followed yet: nobody tells them again. */
  let behind: News<Ref>[] = [];
  /** How many unreadable records are told of. */
  let unreadable = 0;
  let last: Promise<unknown> = Promise.resolve();

  const count = (operation: Operation, times = 1) =>
    void failures.set(operation, (failures.get(operation) ?? 0) + times);
  const tell = (failed: Failed) => {
    count(failed.operation);
    log.error(failed.message, { operation: failed.operation, remedy: failed.remedy });
  };
  /** Does what stands for itself: a refusal of one record is told, and keeps nobody else waiting. */
  const apart = async (work: Promise<unknown>): Promise<void> => {
    try {
      await work;
    } catch (error) {
      if (!(error instanceof Failed) || !error.certain) throw error;
      tell(error);
    }
  };

  /** Does the work when all work before it is done. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    pending += 1;
    const mine = last.then(work).finally(() => {
      pending -= 1;
    });
    last = mine.catch(() => {});
    return mine.catch((error: unknown) => {
      if (error instanceof Failed) tell(error);
      else
        log.error("unexpected failure: this is a defect", { error: error instanceof Error ? error.name : "unknown" });
      throw error;
    });
  };

  const learn = async (seen: readonly Seen<Ref>[]): Promise<void> => {
    for (const { duplicate, kept } of memory.learn(seen)) {
      log.warn("an anomaly was recorded twice; closing the second record", { anomaly: kept.anomaly.id });
      await store.discard(duplicate, kept);
    }
  };

  const beSure = async (): Promise<void> => {
    if (!doubtful) return;
    await learn(await store.recent());
    doubtful = false;
  };

  const create = async (draft: Omit<Anomaly, "id">): Promise<Written<Ref>> => {
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

  /** With what Alertmanager and Prometheus know of it at its opening. */
  const enriched = async (anomaly: Anomaly): Promise<Anomaly> => {
    if (anomaly.detection !== "automatic") return anomaly;
    const [firing, firstBad] = await Promise.all([active(), history?.firstBad(anomaly)]);
    const bad: Partial<Episode> = firstBad ? { firstBadAt: firstBad.toISOString() } : {};
    const episodes = [...anomaly.episodes.slice(0, -1), { ...currentEpisode(anomaly), ...bad }];
    return withSymptoms({ ...anomaly, episodes }, firing);
  };

  const mourn = (ref: Ref, operation: Operation): void => {
    const anomaly = memory.at(ref);
    if (!anomaly) return;
    count(operation);
    log.warn("a record is gone or cannot be read; what goes on is recorded anew", { anomaly: anomaly.id });
    memory.forget(ref);
    if (isOpen(anomaly) && anomaly.detection === "automatic") bereft.push(anomaly);
  };

  /**
   * Changes a record as `decideOn` says, told with its events, after what people did to it meanwhile.
   * @returns whether the record is still there
   */
  const change = async (ref: Ref, operation: Operation, decideOn: (fresh: Anomaly) => Decision): Promise<boolean> => {
    const stored = await store.change(ref, operation, async (seen): Promise<Change | undefined> => {
      const people = withPeople(seen);
      const decision = decideOn(people.anomaly);
      const events: Event[] = [...people.events, ...(decision.kind === "change" ? decision.events : [])];
      const anomaly = decision.kind === "change" ? decision.anomaly : people.anomaly;
      if (decision.kind !== "change" && events.length === 0) return undefined;
      const written = decision.kind === "change" && events.includes("reopened") ? await enriched(anomaly) : anomaly;
      const comments = await remarksOn(written, events, history, locale);
      return { anomaly: written, comments, ...(wantsPostMortem(comments) && { labels: [postMortemLabel] }) };
    });
    if (stored) memory.keep(stored);
    else mourn(ref, operation);
    return stored !== undefined;
  };

  const take = async (notice: Notice): Promise<void> => {
    await beSure();
    const known = memory.of(notice.key);
    const onKnown = (anomalies: readonly Anomaly[]) => decide(anomalies, notice, policy, now());
    const decision = onKnown(known.map(({ anomaly }) => anomaly));
    const latest = known.at(-1);
    if (decision.kind === "open") {
      // What is over already is opened first, then ended: a record is never born closed.
      const { resolvedAt, closedAt, resolution, ...episode } = decision.draft.episodes[0] as Episode;
      const stored = await create({ ...decision.draft, episodes: [episode] });
      if (resolvedAt) await end(stored.ref);
    }
    if (decision.kind === "change" && latest) {
      const operation = operationOf(decision.events, decision.anomaly);
      const before = known.slice(0, -1).map(({ anomaly }) => anomaly);
      let outdated = false;
      const found = await change(latest.ref, operation, (fresh) => {
        const now = onKnown([...before, fresh]);
        outdated = now.kind === "open";
        return now;
      });
      // People closed the record meanwhile, or deleted it although its alert fires.
      if (outdated || (!found && notice.alerts.some(({ firing }) => firing))) await take(notice);
    }
  };

  /** Alertmanager repeats what it had no answer to, and its replicas say the same: what waits already is not put behind itself. */
  const waiting = new Map<string, Promise<void>>();
  const takeOnce = (notice: Notice): Promise<void> => {
    const news = JSON.stringify(notice);
    const mine =
      waiting.get(news) ??
      inTurn(async () => {
        for (let attempt = 1; ; attempt++) {
          try {
            return await take(notice);
          } catch (error) {
            // Looked for first, and tried again only if it is not there.
            if (!(error instanceof Failed) || error.certain || attempt === attempts) throw error;
          }
        }
      }).finally(() => waiting.delete(news));
    waiting.set(news, mine);
    return mine;
  };

  const end = (ref: Ref): Promise<boolean> =>
    change(ref, "close", (fresh) => withoutLost(fresh, new Set(), policy, now()));

  const takeUp = async (report: Report<Ref>): Promise<void> => {
    const draft = openedByReport(report, now());
    if (memory.of(draft.key).length === 0) {
      await create(draft);
      log.info("report taken up", { severity: draft.severity });
    }
    await store.takenUp(report);
  };

  const obey = async ({ ref, says, at }: Command<Ref>): Promise<void> => {
    const anomaly = memory.at(ref);
    const { openedAt, acknowledgedAt } = anomaly ? currentEpisode(anomaly) : {};
    // An old comment is read again after a restart; what was said before the record was reopened is over. The store's times
    // may be whole seconds.
    if (!anomaly || !isOpen(anomaly) || !openedAt) return;
    if (at.getTime() < Math.floor(Date.parse(openedAt) / 1000) * 1000) return;
    if (says.kind === "close") await change(ref, "close", (fresh) => closedByPeople(fresh, says.resolution, at));
    else if (!acknowledgedAt)
      await change(
        ref,
        "update",
        (fresh) => withPeople({ anomaly: fresh, acknowledged: true, changedAt: at }).decision,
      );
  };

  const follow = async ({ seen, commands, reports, gone }: News<Ref>): Promise<void> => {
    for (const one of seen) {
      if (!memory.isNews(one)) continue;
      await apart(learn([one]));
      if (withPeople(one).events.length > 0)
        await apart(
          change(one.ref, isOpen(one.anomaly) && one.closed ? "close" : "update", () => ({ kind: "nothing" })),
        );
    }
    for (const ref of gone) mourn(ref, "list");
    for (const command of commands) await apart(obey(command));
    for (const report of reports) await apart(takeUp(report));
    if (store.damaged.size > unreadable) count("list", store.damaged.size - unreadable);
    unreadable = store.damaged.size;
  };

  const catchUp = async (): Promise<void> => {
    for (let [news] = behind; news; [news] = behind) {
      await follow(news);
      behind.shift();
    }
  };

  /** What goes on although its record was deleted or damaged; of what has ended, nothing is left to do. */
  const recordAnew = async ({ fingerprints }: Active): Promise<void> => {
    const lost = bereft;
    bereft = [];
    for (const { id: _, ...anomaly } of lost) {
      const alerts = Object.fromEntries(
        Object.entries(anomaly.alerts).filter(([one, [, ended]]) => ended === undefined && fingerprints.has(one)),
      );
      // Whoever told of it again meanwhile has recorded it.
      if (Object.keys(alerts).length === 0 || memory.of(anomaly.key).some((one) => isOpen(one.anomaly))) continue;
      const { detectedAt } = currentEpisode(anomaly as Anomaly);
      await apart(create({ ...anomaly, alerts, episodes: [{ detectedAt, openedAt: now().toISOString() }] }));
    }
  };

  /** What ended while nobody could tell, and symptoms that came later. */
  const reconcile = async (): Promise<void> => {
    const open = memory.all().filter(({ anomaly }) => isOpen(anomaly) && anomaly.detection === "automatic");
    if (open.length === 0 && bereft.length === 0) return;
    const firing = await active();
    if (!firing) return;
    const ongoing = open.flatMap(({ anomaly: { alerts } }) =>
      Object.keys(alerts).filter((one) => alerts[one]?.[1] === undefined),
    );
    const gone = firing.complete ? ongoing.filter((one) => !firing.fingerprints.has(one)) : [];
    missing = new Map(gone.map((one) => [one, missing.get(one) ?? now().getTime()]));
    const lost = new Set([...missing].filter(([, since]) => now().getTime() - since >= lostAfter).map(([one]) => one));
    await recordAnew(firing);
    for (const { ref, anomaly } of open) {
      const over = (it: Anomaly) => withoutLost(it, lost, policy, now());
      const symptoms = withSymptoms(anomaly, firing);
      if (over(anomaly).kind === "change") await apart(change(ref, "close", over));
      else if (symptoms.symptoms.length > anomaly.symptoms.length)
        await apart(
          change(ref, "update", (fresh) => ({ kind: "change", anomaly: withSymptoms(fresh, firing), events: [] })),
        );
    }
  };

  return {
    start: () =>
      inTurn(async () => {
        await store.prepare();
        const news = await store.load();
        await apart(learn(news.seen));
        behind = [news];
        started = true;
        log.info("records read", { anomalies: memory.all().length });
        // What fails here is tried again at the next look; alerts do not wait for it.
        await catchUp().catch((error: unknown) => {
          if (!(error instanceof Failed)) throw error;
          tell(error);
        });
      }),
    record: async (notices) => {
      if (!started)
        throw new Failed("list", "the records have not been read yet", { certain: true, remedy: "it is tried again" });
      for (const notice of notices) await takeOnce(notice);
    },
    look: () =>
      inTurn(async () => {
        await beSure();
        await catchUp();
        behind.push(await store.news(memory.open()));
        await catchUp();
        await reconcile();
      }),
    lookAt: (ref) =>
      inTurn(async () => {
        behind.push(await store.newsOf(ref));
        await catchUp();
      }),
    get ready() {
      return started;
    },
    get anomalies() {
      return memory.all().map(({ anomaly }) => anomaly);
    },
    get pending() {
      return pending;
    },
    failures,
  };
}

const operationOf = (events: readonly Event[], anomaly: Anomaly): Operation =>
  events.includes("reopened") ? "reopen" : isOpen(anomaly) ? "update" : "close";

function withSymptoms(anomaly: Anomaly, firing: Active | undefined): Anomaly {
  const { names = [], components = [] } = firing?.symptomsOf(Object.keys(anomaly.alerts)) ?? {};
  const added = (some: readonly string[], more: readonly string[]) => [...new Set([...some, ...more])].slice(0, 30);
  return { ...anomaly, symptoms: added(anomaly.symptoms, names), affected: added(anomaly.affected, components) };
}
