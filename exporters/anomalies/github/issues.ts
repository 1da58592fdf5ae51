import { z } from "zod";
import { nextOf } from "../../../kit/model/next-page.ts";
import { oneByOne } from "../../../kit/model/one-by-one.ts";
import { type Comment, commentSchema, type Issue, issueSchema } from "./answers.ts";
import { type GitHubClient, OtherAnswer, statusIn } from "./client.ts";

const perPage = 100;

/** Only what says that this issue is not to be had: not that nothing is. */
const isMissing = (error: unknown): boolean => [301, 404, 410].includes(statusIn(error));

const numbered = z.looseObject({ number: z.int() });

/**
 * The requests about issues of one repository. What an answer is about comes from the request: one about another issue or
 * repository is not used.
 *
 * @param odd is told of each issue or comment that is not understood and left out, as `#12`: the others count all the same
 */
export function issuesOf(client: GitHubClient, owner: string, repo: string, odd: (what: string) => void) {
  const place = { owner, repo };
  const ending = (number: number) => `/repos/${owner}/${repo}/issues/${number}`.toLowerCase();
  const asked = (data: unknown, number: number): Issue | undefined => {
    const { data: issue, error } = issueSchema.safeParse(data);
    if (issue) return issue.number === number && issue.url?.toLowerCase().endsWith(ending(number)) ? issue : undefined;
    if (numbered.safeParse(data).data?.number !== number) throw error;
    odd(`#${number}`);
    return undefined;
  };
  const here = (issue: Issue): boolean => asked(issue, issue.number) !== undefined;

  const understood = <T>(data: unknown, schema: z.ZodType<T>): readonly T[] => {
    const read = oneByOne(schema).parse(data);
    for (const { element } of read.odd) {
      const { number, id } = z.looseObject({}).safeParse(element).data ?? {};
      odd(number === undefined ? `comment ${id}` : `#${number}`);
    }
    return read.understood;
  };
  /** @throws ZodError when there are issues, and none is understood: then it is not one of them that is odd */
  const issuesIn = (data: unknown): readonly Issue[] => {
    const found = understood(data, issueSchema);
    if (found.length === 0) z.array(issueSchema).parse(data);
    return found;
  };
  const commentsIn = (data: unknown): readonly Comment[] => understood(data, commentSchema);

  type Answer = { readonly data: unknown; readonly headers: { readonly link?: string | undefined } };
  /** Every element: `next` is followed until there is none. GitHub names the last page only sometimes. */
  const whole = async <T>(
    ask: (query: object) => Promise<Answer>,
    query: object,
    read: (data: unknown) => readonly T[],
  ) => {
    const found: T[] = [];
    let params: object = { ...query, per_page: perPage };
    const pages = new Set<string>();
    for (;;) {
      const { data, headers } = await ask(params);
      found.push(...read(data));
      const next = nextOf(headers.link);
      if (!next) return found;
      const page = JSON.stringify(next);
      if (pages.has(page)) throw new OtherAnswer("a listing of GitHub leads back to a page of its own");
      pages.add(page);
      params = next;
    }
  };

  const askList = (query: object): Promise<Answer> =>
    client.request("GET /repos/{owner}/{repo}/issues", { state: "all", ...query, ...place });
  const list = async (query: object): Promise<Issue[]> => {
    const issues = await whole(askList, query, issuesIn);
    // What changes while its pages are read may stand on two of them.
    return [...new Map(issues.filter(here).map((issue) => [issue.number, issue])).values()];
  };
  const newest = async (): Promise<Issue[]> => {
    const { data } = await askList({ sort: "created", direction: "desc", per_page: perPage });
    return issuesIn(data).filter(here);
  };

  /** The issue as it is now: unlike listings, this does not lag. Undefined where there is none, or no longer. */
  const peek = async (number: number): Promise<Issue | undefined> => {
    try {
      const { data } = await client.request("GET /repos/{owner}/{repo}/issues/{issue_number}", {
        ...{ ...place, issue_number: number },
      });
      return asked(data, number);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  };

  return {
    list,
    newest,
    peek,
    /** The same, certain that it is the issue that is missing, and not the repository. @throws when that cannot be reached */
    read: async (number: number): Promise<Issue | undefined> => {
      const issue = await peek(number);
      if (!issue) await newest();
      return issue;
    },
    /** Comments of one issue, oldest first. @param since of their latest change */
    comments: async (number: number, since: Date): Promise<Comment[]> =>
      (
        await whole(
          (query) =>
            client.request("GET /repos/{owner}/{repo}/issues/{issue_number}/comments", {
              ...{ ...query, ...place, issue_number: number },
            }),
          { since: secondOf(since) },
          commentsIn,
        )
      ).filter(({ issue_url }) => issue_url.toLowerCase().endsWith(ending(number))),
    /** Comments of the whole repository, oldest first. */
    allComments: (since: Date): Promise<Comment[]> =>
      whole(
        (query) => client.request("GET /repos/{owner}/{repo}/issues/comments", { ...query, ...place }),
        { since: secondOf(since), sort: "created", direction: "asc" },
        commentsIn,
      ),
    /** @returns the number of the issue of which the comment speaks, if it is one of this repository */
    numberOf: ({ issue_url }: Comment): number | undefined => {
      const number = Number(/\/issues\/(\d+)$/.exec(issue_url)?.[1]);
      return issue_url.toLowerCase().endsWith(ending(number)) ? number : undefined;
    },
    /** It may have been made although the answer is lost: whoever calls looks first. */
    create: async (made: { title: string; body: string; labels: string[] }): Promise<Issue> => {
      const { data } = await client.request("POST /repos/{owner}/{repo}/issues", {
        ...{ ...made, ...place, request: { retries: 0 } },
      });
      const issue = issueSchema.parse(data);
      if (!here(issue)) throw new OtherAnswer("an issue was made in another repository");
      return issue;
    },
    comment: async (number: number, body: string): Promise<void> => {
      await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/comments", {
        ...{ ...place, issue_number: number, body, request: { retries: 0 } },
      });
    },
    addLabels: async (number: number, labels: readonly string[]): Promise<void> => {
      if (labels.length === 0) return;
      await client.request("POST /repos/{owner}/{repo}/issues/{issue_number}/labels", {
        ...{ ...place, issue_number: number, labels: [...labels] },
      });
    },
    removeLabel: async (number: number, name: string): Promise<void> => {
      try {
        await client.request("DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}", {
          ...{ ...place, issue_number: number, name },
        });
      } catch (error) {
        if (statusIn(error) !== 404) throw error;
      }
    },
    update: async (number: number, change: Update): Promise<Issue> => {
      const { data } = await client.request("PATCH /repos/{owner}/{repo}/issues/{issue_number}", {
        ...{ ...change, ...place, issue_number: number },
      });
      const issue = asked(data, number);
      if (!issue) throw new OtherAnswer("GitHub answers about another issue");
      return issue;
    },
  };
}

interface Update {
  readonly body?: string;
  readonly title?: string;
  readonly state?: "open" | "closed";
  readonly state_reason?: "completed" | "not_planned" | "duplicate";
  readonly assignees?: string[];
}

/** GitHub's times are whole seconds: what happened in the second of `at` is included. */
const secondOf = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
