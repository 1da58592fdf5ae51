import type { Octokit } from "@octokit/core";
import { z } from "zod";
import { nextOf } from "../../model/next-page.ts";
import { longestComment, markdownOf } from "../render/markdown.ts";
import type { Report } from "../report.ts";
import { labelsFor, reviewLabels } from "./labels.ts";

/** By what the comment is found again; GitHub does not show it. */
const marker = "<!-- monitoring: review -->";

/** The event `workflow_run`: what of it is needed. https://docs.github.com/en/webhooks/webhook-events-and-payloads#workflow_run */
export const workflowRun = z.object({
  workflow_run: z.object({
    event: z.string(),
    head_sha: z.string().regex(/^[0-9a-f]{40}$/),
    head_branch: z.string(),
    head_repository: z.object({ owner: z.object({ login: z.string() }) }),
    html_url: z.string(),
  }),
});
export type WorkflowRun = z.output<typeof workflowRun>["workflow_run"];

export interface Posted {
  /** The pull request's number; none when no open one has this commit any more. */
  readonly pull?: number;
  readonly what: "created" | "updated" | "left alone";
}

const user = z.object({ login: z.string(), type: z.string() });
const pulls = z.array(z.object({ number: z.number(), head: z.object({ sha: z.string() }) }));
const comments = z.array(z.object({ id: z.number(), body: z.string().nullish(), user: user.nullable() }));
const labels = z.array(z.object({ name: z.string() }));
const runs = z.object({
  workflow_runs: z.array(z.object({ id: z.number(), name: z.string().nullable(), html_url: z.string() })),
});
const artifacts = z.object({
  artifacts: z.array(z.object({ id: z.number(), name: z.string(), expired: z.boolean() })),
});

/**
 * Makes the pull request of a workflow's run hold exactly one comment with what its change means, and the labels that go
 * with it. The pull request is looked up by the commit that ran, not by what the run says of itself: a fork could name
 * another one.
 * @param report undefined when the change could not be judged
 */
export async function postReview(
  octokit: Octokit,
  repository: { readonly owner: string; readonly repo: string },
  { head_sha, head_branch, head_repository, html_url }: WorkflowRun,
  report: Report | undefined,
): Promise<Posted> {
  const get = async <Found>(path: string, schema: z.ZodType<Found>, parameters: object): Promise<Found> =>
    schema.parse((await octokit.request(`GET /repos/{owner}/{repo}/${path}`, { ...repository, ...parameters })).data);
  const all = async <Found>(path: string, schema: z.ZodType<Found[]>, parameters: object): Promise<Found[]> => {
    const found: Found[] = [];
    for (let page = 1; ; page++) {
      const asked = { ...repository, ...parameters, per_page: 100, page };
      const { data, headers } = await octokit.request(`GET /repos/{owner}/{repo}/${path}`, asked);
      found.push(...schema.parse(data));
      if (nextOf(headers.link) === undefined) return found;
    }
  };

  const head = `${head_repository.owner.login}:${head_branch}`;
  const open = await all("pulls", pulls, { state: "open", head });
  const pull = open.find((one) => one.head.sha === head_sha)?.number;
  if (pull === undefined) return { what: "left alone" };

  const pictures = report?.changes.some(({ area }) => area === "dashboards")
    ? await previews(get, head_sha)
    : undefined;
  const said = report
    ? [markdownOf(report, longestComment - 1_000), ...(pictures ? [`[Previews of the dashboards](${pictures})`] : [])]
    : [`This change could not be judged: see [the run](${html_url}).`];
  const body = [marker, ...said].join("\n\n");

  const own = (await all("issues/{number}/comments", comments, { number: pull })).filter(
    (comment) => comment.user?.type === "Bot" && comment.body?.startsWith(marker),
  );
  const [first, ...surplus] = own;
  if (first === undefined)
    await octokit.request("POST /repos/{owner}/{repo}/issues/{number}/comments", { ...repository, number: pull, body });
  else if (first.body !== body)
    await octokit.request("PATCH /repos/{owner}/{repo}/issues/comments/{id}", { ...repository, id: first.id, body });
  for (const { id } of surplus)
    await octokit.request("DELETE /repos/{owner}/{repo}/issues/comments/{id}", { ...repository, id });
  if (report)
    await label(
      octokit,
      repository,
      pull,
      labelsFor(report),
      await all("issues/{number}/labels", labels, { number: pull }),
    );
  return { pull, what: first === undefined ? "created" : "updated" };
}

/** Where the pictures are that the workflow Dashboards drew of this commit, if it did already. */
async function previews(
  get: <Found>(path: string, schema: z.ZodType<Found>, parameters: object) => Promise<Found>,
  head_sha: string,
): Promise<string | undefined> {
  const { workflow_runs } = await get("actions/runs", runs, { head_sha, event: "pull_request", per_page: 100 });
  for (const run of workflow_runs.filter(({ name }) => name === "Dashboards")) {
    const { artifacts: kept } = await get("actions/runs/{run}/artifacts", artifacts, { run: run.id });
    const pictures = kept.find(({ name, expired }) => name === "dashboards" && !expired);
    if (pictures) return `${run.html_url}/artifacts/${pictures.id}`;
  }
  return undefined;
}

async function label(
  octokit: Octokit,
  repository: { readonly owner: string; readonly repo: string },
  number: number,
  wanted: readonly string[],
  present: readonly { readonly name: string }[],
): Promise<void> {
  const names = present.map(({ name }) => name);
  const missing = wanted.filter((name) => !names.includes(name));
  if (missing.length > 0)
    await octokit.request("POST /repos/{owner}/{repo}/issues/{number}/labels", {
      ...repository,
      number,
      labels: missing,
    });
  for (const name of names.filter((one) => reviewLabels.includes(one) && !wanted.includes(one)))
    await octokit.request("DELETE /repos/{owner}/{repo}/issues/{number}/labels/{name}", {
      ...repository,
      number,
      name,
    });
}
