import { z } from "zod";
import type { Log } from "../../program/log.ts";
import { type Anomaly, currentEpisode, isOpen } from "../anomaly.ts";
import { commentMark } from "../block.ts";
import { commandsIn } from "../commands.ts";
import { labelsOf, outdatedLabels, recordLabel, reportLabel } from "../labels.ts";
import { formBody, reportIn } from "../report-fields.ts";
import { bodyOf, clock, type Locale, limits, titleOf, updatedBody } from "../sheet.ts";
import type { Change, Command, News, Operation, Report, Seen, Store } from "../store.ts";
import { comments } from "../words.ts";
import { commentSchema, type Issue, isReport, issueSchema, mayCommand, reasonOf, seenIn } from "./answers.ts";
import { clientOf, failedBy, type GitHubSettings, statusIn } from "./client.ts";

/** ms after which a listing shows every issue and change; what is younger is asked for by its number. */
const listingsLag = 60_000;
const perPage = 100;

/** Records as issues of one repository. */
export function githubStore(settings: GitHubSettings & { readonly locale: Locale }, log: Log): Store<number> {
  const { owner, repo, locale, now = () => new Date() } = settings;
  const client = clientOf(settings, log);
  const place = { owner, repo };
  const damaged = new Set<string>();
  /** Until when listings have been read. */
  let readUntil: Date | undefined;

  /** Does the requests of one operation, and tells their failure in our words. */
  const doing = async <T>(operation: Operation, requests: () => Promise<T>): Promise<T> => {
    try {
      return await requests();
    } catch (error) {
      throw failedBy(error, operation);
    }
  };

  const recordIn = (issue: Issue): Seen<number> | undefined => {
    try {
      return seenIn(issue);
    } catch (error) {
      log.warn((error as Error).message, { issue: issue.number });
      damaged.add(/^ANOM-[\d-]+/.exec(issue.title)?.[0] ?? "");
      return undefined;
    }
  };
  const recordsIn = (issues: readonly Issue[]) => issues.flatMap((issue) => recordIn(issue) ?? []);

  const page = async (query: object, number: number) => {
    const { data, headers } = await client.request("GET /repos/{owner}/{repo}/issues", {
      ...{ ...place, state: "all", per_page: perPage, page: number, ...query },
    });
    const last = Number(/[?&]page=(\d+)[^>]*>; rel="last"/.exec(headers.link ?? "")?.[1] ?? number);
    return { issues: z.array(issueSchema).parse(data), last };
  };
  const list = async (query: object): Promise<Issue[]> => {
    const { issues, last } = await page(query, 1);
    const others = Array.from({ length: last - 1 }, async (_, index) => (await page(query, index + 2)).issues);
    return [...issues, ...(await Promise.all(others)).flat()];
  };

  /** An issue as it is now: unlike listings, this does not lag. Undefined when there is none of that number. */
  const read = async (number: number): Promise<Issue | undefined> => {
    try {
      const { data } = await client.request("GET /repos/{owner}/{repo}/issues/{issue_number}", {
        ...{ ...place, issue_number: number },
      });
      return issueSchema.parse(data);
    } catch (error) {
      if ([404, 410].includes(statusIn(error))) return undefined;
      throw error;
    }
  };

  /** Numbers are given in order: what the listings do not show yet has the next ones. */
  const recent = async (): Promise<Seen<number>[]> => {
    const { issues } = await page({ sort: "created", direction: "desc" }, 1);
    const settled = issues.filter(({ created_at }) => now().getTime() - created_at.getTime() > listingsLag);
    const listed = Math.max(0, ...issues.map(({ number }) => number));
    const found: Issue[] = [...issues];
    for (let number = 1 + Math.max(0, ...settled.map((issue) => issue.number)); ; number++) {
      if (issues.some((issue) => issue.number === number)) continue;
      const issue = await read(number);
      if (issue) found.push(issue);
      else if (number > listed) return recordsIn(found);
    }
  };

  const hasComment = async (number: number, mark: string, since: string): Promise<boolean> => {
    for (let at = 1; ; at++) {
      const { data } = await client.request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        ...{ ...place, issue_number: number, since, per_page: perPage, page: at },
      });
      if (
        z
          .array(commentSchema)
          .parse(data)
          .some(({ body }) => body?.includes(mark))
      )
        return true;
      if (data.length < perPage) return false;
    }
  };
  const comment = async (number: number, body: string): Promise<void> => {
    await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
      ...{ ...place, issue_number: number, body: body.slice(0, limits.body), request: { retries: 0 } },
    });
  };
  const addLabels = async (number: number, labels: readonly string[]): Promise<void> => {
    if (labels.length === 0) return;
    await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
      ...{ ...place, issue_number: number, labels: [...labels] },
    });
  };
  const removeLabel = async (number: number, name: string): Promise<void> => {
    try {
      await client.request("DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", {
        ...{ ...place, issue_number: number, name },
      });
    } catch (error) {
      if (statusIn(error) !== 404) throw error;
    }
  };

  /** The state of the anomaly, and the block that holds it, change in one request, the last: until then all of it can be done again. */
  const write = async (
    issue: Issue,
    { anomaly, comments: said, labels = [] }: Change,
    before: Anomaly,
  ): Promise<Date> => {
    const { number } = issue;
    for (const { mark, text } of said) {
      const hidden = commentMark(mark);
      if (!(await hasComment(number, hidden, currentEpisode(before).openedAt)))
        await comment(number, `${hidden}\n${text}`);
    }
    await addLabels(
      number,
      [...labelsOf(anomaly), ...labels].filter((label) => !issue.labels.includes(label)),
    );
    for (const label of outdatedLabels(issue.labels, anomaly)) await removeLabel(number, label);
    const reopened = !isOpen(before) && isOpen(anomaly);
    const { data } = await client.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
      ...{ ...place, issue_number: number, body: updatedBody(issue.body ?? "", anomaly, locale) },
      ...(isOpen(anomaly)
        ? { state: "open" as const }
        : { state: "closed" as const, state_reason: reasonOf(currentEpisode(anomaly).resolution) }),
      // A person may have given it a better one.
      ...(titleOf(anomaly) !== titleOf(before) && { title: titleOf(anomaly) }),
      // Who took the last occurrence has not taken this one.
      ...(reopened && { assignees: [] }),
    });
    return new Date(data.updated_at);
  };

  const commandsOf = (found: unknown): Command<number>[] =>
    z
      .array(commentSchema)
      .parse(found)
      .flatMap(({ body, created_at, author_association, issue_url }) => {
        if (!mayCommand(author_association)) return [];
        const ref = Number(/\/issues\/(\d+)$/.exec(issue_url)?.[1]);
        return commandsIn(body ?? "").map((says) => ({ ref, says, at: created_at }));
      });

  const reportOf = ({ number, title, body, created_at }: Issue): Report<number> =>
    reportIn(number, title, body ?? "", created_at);

  return {
    damaged,

    load: () =>
      doing("list", async () => {
        readUntil = new Date(now().getTime() - listingsLag);
        const listed = recordsIn(await list({ labels: recordLabel, sort: "created", direction: "asc" }));
        const latest = await recent();
        const known = new Map([...listed, ...latest].map((seen) => [seen.ref, seen]));
        return [...known.values()].sort((a, b) => a.ref - b.ref);
      }),

    recent: () => doing("list", recent),

    create: (anomaly) =>
      doing("create", async () => {
        const { data } = await client.request("POST /repos/{owner}/{repo}/issues", {
          ...{ ...place, title: titleOf(anomaly), body: bodyOf(anomaly, locale), labels: labelsOf(anomaly) },
          // It may have been made although the answer is lost: whoever calls looks first.
          request: { retries: 0 },
        });
        const { number, updated_at } = issueSchema.parse(data);
        return { ref: number, anomaly, changedAt: updated_at };
      }),

    change: (ref, operation, change) =>
      doing(operation, async () => {
        const issue = await read(ref);
        const seen = issue && recordIn(issue);
        if (!issue || !seen) return undefined;
        const wanted = await change(seen);
        if (!wanted) return seen;
        return { ref, anomaly: wanted.anomaly, changedAt: await write(issue, wanted, seen.anomaly) };
      }),

    takeUp: ({ ref }, anomaly) =>
      doing("create", async () => {
        const issue = await read(ref);
        const taken = issue && recordIn(issue);
        // The listing that showed the report was late.
        if (taken) return taken;
        await addLabels(ref, labelsOf(anomaly));
        const { data } = await client.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
          ...{ ...place, issue_number: ref, title: titleOf(anomaly), body: bodyOf(anomaly, locale) },
        });
        return { ref, anomaly, changedAt: new Date(data.updated_at) };
      }),

    discard: (duplicate, kept) =>
      doing("close", async () => {
        const issue = await read(duplicate);
        if (issue?.state !== "open") return;
        const mark = commentMark("duplicate-record");
        if (!(await hasComment(duplicate, mark, issue.created_at.toISOString())))
          await comment(duplicate, `${mark}\n${comments.duplicateRecord[locale]} ${kept.anomaly.id} (#${kept.ref}).`);
        await client.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
          ...{ ...place, issue_number: duplicate, state: "closed", state_reason: "duplicate" },
        });
      }),

    report: (title, answers) =>
      doing("create", async () => {
        const { data } = await client.request("POST /repos/{owner}/{repo}/issues", {
          ...{ ...place, title, body: formBody(answers), labels: [reportLabel], request: { retries: 0 } },
        });
        return data.html_url;
      }),

    read: (ref) =>
      doing("list", async () => {
        const issue = await read(ref);
        const { data } = await client.request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
          ...{ ...place, issue_number: ref, per_page: perPage },
        });
        const remarks = z.array(commentSchema).parse(data);
        return {
          text: issue?.body ?? "",
          remarks: remarks.map(({ body, created_at }) => ({
            when: clock(created_at.toISOString(), locale),
            text: body ?? "",
          })),
        };
      }),

    say: (ref, text) => doing("update", () => comment(ref, text)),

    news: () =>
      doing("list", async (): Promise<News<number>> => {
        const until = new Date(now().getTime() - listingsLag);
        const since = (readUntil ?? until).toISOString();
        const issues = await list({ labels: recordLabel, sort: "updated", direction: "asc", since });
        const reported = await list({ labels: reportLabel, state: "open", since: firstDay });
        const { data } = await client.request("GET /repos/{owner}/{repo}/issues/comments", {
          ...{ ...place, since, sort: "created", direction: "asc", per_page: perPage },
        });
        readUntil = until;
        return {
          seen: recordsIn(issues),
          commands: commandsOf(data),
          reports: reported.filter(isReport).map(reportOf),
        };
      }),

    newsOf: (ref) =>
      doing("list", async (): Promise<News<number>> => {
        const issue = await read(ref);
        if (!issue) return { seen: [], commands: [], reports: [] };
        const { data } = await client.request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
          ...{ ...place, issue_number: ref, since: (readUntil ?? issue.created_at).toISOString(), per_page: perPage },
        });
        return {
          seen: recordsIn([issue]),
          commands: commandsOf(data),
          reports: isReport(issue) ? [reportOf(issue)] : [],
        };
      }),
  };
}

/** Reports wait however long nobody took them up. */
const firstDay = "2020-01-01T00:00:00Z";
