import { type Anomaly, type Episode, isOpen } from "./anomaly.ts";
import { type Decision, decide, type Event, withoutLost } from "./decide.ts";
import { createFollowing } from "./following.ts";
import type { Notice } from "./notification.ts";
import { obeyed, type TooLate, tooLate } from "./people.ts";
import { createReconciling } from "./reconciling.ts";
import type { Recorder, RecorderOptions } from "./recording.ts";
import { createRecords, type Records } from "./records.ts";
import { Failed, type Operation } from "./store.ts";
import { createWork, type Work } from "./work.ts";

export type { Act, Recorder, RecorderOptions } from "./recording.ts";

/** How often a record is looked for and tried again before whoever called must come again. */
const attempts = 3;

export function createRecorder<Ref>(options: RecorderOptions<Ref>): Recorder<Ref> {
  const { store, log, now = () => new Date() } = options;
  const work = createWork(log);
  const { inTurn, tell } = work;
  const records = createRecords(options, work);
  const { memory, learn, makeSure, change } = records;
  const following = createFollowing(options, records, work);
  const reconcile = createReconciling(options, records, work);
  const take = createTaking(options, records, work);
  let started = false;

  const takeUp = async (): Promise<void> => {
    following.add(await store.news(memory.open()));
    await following.catchUp();
  };
  /** For what the next look does as well. */
  const orLater = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (!(error instanceof Failed)) throw error;
      tell(error);
    });

  const refOf = (id: string): Ref | undefined => memory.all().find(({ anomaly }) => anomaly.id === id)?.ref;

  return {
    start: () =>
      inTurn(async () => {
        await store.prepare();
        const news = await store.load();
        await work.onItsOwn(learn(news.seen));
        following.add(news);
        started = true;
        log.info("records read", { anomalies: memory.all().length });
        // Alerts do not wait for it.
        await orLater(following.catchUp());
      }),
    record: async (notices) => {
      if (!started)
        throw new Failed("list", "the records have not been read yet", { certain: true, remedy: "it is tried again" });
      for (const notice of notices) await take(notice);
    },
    missed: (alerts) => work.count("create", alerts),
    look: () =>
      inTurn(async () => {
        await makeSure();
        await following.catchUp();
        await takeUp();
        await reconcile();
      }),
    lookAt: (ref) =>
      inTurn(async () => {
        following.add(await store.newsOf(ref));
        await following.catchUp();
      }),
    act: (id, { says, by, seen, remark }) =>
      inTurn(async () => {
        const ref = refOf(id);
        let late: TooLate | undefined;
        // In its turn, and on the record as it is now: of two at the same time, one is the second.
        const decideOn = (fresh: Anomaly): Decision => {
          late = says && tooLate(says, fresh, seen, by);
          if (late) return { kind: "nothing" };
          return says ? obeyed(says, fresh, now(), by) : { kind: "change", anomaly: fresh, events: [] };
        };
        const operation = says?.kind === "close" ? "close" : "update";
        const found = ref !== undefined && (await change(ref, operation, decideOn, [remark]));
        return found ? late : { is: "gone" };
      }),
    read: async (id) => {
      const ref = refOf(id);
      return ref === undefined ? undefined : store.read(ref);
    },
    report: (title, answers) =>
      inTurn(async () => {
        await store.report(title, answers);
        // It is there: who is told that it failed would report it once more.
        await orLater(takeUp());
      }),
    get ready() {
      return started;
    },
    get anomalies() {
      return memory.all().map(({ anomaly }) => anomaly);
    },
    get pending() {
      return work.pending;
    },
    failures: work.failures,
  };
}

/** Takes what Alertmanager tells: an anomaly is opened, changed, ended or opened again. */
function createTaking<Ref>(
  { policy, now = () => new Date() }: RecorderOptions<Ref>,
  { memory, makeSure, create, change }: Records<Ref>,
  { inTurn }: Work,
): (notice: Notice) => Promise<void> {
  const take = async (notice: Notice): Promise<void> => {
    await makeSure();
    const known = memory.of(notice.key);
    const onKnown = (anomalies: readonly Anomaly[]) => decide(anomalies, notice, policy, now());
    const decision = onKnown(known.map(({ anomaly }) => anomaly));
    const latest = known.at(-1);
    if (decision.kind === "open") {
      // What is over already is opened first, then ended: a record is never born closed.
      const { resolvedAt, closedAt, resolution, ...episode } = decision.draft.episodes[0] as Episode;
      const stored = await create({ ...decision.draft, episodes: [episode] });
      if (resolvedAt) await change(stored.ref, "close", (fresh) => withoutLost(fresh, new Set(), policy, now()));
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
  return (notice) => {
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
}

const operationOf = (events: readonly Event[], anomaly: Anomaly): Operation =>
  events.includes("reopened") ? "reopen" : isOpen(anomaly) || !events.includes("resolved") ? "update" : "close";
