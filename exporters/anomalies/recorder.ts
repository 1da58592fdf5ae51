import type { Active } from "./alertmanager.ts";
import { type Anomaly, currentEpisode, type Episode, isOpen, type Written } from "./anomaly.ts";
import { type Decision, decide, type Event, withoutLost } from "./decide.ts";
import { nextId } from "./ids.ts";
import { postMortemLabel } from "./labels.ts";
import { createMemory } from "./memory.ts";
import type { Notice } from "./notification.ts";
import { obeyed, openedByReport, withPeople } from "./people.ts";
import type { Recorder, RecorderOptions } from "./recording.ts";
import { remarksOn, wantsPostMortem } from "./remarks.ts";
import { type Change, type Command, Failed, type News, type Operation, type Report, type Seen } from "./store.ts";

export type { Act, Recorder, RecorderOptions } from "./recording.ts";

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
  let last: Promise<unknown> = Promise.resolve();

  /** Does the work when all work before it is done. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    pending += 1;
    const mine = last.then(work).finally(() => {
      pending -= 1;
    });
    last = mine.catch(() => {});
    return mine.catch((error: unknown) => {
      if (error instanceof Failed) {
        failures.set(error.operation, (failures.get(error.operation) ?? 0) + 1);
        log.error(error.message, { operation: error.operation, remedy: error.remedy });
      } else
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

  /**
   * Changes a record as `decideOn` says, told with its events, after what people did to it meanwhile.
   * @returns whether the record is still there
   */
  const change = async (
    ref: Ref,
    operation: Operation,
    decideOn: (fresh: Anomaly) => Decision,
    said: Change["comments"] = [],
  ): Promise<boolean> => {
    const stored = await store.change(ref, operation, async (seen): Promise<Change | undefined> => {
      const people = withPeople(seen);
      const decision = decideOn(people.anomaly);
      const events: Event[] = [...people.events, ...(decision.kind === "change" ? decision.events : [])];
      const anomaly = decision.kind === "change" ? decision.anomaly : people.anomaly;
      if (decision.kind !== "change" && events.length + said.length === 0) return undefined;
      const written = decision.kind === "change" && events.includes("reopened") ? await enriched(anomaly) : anomaly;
      const comments = await remarksOn(written, events, history, locale);
      return {
        anomaly: written,
        comments: [...said, ...comments],
        ...(wantsPostMortem(comments) && { labels: [postMortemLabel] }),
      };
    });
    if (stored) memory.keep(stored);
    else {
      failures.set(operation, (failures.get(operation) ?? 0) + 1);
      log.warn("a record is gone; its anomaly is recorded anew when its alert is told again", { operation });
      memory.forget(ref);
    }
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
    const [known] = memory.of(draft.key);
    const detectedAt = new Date(currentEpisode(draft as Anomaly).detectedAt);
    const anomaly = known?.anomaly ?? { ...draft, id: nextId(detectedAt, [...memory.ids(), ...store.damaged]) };
    memory.keep(await store.takeUp(report, anomaly));
    if (!known) log.info("report taken up", { anomaly: anomaly.id, severity: anomaly.severity });
  };

  const obey = async ({ ref, says, at }: Command<Ref>): Promise<void> => {
    const anomaly = memory.at(ref);
    const { openedAt, acknowledgedAt } = anomaly ? currentEpisode(anomaly) : {};
    // An old comment is read again after a restart; what was said before the record was reopened is over.
    if (!anomaly || !isOpen(anomaly) || !openedAt || at < new Date(openedAt)) return;
    if (says.kind === "close") await change(ref, "close", (fresh) => obeyed(says, fresh, at));
    else if (!acknowledgedAt) await change(ref, "update", (fresh) => obeyed(says, fresh, at));
  };

  const follow = async ({ seen, commands, reports }: News<Ref>): Promise<void> => {
    for (const one of seen) {
      if (!memory.isNews(one)) continue;
      await learn([one]);
      if (withPeople(one).events.length > 0)
        await change(one.ref, isOpen(one.anomaly) && one.closed ? "close" : "update", () => ({ kind: "nothing" }));
    }
    for (const command of commands) await obey(command);
    for (const report of reports) await takeUp(report);
  };

  /** What ended while nobody could tell, and symptoms that came later. */
  const reconcile = async (): Promise<void> => {
    const open = memory.all().filter(({ anomaly }) => isOpen(anomaly) && anomaly.detection === "automatic");
    if (open.length === 0) return;
    const firing = await active();
    if (!firing) return;
    const ongoing = open.flatMap(({ anomaly: { alerts } }) =>
      Object.keys(alerts).filter((one) => alerts[one]?.[1] === undefined),
    );
    const gone = firing.complete ? ongoing.filter((one) => !firing.fingerprints.has(one)) : [];
    missing = new Map(gone.map((one) => [one, missing.get(one) ?? now().getTime()]));
    const lost = new Set([...missing].filter(([, since]) => now().getTime() - since >= lostAfter).map(([one]) => one));
    for (const { ref, anomaly } of open) {
      const over = (it: Anomaly) => withoutLost(it, lost, policy, now());
      const symptoms = withSymptoms(anomaly, firing);
      if (over(anomaly).kind === "change") await change(ref, "close", over);
      else if (symptoms.symptoms.length > anomaly.symptoms.length)
        await change(ref, "update", (fresh) => ({ kind: "change", anomaly: withSymptoms(fresh, firing), events: [] }));
    }
  };

  const refOf = (id: string): Ref | undefined => memory.all().find(({ anomaly }) => anomaly.id === id)?.ref;

  return {
    start: () =>
      inTurn(async () => {
        await learn(await store.load());
        started = true;
        log.info("records read", { anomalies: memory.all().length });
      }),
    record: async (notices) => {
      if (!started)
        throw new Failed("list", "the records have not been read yet", { certain: true, remedy: "it is tried again" });
      for (const notice of notices) await takeOnce(notice);
    },
    look: () =>
      inTurn(async () => {
        await beSure();
        await follow(await store.news());
        await reconcile();
      }),
    lookAt: (ref) => inTurn(async () => follow(await store.newsOf(ref))),
    act: (id, { says, by, remark }) =>
      inTurn(async () => {
        const ref = refOf(id);
        if (ref === undefined) return undefined;
        const decideOn = (fresh: Anomaly): Decision => (says ? obeyed(says, fresh, now(), by) : { kind: "nothing" });
        await change(ref, says?.kind === "close" ? "close" : "update", decideOn, [remark]);
        return memory.at(ref);
      }),
    read: async (id) => {
      const ref = refOf(id);
      return ref === undefined ? undefined : store.read(ref);
    },
    report: (title, answers) =>
      inTurn(async () => {
        await store.report(title, answers);
        await follow(await store.news());
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
