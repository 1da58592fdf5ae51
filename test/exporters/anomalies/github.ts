import type { Anomaly } from "../../../exporters/anomalies/anomaly.ts";
import { issueSchema, seenIn } from "../../../exporters/anomalies/github/answers.ts";
import type { GitHubSettings } from "../../../exporters/anomalies/github/client.ts";
import { githubStore } from "../../../exporters/anomalies/github/store.ts";
import { createRecorder, type Recorder, type RecorderOptions } from "../../../exporters/anomalies/recorder.ts";
import { type Seal, sealWith } from "../../../exporters/anomalies/seal.ts";
import { createLog } from "../../../exporters/program/log.ts";
import { type GithubSink, type GithubSinkOptions, startGithubSink } from "../../../kit/lab/sinks/github.ts";
import type { GithubIssue } from "../../../kit/lab/sinks/github-issues.ts";
import { type GithubDescription, obtainGithubDescription } from "../../../kit/lab/sinks/github-openapi.ts";

/** GitHub's description, or the reason for which tests are skipped. */
export const description: GithubDescription | string = await obtainGithubDescription((line) => console.log(line)).catch(
  (error: Error) => error.message,
);
/** Ends the name of a suite that needs it. */
export const unlessSkipped = typeof description === "string" ? ` (skipped: ${description})` : "";

export const repository = "benevoclic/monitoring";
export const token = "github_pat_test";

export function startGithub(options: Partial<GithubSinkOptions> = {}): Promise<GithubSink> {
  if (typeof description === "string") throw new Error(description);
  return startGithubSink({ description, repository, token, limits: plenty, ...options });
}
/** For tests that are not about limits. */
const plenty = { points: 1e9, contentPerMinute: 1e9, contentPerHour: 1e9, primary: 1e9 };

/** The hand of all recorders of the tests. */
export const seal = sealWith("the recorder's secret");

/** A recorder in this process, a thousand times as hasty as GitHub allows. */
export function recorderOn(
  { url }: Pick<GithubSink, "url">,
  options: Partial<RecorderOptions<number>> & {
    github?: Partial<GitHubSettings & { seal: Seal }>;
    lines?: string[];
  } = {},
): Recorder<number> {
  const log = createLog("test", (line) => options.lines?.push(line));
  const now = options.now ?? (() => new Date());
  const [owner = "", repo = ""] = repository.split("/");
  return createRecorder({
    store: githubStore(
      { owner, repo, url, credentials: { token }, haste: 1000, locale: "fr", now, seal, ...options.github },
      log,
    ),
    policy: { closing: "automatic", reopenWithin: 86_400_000 },
    locale: "fr",
    active: async () => undefined,
    log,
    ...options,
  });
}

/** The record that an issue is. */
export function anomalyOf(issue: GithubIssue): Anomaly {
  const seen = seenIn(issueSchema.parse(issue));
  if (!seen) throw new Error(`issue ${issue.number} is no record`);
  return seen.anomaly;
}
