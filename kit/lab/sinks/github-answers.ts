import type { GithubRequest } from "./github-check.ts";
import type { GithubComment, GithubIssue, GithubIssues } from "./github-issues.ts";
import type { OperationName } from "./github-openapi.ts";

export interface GithubAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** GitHub's limits of content, which its description does not tell. */
const longest = { title: 256, body: 65_536, label: 50 };

/** What GitHub does for a request that it understood. */
export function createGithubAnswers({
  issues,
  repository,
  lag,
  base,
}: {
  issues: GithubIssues;
  repository: string;
  lag: number;
  /** The stand-in's own address. */
  base: () => string;
}) {
  const api = `https://api.github.com/repos/${repository}`;
  const moved = new Map<
    string,
    { readonly issue: GithubIssue; readonly repository: string; readonly number: number }
  >();
  const shown = (number: number) => {
    const issue = issues.get(number);
    return issue && show(issue);
  };
  const show = ({ author, association, moved: _, ...issue }: GithubIssue) => ({
    ...issue,
    url: `${api}/issues/${issue.number}`,
    repository_url: api,
    html_url: `https://github.com/${repository}/issues/${issue.number}`,
    user: { login: author },
    author_association: association,
    labels: issue.labels.map((name) => ({ name, color: "ededed", default: false })),
    assignees: issue.assignees.map((login) => ({ login })),
    comments: issues.comments(issue.number).length,
  });
  const showComment = ({ id, issue, body, association, created_at }: GithubComment) => ({
    ...{ id, body, created_at, updated_at: created_at, author_association: association },
    issue_url: `${api}/issues/${issue}`,
  });
  /** @param named whether the last page is named: it is not where GitHub pages with a cursor, as it does for issues */
  const paged = (all: readonly unknown[], { query, path }: GithubRequest, named: boolean): GithubAnswer => {
    const size = Number(query.get("per_page") ?? 30);
    const page = Number(query.get("page") ?? 1);
    const last = Math.max(1, Math.ceil(all.length / size));
    const link = (to: number, rel: string) => {
      const params = new URLSearchParams(query);
      params.set("page", String(to));
      if (!named) params.set("after", Buffer.from(`cursor:${to}`).toString("base64"));
      return `<https://api.github.com${path}?${params}>; rel="${rel}"`;
    };
    const links = page < last ? [link(page + 1, "next"), ...(named ? [link(last, "last")] : [])] : [];
    return {
      status: 200,
      json: all.slice((page - 1) * size, page * size),
      ...(links.length > 0 && { headers: { link: links.join(", ") } }),
    };
  };
  const gone = (number: number): GithubAnswer =>
    issues.existed(number)
      ? { status: 410, json: { message: "This issue was deleted" } }
      : { status: 404, json: { message: "Not Found" } };
  const invalid = (field: string): GithubAnswer => ({
    status: 422,
    json: { message: "Validation Failed", errors: [{ resource: "Issue", field, code: "invalid" }] },
  });
  const tooLong = ({
    title,
    body,
    labels = [],
  }: {
    title?: string;
    body?: string;
    labels?: readonly string[];
  }): string | undefined => {
    if (title !== undefined && ([...title].length > longest.title || title.trim() === "")) return "title";
    if (body !== undefined && body.length > longest.body) return "body";
    return labels.some((label) => label.length > longest.label || label === "") ? "labels" : undefined;
  };

  const answer = (
    operation: OperationName,
    parameters: Readonly<Record<string, string>>,
    request: GithubRequest,
    login: string,
  ): GithubAnswer => {
    const number = Number(parameters.issue_number);
    const { query } = request;
    const sent = (request.body ?? {}) as {
      title: string;
      body: string;
      labels?: string[];
      assignees?: string[];
      state?: "open" | "closed";
      state_reason?: string;
    };
    const texts = [sent.title, sent.body, ...(sent.labels ?? [])];
    // Half of a character of two code units.
    if (texts.some((text) => /\p{Surrogate}/u.test(text ?? "")))
      return { status: 400, json: { message: "Problems parsing JSON" } };
    const wrong = tooLong(sent);
    if (wrong) return invalid(wrong);
    const issue = parameters.issue_number === undefined ? undefined : issues.get(number);
    if (parameters.issue_number !== undefined && !issue) return gone(number);
    if (issue?.moved) {
      // What belongs to a transferred issue is not found under its old number.
      if (operation !== "GET /repos/{owner}/{repo}/issues/{issue_number}")
        return { status: 404, json: { message: "Not Found" } };
      const elsewhere = `/repositories/${moved.size + 2}/issues/${issue.moved.number}`;
      moved.set(elsewhere, { issue, ...issue.moved });
      return { status: 301, headers: { location: `${base()}${elsewhere}` }, json: { message: "Moved Permanently" } };
    }
    if (issue?.locked && operation === "POST /repos/{owner}/{repo}/issues/{issue_number}/comments")
      return { status: 403, json: { message: "Unable to create comment because issue is locked." } };
    switch (operation) {
      case "GET /repos/{owner}/{repo}/issues": {
        const labels = (query.get("labels") ?? "").split(",").filter((label) => label !== "");
        const found = issues.list(
          {
            ...{ labels, state: query.get("state") ?? "open", since: query.get("since") ?? undefined },
            creator: query.get("creator") ?? undefined,
            ...{ sort: query.get("sort") ?? "created", direction: query.get("direction") ?? "desc" },
          },
          lag,
        );
        return paged(found.map(show), request, false);
      }
      case "POST /repos/{owner}/{repo}/issues": {
        const { title, body = "", labels = [] } = sent;
        return { status: 201, json: show(issues.create({ title, body, labels, author: login })) };
      }
      case "GET /repos/{owner}/{repo}/issues/{issue_number}":
        return { status: 200, json: shown(number) };
      case "PATCH /repos/{owner}/{repo}/issues/{issue_number}":
        issues.update(number, sent);
        return { status: 200, json: shown(number) };
      case "GET /repos/{owner}/{repo}/issues/{issue_number}/comments":
        return paged(since(issues.comments(number), query).map(showComment), request, true);
      case "POST /repos/{owner}/{repo}/issues/{issue_number}/comments":
        return { status: 201, json: showComment(issues.comment(number, sent.body, "COLLABORATOR")) };
      case "GET /repos/{owner}/{repo}/issues/comments":
        return paged(since(issues.comments(), query).map(showComment), request, true);
      case "POST /repos/{owner}/{repo}/issues/{issue_number}/labels": {
        const labels = [...new Set([...(issues.get(number)?.labels ?? []), ...(sent.labels ?? [])])];
        issues.update(number, { labels });
        return { status: 200, json: labels.map((name) => ({ name })) };
      }
      case "DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}": {
        const present = issues.get(number)?.labels ?? [];
        if (!present.includes(parameters.name ?? "")) return { status: 404, json: { message: "Label does not exist" } };
        const labels = present.filter((label) => label !== parameters.name);
        issues.update(number, { labels });
        return { status: 200, json: labels.map((name) => ({ name })) };
      }
      case "POST /app/installations/{installation_id}/access_tokens":
        throw new Error("the server itself answers this");
    }
  };
  /** What is answered under the address of another repository, to which something was moved. */
  const elsewhere = (path: string): GithubAnswer | undefined => {
    const found = moved.get(path);
    if (!found) return undefined;
    const there = `https://api.github.com/repos/${found.repository}`;
    const url = `${there}/issues/${found.number}`;
    return { status: 200, json: { ...show(found.issue), number: found.number, url, repository_url: there } };
  };
  return { answer, shown, elsewhere };
}

const since = (comments: readonly GithubComment[], query: URLSearchParams): GithubComment[] => {
  const from = query.get("since");
  return comments.filter(({ created_at }) => from === null || Date.parse(created_at) >= Date.parse(from));
};
