import type { GithubRequest } from "./github-check.ts";
import type { GithubComment, GithubIssues } from "./github-issues.ts";
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
}: {
  issues: GithubIssues;
  repository: string;
  lag: number;
}) {
  const api = `https://api.github.com/repos/${repository}`;
  const shown = (number: number) => {
    const issue = issues.get(number);
    return issue && show(issue);
  };
  const show = (issue: NonNullable<ReturnType<GithubIssues["get"]>>) => ({
    ...issue,
    url: `${api}/issues/${issue.number}`,
    html_url: `https://github.com/${repository}/issues/${issue.number}`,
    labels: issue.labels.map((name) => ({ name, color: "ededed", default: false })),
    assignees: issue.assignees.map((login) => ({ login })),
    comments: issues.comments(issue.number).length,
  });
  const showComment = ({ id, issue, body, association, created_at }: GithubComment) => ({
    ...{ id, body, created_at, updated_at: created_at, author_association: association },
    issue_url: `${api}/issues/${issue}`,
  });
  const paged = (all: readonly unknown[], { query, path }: GithubRequest): GithubAnswer => {
    const size = Number(query.get("per_page") ?? 30);
    const page = Number(query.get("page") ?? 1);
    const last = Math.max(1, Math.ceil(all.length / size));
    const link = (to: number, rel: string) => {
      const params = new URLSearchParams(query);
      params.set("page", String(to));
      return `<https://api.github.com${path}?${params}>; rel="${rel}"`;
    };
    const links = page < last ? [link(page + 1, "next"), link(last, "last")] : [];
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
    const wrong = tooLong(sent);
    if (wrong) return invalid(wrong);
    if (parameters.issue_number !== undefined && !issues.get(number)) return gone(number);
    switch (operation) {
      case "GET /repos/{owner}/{repo}/issues": {
        const labels = (query.get("labels") ?? "").split(",").filter((label) => label !== "");
        const found = issues.list(
          {
            ...{ labels, state: query.get("state") ?? "open", since: query.get("since") ?? undefined },
            ...{ sort: query.get("sort") ?? "created", direction: query.get("direction") ?? "desc" },
          },
          lag,
        );
        return paged(found.map(show), request);
      }
      case "POST /repos/{owner}/{repo}/issues": {
        const { title, body = "", labels = [] } = sent;
        return { status: 201, json: show(issues.create({ title, body, labels })) };
      }
      case "GET /repos/{owner}/{repo}/issues/{issue_number}":
        return { status: 200, json: shown(number) };
      case "PATCH /repos/{owner}/{repo}/issues/{issue_number}":
        issues.update(number, sent);
        return { status: 200, json: shown(number) };
      case "GET /repos/{owner}/{repo}/issues/{issue_number}/comments":
        return paged(since(issues.comments(number), query).map(showComment), request);
      case "POST /repos/{owner}/{repo}/issues/{issue_number}/comments":
        return { status: 201, json: showComment(issues.comment(number, sent.body, "COLLABORATOR")) };
      case "GET /repos/{owner}/{repo}/issues/comments":
        return paged(since(issues.comments(), query).map(showComment), request);
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
  return { answer, shown };
}

const since = (comments: readonly GithubComment[], query: URLSearchParams): GithubComment[] => {
  const from = query.get("since");
  return comments.filter(({ created_at }) => from === null || Date.parse(created_at) >= Date.parse(from));
};
