import { createServer } from "node:http";
import { listenOnLoopback } from "../../../kit/lab/sinks/loopback.ts";

interface Comment {
  readonly id: number;
  body: string;
  readonly user: { readonly login: string; readonly type: string };
}

/** The part of GitHub's REST API that the review uses, with its limits: pages that hold fewer than were asked for, comments of 65,536 characters, a token. */
export interface FakeGitHub {
  readonly url: string;
  readonly comments: Comment[];
  readonly labels: string[];
  /** What was asked: `POST issues/7/comments`. */
  readonly asked: string[];
  stop(): Promise<void>;
}

export interface Pull {
  readonly number: number;
  /** `owner:branch` */
  readonly head: string;
  readonly sha: string;
}

export async function startFakeGitHub(pulls: readonly Pull[], pictures = false): Promise<FakeGitHub> {
  const comments: Comment[] = [];
  const labels: string[] = [];
  const asked: string[] = [];
  let ids = 1_000;

  const answer = (
    method: string,
    path: string,
    query: URLSearchParams,
    body: unknown,
    links: string[],
  ): [number, unknown] => {
    const page = (items: readonly unknown[]) => {
      const size = Math.min(50, Number(query.get("per_page") ?? 30));
      const from = (Number(query.get("page") ?? 1) - 1) * size;
      if (from + size < items.length) links.push(`<https://api.github.com/next>; rel="next"`);
      return items.slice(from, from + size);
    };
    const routes: readonly (readonly [string, RegExp, (match: string[]) => [number, unknown]])[] = [
      [
        "GET",
        /^pulls$/,
        () => {
          const open = pulls.filter(({ head }) => head === query.get("head"));
          return [200, page(open.map(({ number, sha }) => ({ number, head: { sha } })))];
        },
      ],
      ["GET", /^issues\/\d+\/comments$/, () => [200, page(comments)]],
      [
        "POST",
        /^issues\/\d+\/comments$/,
        () => {
          const text = (body as { body: string }).body;
          if (text.length > 65_536) return [422, { message: "body is too long (maximum is 65536 characters)" }];
          comments.push({ id: ids++, body: text, user: { login: "github-actions[bot]", type: "Bot" } });
          return [201, comments.at(-1)];
        },
      ],
      [
        "PATCH",
        /^issues\/comments\/(\d+)$/,
        ([id]) => {
          const comment = comments.find((one) => String(one.id) === id);
          if (comment === undefined) return [404, { message: "Not Found" }];
          comment.body = (body as { body: string }).body;
          return [200, comment];
        },
      ],
      [
        "DELETE",
        /^issues\/comments\/(\d+)$/,
        ([id]) => {
          comments.splice(
            comments.findIndex((one) => String(one.id) === id),
            1,
          );
          return [204, undefined];
        },
      ],
      ["GET", /^issues\/\d+\/labels$/, () => [200, page(labels.map((name) => ({ name })))]],
      [
        "POST",
        /^issues\/\d+\/labels$/,
        () => {
          labels.push(...(body as { labels: string[] }).labels);
          return [200, []];
        },
      ],
      [
        "DELETE",
        /^issues\/\d+\/labels\/(.+)$/,
        ([name = ""]) => {
          labels.splice(labels.indexOf(decodeURIComponent(name)), 1);
          return [200, []];
        },
      ],
      [
        "GET",
        /^actions\/runs$/,
        () => [
          200,
          { workflow_runs: pictures ? [{ id: 5, name: "Dashboards", html_url: "https://github.com/run/5" }] : [] },
        ],
      ],
      [
        "GET",
        /^actions\/runs\/5\/artifacts$/,
        () => [200, { artifacts: [{ id: 9, name: "dashboards", expired: false }] }],
      ],
    ];
    for (const [verb, pattern, act] of routes) {
      const match = pattern.exec(path);
      if (verb === method && match) return act(match.slice(1));
    }
    return [404, { message: "Not Found" }];
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const url = new URL(request.url ?? "", "http://github");
      const path = url.pathname.replace("/repos/benevoclic/monitoring/", "");
      asked.push(`${request.method} ${path}`);
      const text = Buffer.concat(chunks).toString();
      const allowed = request.headers.authorization === "token t0ken";
      const links: string[] = [];
      const [status, data] = allowed
        ? answer(request.method ?? "", path, url.searchParams, text === "" ? undefined : JSON.parse(text), links)
        : [401, { message: "Bad credentials" }];
      response
        .writeHead(status, { "content-type": "application/json", ...(links.length > 0 && { link: links.join(", ") }) })
        .end(data === undefined ? "" : JSON.stringify(data));
    });
  });
  const { port, stop } = await listenOnLoopback(server, 0);
  return { url: `http://127.0.0.1:${port}`, comments, labels, asked, stop };
}
