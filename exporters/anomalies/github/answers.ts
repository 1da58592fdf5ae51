import { z } from "zod";
import type { Resolution } from "../anomaly.ts";
import { anomalyIn } from "../block.ts";
import { acknowledgedLabel, recordLabel, reportLabel, resolutionIn } from "../labels.ts";
import type { Seen } from "../store.ts";

/** The fields that we read of GitHub's issues; the same in answers and in webhooks. */
export const issueSchema = z.object({
  number: z.int(),
  title: z.string(),
  body: z.string().nullish(),
  state: z.string(),
  state_reason: z.string().nullish(),
  labels: z
    .array(z.union([z.string(), z.object({ name: z.string().nullish() })]))
    .transform((labels) => labels.map((label) => (typeof label === "string" ? label : (label.name ?? "")))),
  assignees: z.array(z.unknown()).nullish(),
  created_at: z.coerce.date(),
  updated_at: z.coerce.date(),
  closed_at: z.coerce.date().nullish(),
  pull_request: z.unknown().optional(),
});
export type Issue = z.output<typeof issueSchema>;

export const commentSchema = z.object({
  body: z.string().nullish(),
  created_at: z.coerce.date(),
  author_association: z.string(),
  issue_url: z.string(),
});

/** Who may command the recorder: https://docs.github.com/en/graphql/reference/enums#commentauthorassociation */
export const mayCommand = (association: string): boolean => ["OWNER", "MEMBER", "COLLABORATOR"].includes(association);

/**
 * The record in an issue, if it is one: with the label, which strangers cannot give, and the block.
 * @throws Error when its block is damaged
 */
export function seenIn(issue: Issue): Seen<number> | undefined {
  if (!issue.labels.includes(recordLabel) || issue.pull_request !== undefined) return undefined;
  const anomaly = anomalyIn(issue.body ?? "");
  return (
    anomaly && {
      ...{ ref: issue.number, anomaly, changedAt: issue.updated_at },
      acknowledged: (issue.assignees ?? []).length > 0 || issue.labels.includes(acknowledgedLabel),
      closed: issue.state === "closed",
      resolution: resolutionIn(issue.labels) ?? resolutionByReason(issue.state_reason),
    }
  );
}

/** https://docs.github.com/en/issues/tracking-your-work-with-issues/administering-issues/closing-an-issue */
function resolutionByReason(reason: string | null | undefined): Resolution | undefined {
  if (reason === "duplicate") return "duplicate";
  return reason === "not_planned" ? "false_alarm" : undefined;
}

/** What GitHub is told of an end. */
export const reasonOf = (resolution: Resolution | undefined): "completed" | "not_planned" | "duplicate" =>
  resolution === "duplicate" ? "duplicate" : resolution === "false_alarm" ? "not_planned" : "completed";

/** What a person reported, and nobody has taken up. */
export const isReport = (issue: Issue): boolean =>
  issue.labels.includes(reportLabel) &&
  issue.state === "open" &&
  issue.pull_request === undefined &&
  !issue.body?.includes("<!-- recorder:begin -->");
