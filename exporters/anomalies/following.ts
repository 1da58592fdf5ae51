import { currentEpisode, isOpen } from "./anomaly.ts";
import { obeyed, openedByReport, withPeople } from "./people.ts";
import type { RecorderOptions } from "./recording.ts";
import type { Records } from "./records.ts";
import type { Command, News, Report } from "./store.ts";
import type { Work } from "./work.ts";

/** Does what people say in the store: commands, reports, records that they closed or deleted. */
export interface Following<Ref> {
  /** Keeps news that were read: nobody tells them again. */
  add(news: News<Ref>): void;
  /** Follows all that were added, the oldest first; what fails stays, and is tried again at the next call. */
  catchUp(): Promise<void>;
}

export function createFollowing<Ref>(
  { store, log, now = () => new Date() }: RecorderOptions<Ref>,
  { memory, learn, create, change, lose }: Records<Ref>,
  { onItsOwn, count }: Work,
): Following<Ref> {
  const waiting: News<Ref>[] = [];
  /** How many unreadable records are told of. */
  let unreadable = 0;

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
    if (says.kind === "close") await change(ref, "close", (fresh) => obeyed(says, fresh, at));
    else if (!acknowledgedAt) await change(ref, "update", (fresh) => obeyed(says, fresh, at));
  };

  const follow = async ({ seen, commands, reports, gone }: News<Ref>): Promise<void> => {
    for (const one of seen) {
      if (!memory.isNews(one)) continue;
      await onItsOwn(learn([one]));
      if (withPeople(one).events.length > 0)
        await onItsOwn(
          change(one.ref, isOpen(one.anomaly) && one.closed ? "close" : "update", () => ({ kind: "nothing" })),
        );
    }
    for (const ref of gone) lose(ref, "list");
    for (const command of commands) await onItsOwn(obey(command));
    for (const report of reports) await onItsOwn(takeUp(report));
    if (store.damaged.size > unreadable) count("list", store.damaged.size - unreadable);
    unreadable = store.damaged.size;
  };

  return {
    add: (news) => void waiting.push(news),
    catchUp: async () => {
      for (let [news] = waiting; news; [news] = waiting) {
        await follow(news);
        waiting.shift();
      }
    },
  };
}
