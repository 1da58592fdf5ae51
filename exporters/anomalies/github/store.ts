import type { Log } from "../../program/log.ts";
import { type Anomaly, currentEpisode, isOpen } from "../anomaly.ts";
import { commentMark, firstOf } from "../block.ts";
import { commandsIn, quoted } from "../commands.ts";
import { labelsOf, outdatedLabels, recordLabel, reportLabel } from "../labels.ts";
import { formBody, reportIn } from "../report-fields.ts";
import type { Seal } from "../seal.ts";
import { bodyOf, clock, type Locale, limits, titleOf, updatedBody, wellFormed } from "../sheet.ts";
import type { Change, Command, News, Operation, Report, Seen, Store } from "../store.ts";
import { comments } from "../words.ts";
import { type Comment, type Hand, type Issue, isMember, isReport, reasonOf, seenIn } from "./answers.ts";
import { clientOf, failedBy, type GitHubSettings, loginOf, statusIn } from "./client.ts";
import { issuesOf } from "./issues.ts";

/** ms after which a listing shows every issue and change; what is younger is asked for by its number. */
const listingsLag = 60_000;
/** Numbers that are asked for beyond the last known one: pull requests, discussions and deleted issues have numbers as well. */
const numbersAhead = 5;
/** ms by which GitHub's clock and ours may differ. */
const clocksDiffer = 600_000;

/**
 * Records as issues of one repository, which the recorder's account opened.
 *
 * @param settings.seal by which the recorder knows its own hand. Without it, the store is one to look at and to speak into
 */
export function githubStore(
  settings: GitHubSettings & { readonly locale: Locale; readonly seal?: Seal },
  log: Log,
): Store<number> {
  const { owner, repo, locale, seal, now = () => new Date() } = settings;
  const client = clientOf(settings, log);
  const paper = { seal };
  const damaged = new Set<string>();
  const told = new Set<string>();
  const issues = issuesOf(client, owner, repo, (what) => {
    if (!damaged.has(what)) log.warn("what GitHub answers of an issue is not understood; it is left out", { what });
    damaged.add(what);
  });
  /** Until when listings have been read. */
  let readUntil: Date | undefined;
  let known: Hand | undefined;
  const handOf = async (): Promise<Hand | undefined> => {
    if (seal && !known) known = { login: await loginOf(client, settings), seal };
    return known;
  };

  /** Does the requests of one operation, and tells their failure in our words. */
  const doing = async <T>(operation: Operation, requests: () => Promise<T>): Promise<T> => {
    try {
      return await requests();
    } catch (error) {
      throw failedBy(error, operation);
    }
  };

  const recordIn = async (issue: Issue): Promise<Seen<number> | undefined> => {
    const hand = await handOf();
    try {
      return seenIn(issue, hand);
    } catch (error) {
      const [id = `#${issue.number}`] = /^ANOM-\d{4}-\d{2}-\d{2}-\d{3,6}\b/.exec(issue.title) ?? [];
      damaged.add(id);
      const line = `${issue.number} ${(error as Error).message}`;
      if (!told.has(line)) log.warn((error as Error).message, { issue: issue.number });
      told.add(line);
      return undefined;
    }
  };
  const recordsIn = async (found: readonly Issue[]): Promise<Seen<number>[]> =>
    (await Promise.all(found.map(recordIn))).filter((seen) => seen !== undefined);
  /** Which issues may be records: all of the recorder's account, as a label can be renamed. */
  const ours = async () => {
    const hand = await handOf();
    return hand ? { creator: hand.login } : { labels: recordLabel };
  };

  /** Numbers are given in order: what the listings do not show yet has the next ones. */
  const recent = async (): Promise<Seen<number>[]> => {
    const listed = await issues.newest();
    const settled = listed.filter(({ created_at }) => now().getTime() - created_at.getTime() > listingsLag);
    const highest = Math.max(0, ...listed.map(({ number }) => number));
    const found: Issue[] = [...listed];
    let missing = 0;
    for (let number = 1 + Math.max(0, ...settled.map((issue) => issue.number)); missing < numbersAhead; number++) {
      if (listed.some((issue) => issue.number === number)) continue;
      const issue = await issues.peek(number);
      if (issue) found.push(issue);
      if (number > highest) missing = issue ? 0 : missing + 1;
    }
    return recordsIn(found);
  };

  /** The records as they are now, which of them are none any more, and which have comments. */
  const present = async (refs: readonly number[]) => {
    const seen: Seen<number>[] = [];
    const [gone, discussed]: [number[], Seen<number>[]] = [[], []];
    for (const ref of refs) {
      const issue = await issues.read(ref);
      const record = issue && (await recordIn(issue));
      if (record) seen.push(record);
      else gone.push(ref);
      if (record && issue.comments !== 0) discussed.push(record);
    }
    return { seen, gone, discussed };
  };

  const comment = (number: number, body: string): Promise<void> =>
    issues.comment(number, firstOf(wellFormed(body), limits.body));
  const commentOnce = async (issue: Issue, mark: string, text: string, since: Date): Promise<void> => {
    const hidden = commentMark(mark);
    const present = await issues.comments(issue.number, new Date(since.getTime() - clocksDiffer));
    if (present.some(({ body }) => body?.includes(hidden))) return;
    try {
      await comment(issue.number, `${hidden}\n${quoted(text)}`);
    } catch (error) {
      // Where nobody may speak, the state can still be written.
      if (statusIn(error) !== 403 || !issue.locked) throw error;
      log.warn("an issue is locked: a comment is left out", { issue: issue.number });
    }
  };

  /** The state of the anomaly, and the block that holds it, change in one request, the last: until then all of it can be done again. */
  const write = async (
    issue: Issue,
    { anomaly, comments: said, labels = [] }: Change,
    before: Anomaly,
  ): Promise<Date> => {
    const { number } = issue;
    const since = new Date(currentEpisode(before).openedAt);
    const { text, cut } = updatedBody(issue.body ?? "", anomaly, locale, paper);
    for (const { mark, text } of said) await commentOnce(issue, mark, text, since);
    if (cut.trim() !== "")
      await commentOnce(issue, `moved-${issue.updated_at.getTime()}`, `${comments.moved[locale]}\n\n${cut}`, since);
    await issues.addLabels(
      number,
      [...labelsOf(anomaly), ...labels].filter((label) => !issue.labels.includes(label)),
    );
    for (const label of outdatedLabels(issue.labels, anomaly)) await issues.removeLabel(number, label);
    const reopened = !isOpen(before) && isOpen(anomaly);
    const { updated_at } = await issues.update(number, {
      body: text,
      ...(isOpen(anomaly)
        ? { state: "open" as const }
        : { state: "closed" as const, state_reason: reasonOf(currentEpisode(anomaly).resolution) }),
      // A person may have given it a better one.
      ...(titleOf(anomaly) !== titleOf(before) && { title: titleOf(anomaly) }),
      // Who took the last occurrence has not taken this one.
      ...(reopened && { assignees: [] }),
    });
    return updated_at;
  };

  const commandsOf = (found: readonly Comment[]): Command<number>[] =>
    [...found]
      .sort((a, b) => a.created_at.getTime() - b.created_at.getTime() || (a.id ?? 0) - (b.id ?? 0))
      .flatMap((one) => {
        const ref = issues.numberOf(one);
        if (!isMember(one.author_association) || ref === undefined) return [];
        return commandsIn(one.body ?? "").map((says) => ({ ref, says, at: one.created_at }));
      });

  /** Reports of members. What strangers report is a request to the members, who may report it. */
  const reportsIn = async (found: readonly Issue[]): Promise<Report<number>[]> => {
    const login = (await handOf())?.login;
    return found
      .filter(isReport)
      .filter(({ author_association, user }) => isMember(author_association) || (login && user?.login === login))
      .map(({ number, html_url, title, body, created_at }) => ({
        ...reportIn(number, title, body ?? "", created_at),
        ...(html_url && { url: html_url }),
      }));
  };

  return {
    damaged,
    prepare: async () => {},

    load: () =>
      doing("list", async () => {
        const until = new Date(now().getTime() - listingsLag);
        const listed = await issues.list({ ...(await ours()), sort: "created", direction: "asc" });
        // Others that have the label are told of, and their numbers are taken.
        if (seal) await recordsIn(await issues.list({ labels: recordLabel, state: "open", direction: "asc" }));
        const latest = new Map([...(await recordsIn(listed)), ...(await recent())].map((seen) => [seen.ref, seen]));
        // A listing may show what was over a minute ago. What was written into the open ones while nobody read it is read now.
        const open = [...latest.values()].filter(({ anomaly, closed }) => isOpen(anomaly) || !closed);
        const { seen, gone, discussed } = await present(seal ? open.map(({ ref }) => ref) : []);
        for (const record of seen) latest.set(record.ref, record);
        for (const ref of gone) latest.delete(ref);
        const written: Comment[] = [];
        for (const { ref, anomaly } of discussed)
          written.push(...(await issues.comments(ref, new Date(currentEpisode(anomaly).openedAt))));
        readUntil = until;
        return {
          seen: [...latest.values()].sort((a, b) => a.ref - b.ref),
          ...{ commands: commandsOf(written), reports: [], gone: [] },
        };
      }),

    recent: () => doing("list", recent),

    create: (anomaly) =>
      doing("create", async () => {
        const { number, updated_at } = await issues.create({
          ...{ title: titleOf(anomaly), body: bodyOf(anomaly, locale, paper), labels: labelsOf(anomaly) },
        });
        return { ref: number, anomaly, changedAt: updated_at };
      }),

    change: (ref, operation, change) =>
      doing(operation, async () => {
        const issue = await issues.read(ref);
        const seen = issue && (await recordIn(issue));
        if (!issue || !seen) return undefined;
        const wanted = await change(seen);
        if (!wanted) return seen;
        try {
          return { ref, anomaly: wanted.anomaly, changedAt: await write(issue, wanted, seen.anomaly) };
        } catch (error) {
          // It was deleted or transferred meanwhile, or nobody may change it.
          if (issue.locked && statusIn(error) === 403) return undefined;
          if ([301, 404, 410].includes(statusIn(error)) && !(await issues.read(ref))) return undefined;
          throw error;
        }
      }),

    // The report is a person's, and is left as it is: GitHub shows there which record names it.
    takenUp: async () => {},

    discard: (duplicate, kept) =>
      doing("close", async () => {
        const issue = await issues.read(duplicate);
        if (issue?.state !== "open" || !(await recordIn(issue))) return;
        const text = `${comments.duplicateRecord[locale]} ${kept.anomaly.id} (#${kept.ref}).`;
        await commentOnce(issue, "duplicate-record", text, issue.created_at);
        await issues.update(duplicate, { state: "closed", state_reason: "duplicate" });
      }),

    report: (title, answers) =>
      doing("create", async () => {
        const { html_url = "" } = await issues.create({ title, body: formBody(answers), labels: [reportLabel] });
        return html_url;
      }),

    read: (ref) =>
      doing("list", async () => {
        const issue = await issues.read(ref);
        const remarks = issue ? await issues.comments(ref, issue.created_at) : [];
        return {
          text: issue?.body ?? "",
          remarks: remarks.map(({ body, created_at }) => ({
            when: clock(created_at.toISOString(), locale),
            text: body ?? "",
          })),
        };
      }),

    say: (ref, text) => doing("update", () => comment(ref, text)),

    news: (open) =>
      doing("list", async (): Promise<News<number>> => {
        const until = new Date(now().getTime() - listingsLag);
        const since = readUntil ?? until;
        const mine = await ours();
        const changed = await issues.list({
          ...{ ...mine, sort: "created", direction: "asc", since: `${since.toISOString().slice(0, 19)}Z` },
        });
        const shown = new Set((await recordsIn(await issues.list({ ...mine, state: "open" }))).map(({ ref }) => ref));
        const { seen, gone } = await present(open.filter((ref) => !shown.has(ref)));
        const reported = await issues.list({ labels: reportLabel, state: "open", sort: "created", direction: "asc" });
        const written = await issues.allComments(since);
        readUntil = until;
        return {
          ...{ seen: [...(await recordsIn(changed)), ...seen], gone },
          ...{ commands: commandsOf(written), reports: await reportsIn(reported) },
        };
      }),

    newsOf: (ref) =>
      doing("list", async (): Promise<News<number>> => {
        const issue = await issues.read(ref);
        if (!issue) return { seen: [], commands: [], reports: [], gone: [ref] };
        const record = await recordIn(issue);
        const written = await issues.comments(ref, readUntil ?? issue.created_at);
        return {
          ...{ seen: record ? [record] : [], gone: record ? [] : [ref] },
          ...{ commands: commandsOf(written), reports: await reportsIn([issue]) },
        };
      }),
  };
}
