import { z } from "zod";
import type { Resolution } from "../anomaly.ts";
import { anomalyIn } from "../block.ts";
import { acknowledgedLabel, recordLabel, reportLabel, resolutionIn } from "../labels.ts";
import type { Seal } from "../seal.ts";
import type { Seen } from "../store.ts";

/** The fields that we read of GitHub's issues; the same in answers and in webhooks. */
export const issueSchema = z.object({
  number: z.int(),
  url: z.string().optional(),
  html_url: z.string().optional(),
  user: z.object({ login: z.string() }).nullish(),
  author_association: z.string().optional(),
  locked: z.boolean().optional(),
  comments: z.int().optional(),
  title: z
    .string()
    .nullish()
    .transform((title) => title ?? ""),
  body: z.string().nullish(),
  state: z.string(),
  state_reason: z.string().nullish(),
  labels: z
    .array(z.union([z.string(), z.object({ name: z.string().nullish() })]).nullish())
    .nullish()
    .transform((labels) => (labels ?? []).map((label) => (typeof label === "string" ? label : (label?.name ?? "")))),
  assignees: z.array(z.unknown()).nullish(),
  created_at: z.coerce.date(),
  updated_at: z.coerce.date(),
  closed_at: z.coerce.date().nullish(),
  pull_request: z.unknown().optional(),
});
export type Issue = z.output<typeof issueSchema>;

export const commentSchema = z.object({
  id: z.int().optional(),
  body: z.string().nullish(),
  created_at: z.coerce.date(),
  author_association: z.string().nullish(),
  issue_url: z.string(),
});
export type Comment = z.output<typeof commentSchema>;

/** Whom the recorder believes: https://docs.github.com/en/graphql/reference/enums#commentauthorassociation */
export const isMember = (association: string | null | undefined): boolean =>
  ["OWNER", "MEMBER", "COLLABORATOR"].includes(association ?? "");

/** The hand by which a record is known: the account that opened it, and the seal of its hidden block. */
export interface Hand {
  readonly login: string;
  readonly seal: Seal;
}

/**
 * The record in an issue, if it is one.
 *
 * @param hand whose issues count. Without it (a command that only shows), those with the label, which strangers cannot give
 * @throws Error when it should be a record and cannot be read or believed
 */
export function seenIn(issue: Issue, hand?: Hand): Seen<number> | undefined {
  if (issue.pull_request !== undefined) return undefined;
  const labelled = issue.labels.includes(recordLabel);
  if (hand && issue.user?.login !== hand.login) {
    if (labelled) throw new Error("an issue has the label of records, but the recorder's account did not open it");
    return undefined;
  }
  if (!hand && !labelled) return undefined;
  const anomaly = anomalyIn(issue.body ?? "", hand?.seal);
  if (!anomaly) {
    if (labelled) throw new Error("the hidden block of a record is missing");
    return undefined;
  }
  return {
    ...{ ref: issue.number, anomaly, changedAt: issue.updated_at },
    acknowledged: (issue.assignees ?? []).length > 0 || issue.labels.includes(acknowledgedLabel),
    closed: issue.state === "closed",
    resolution: resolutionIn(issue.labels) ?? resolutionByReason(issue.state_reason),
  };
}

/** https://docs.github.com/en/issues/tracking-your-work-with-issues/administering-issues/closing-an-issue */
function resolutionByReason(reason: string | null | undefined): Resolution | undefined {
  if (reason === "duplicate") return "duplicate";
  return reason === "not_planned" ? "false_alarm" : undefined;
}

/** What GitHub is told of an end. */
export const reasonOf = (resolution: Resolution | undefined): "completed" | "not_planned" | "duplicate" =>
  resolution === "duplicate" ? "duplicate" : resolution === "false_alarm" ? "not_planned" : "completed";

/** What a person reported, and nobody has closed. */
export const isReport = (issue: Issue): boolean =>
  issue.labels.includes(reportLabel) &&
  issue.state === "open" &&
  issue.pull_request === undefined &&
  !issue.labels.includes(recordLabel);
