import { existsSync, readFileSync, statSync } from "node:fs";
import { Octokit } from "@octokit/core";
import { retry } from "@octokit/plugin-retry";
import { z } from "zod";
import { postReview, workflowRun } from "../kit/review/github/comment.ts";
import { type Report, reportSchema } from "../kit/review/report.ts";
import { UserError } from "./explain.ts";

const environment = z.object({
  GITHUB_TOKEN: z.string().min(1),
  GITHUB_REPOSITORY: z.string().regex(/^[\w.-]+\/[\w.-]+$/),
  GITHUB_EVENT_PATH: z.string().min(1),
  GITHUB_API_URL: z.url().default("https://api.github.com"),
});

/** Bytes; a report of some hundred changes has a tenth of it. */
const largestReport = 20_000_000;

/**
 * In the workflow "Review comment": posts or updates the comment on the pull request
 * whose commit ran. The report was written by the pull request's own code, and may hold anything.
 */
export async function reviewComment({ report: file }: { readonly report: string }): Promise<void> {
  const found = environment.safeParse(process.env);
  if (!found.success) throw new UserError(z.prettifyError(found.error), "run it in the workflow `Review comment`");
  const { GITHUB_TOKEN, GITHUB_REPOSITORY, GITHUB_EVENT_PATH, GITHUB_API_URL } = found.data;
  const { workflow_run: run } = workflowRun.parse(JSON.parse(readFileSync(GITHUB_EVENT_PATH, "utf8")));
  const [owner = "", repo = ""] = GITHUB_REPOSITORY.split("/");
  const octokit = new (Octokit.plugin(retry))({ auth: GITHUB_TOKEN, baseUrl: GITHUB_API_URL });
  const { pull, what } = await postReview(octokit, { owner, repo }, run, reportIn(file));
  console.log(pull === undefined ? "no open pull request has this commit" : `comment on #${pull} ${what}`);
}

/** None when it is missing, too large or not a report. */
function reportIn(file: string): Report | undefined {
  if (!existsSync(file) || statSync(file).size > largestReport) return undefined;
  try {
    return reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (error) {
    console.error(`the report cannot be read: ${(error as Error).message.slice(0, 500)}`);
    return undefined;
  }
}
