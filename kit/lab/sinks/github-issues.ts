/** An issue as GitHub shows it; the fields that clients read. */
export interface GithubIssue {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: "open" | "closed";
  readonly state_reason: string | null;
  readonly labels: readonly string[];
  /** Login of whoever opened it. */
  readonly author: string;
  readonly association: string;
  readonly locked: boolean;
  /** Where it was transferred to: owner/name, and its number there. */
  readonly moved?: { readonly repository: string; readonly number: number };
  readonly assignees: readonly string[];
  /** Whole seconds, as GitHub's. */
  readonly created_at: string;
  readonly updated_at: string;
  readonly closed_at: string | null;
}

export interface GithubComment {
  readonly id: number;
  readonly issue: number;
  readonly body: string;
  readonly association: string;
  readonly created_at: string;
}

export interface IssueQuery {
  readonly state: string;
  readonly labels: readonly string[];
  readonly creator: string | undefined;
  readonly since: string | undefined;
  readonly sort: string;
  readonly direction: string;
}

/** The account to which the token belongs. */
export const recorderLogin = "the-recorder";

/** The issues of one repository. Single ones are read as they are, listings as they were `lag` ms ago. */
export function createGithubIssues(clock: () => Date) {
  const history = new Map<number, { at: number; issue: GithubIssue | undefined }[]>();
  const comments: GithubComment[] = [];
  let highest = 0;
  const stamp = () => `${clock().toISOString().slice(0, 19)}Z`;
  const now = (number: number) => history.get(number)?.at(-1)?.issue;
  const put = (number: number, issue: GithubIssue | undefined) => {
    history.set(number, [...(history.get(number) ?? []), { at: clock().getTime(), issue }]);
    return issue;
  };

  return {
    get: now,
    /** Whether there was one of that number: GitHub answers 410 for a deleted one. */
    existed: (number: number): boolean => history.has(number),
    all: (): GithubIssue[] => [...history.keys()].flatMap((number) => now(number) ?? []),
    /** @param made.author the recorder's account unless told */
    create: (
      made: Pick<GithubIssue, "title" | "body" | "labels"> & Partial<Pick<GithubIssue, "author" | "association">>,
    ): GithubIssue => {
      highest += 1;
      const at = stamp();
      const times = { created_at: at, updated_at: at, closed_at: null };
      const issue: GithubIssue = {
        number: highest,
        author: recorderLogin,
        association: "COLLABORATOR",
        locked: false,
        ...made,
        state: "open",
        state_reason: null,
        assignees: [],
        ...times,
      };
      put(highest, issue);
      return issue;
    },
    update: (number: number, change: Partial<GithubIssue>): GithubIssue | undefined => {
      const issue = now(number);
      if (!issue) return undefined;
      const state = change.state ?? issue.state;
      const closed = state === "closed" ? (issue.closed_at ?? stamp()) : null;
      const reason =
        state === "open"
          ? issue.state === "closed"
            ? "reopened"
            : issue.state_reason
          : (change.state_reason ?? issue.state_reason ?? "completed");
      return put(number, { ...issue, ...change, state, state_reason: reason, closed_at: closed, updated_at: stamp() });
    },
    remove: (number: number): void => void put(number, undefined),
    comment: (number: number, body: string, association: string): GithubComment => {
      const made = { id: comments.length + 1, issue: number, body, association, created_at: stamp() };
      comments.push(made);
      const issue = now(number);
      if (issue) put(number, { ...issue, updated_at: stamp() });
      return made;
    },
    comments: (number?: number): readonly GithubComment[] =>
      number === undefined ? comments : comments.filter(({ issue }) => issue === number),
    list: ({ state, labels, creator, since, sort, direction }: IssueQuery, lag: number): GithubIssue[] => {
      const until = clock().getTime() - lag;
      const visible = [...history.values()].flatMap(
        (versions) => versions.findLast(({ at }) => at <= until)?.issue ?? [],
      );
      const found = visible.filter(
        (issue) =>
          (state === "all" || issue.state === state) &&
          labels.every((label) => issue.labels.includes(label)) &&
          (creator === undefined || issue.author === creator) &&
          issue.moved === undefined &&
          (since === undefined || Date.parse(issue.updated_at) >= Date.parse(since)),
      );
      const by = ({ number, updated_at }: GithubIssue) => (sort === "updated" ? Date.parse(updated_at) : number);
      return found.sort((a, b) => (direction === "asc" ? by(a) - by(b) : by(b) - by(a)));
    },
  };
}
export type GithubIssues = ReturnType<typeof createGithubIssues>;
