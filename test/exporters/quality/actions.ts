import type { IncomingMessage } from "node:http";
import { served } from "../../served.ts";

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly createdAt: string;
  readonly content: Buffer;
  readonly branch?: string;
  /** Made by a pull request from a fork. */
  readonly foreign?: boolean;
  readonly expired?: boolean;
}

/**
 * GitHub, as far as artifacts go: it lists a repository's by name, page by page, for those with the token only, and sends
 * who wants one on to its storage, which refuses requests that carry a token.
 * https://docs.github.com/en/rest/actions/artifacts
 */
export async function startActions(token: string, repositories: Readonly<Record<string, readonly Artifact[]>>) {
  const requests: string[] = [];
  const failures: number[] = [];
  const storage = await served((request, response) => {
    const id = Number(/^\/blob\/(\d+)$/.exec(request.url ?? "")?.[1]);
    const artifact = Object.values(repositories)
      .flat()
      .find((one) => one.id === id);
    const refused = request.headers.authorization !== undefined;
    response.writeHead(refused ? 400 : artifact ? 200 : 404, { "content-type": "zip" });
    response.end(refused ? "InvalidAuthenticationInfo" : artifact?.content);
  });
  const url = await served((request, response) => {
    requests.push(request.url ?? "");
    const { status, body, location, link } = answer(request);
    const headers = { ...(location && { location }), ...(link && { link }) };
    response.writeHead(status, { "content-type": "application/json", ...headers });
    response.end(JSON.stringify(body ?? { message: "…" }));
  });

  function answer(request: IncomingMessage): { status: number; body?: unknown; location?: string; link?: string } {
    const failure = failures.shift();
    if (failure !== undefined) return { status: failure };
    if (request.headers.authorization !== `token ${token}`) return { status: 401 };
    const { pathname, searchParams } = new URL(request.url ?? "", "http://github");
    const [, repository = "", rest] = /^\/repos\/([^/]+\/[^/]+)\/actions\/artifacts(.*)$/.exec(pathname) ?? [];
    const artifacts = repositories[repository];
    if (artifacts === undefined) return { status: 404 };
    const id = /^\/(\d+)\/zip$/.exec(rest ?? "")?.[1];
    if (id !== undefined) return { status: 302, location: `${storage}/blob/${id}` };
    const named = artifacts.filter(({ name }) => name === searchParams.get("name"));
    // Fewer than were asked for, as where GitHub leaves out what the token may not see.
    const size = Math.min(60, Number(searchParams.get("per_page") ?? 30));
    const first = (Number(searchParams.get("page") ?? 1) - 1) * size;
    return {
      status: 200,
      ...(first + size < named.length && { link: `<https://api.github.com${pathname}?page=2>; rel="next"` }),
      body: {
        total_count: named.length,
        artifacts: named
          .slice(first, first + size)
          .map(({ id, name, createdAt, branch, foreign, expired, content }) => ({
            id,
            name,
            size_in_bytes: content.length,
            expired: expired ?? false,
            created_at: createdAt,
            workflow_run: {
              id: 1,
              repository_id: 1,
              head_repository_id: foreign ? 2 : 1,
              head_branch: branch ?? "main",
              head_sha: "0".repeat(40),
            },
          })),
      },
    };
  }
  return { url, requests, failures };
}
