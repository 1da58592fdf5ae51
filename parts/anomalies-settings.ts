import { z } from "zod";
import { durationPattern } from "../kit/model/durations.ts";

const aRepository = "a repository such as benevoclic/monitoring";
const severities = ["critical", "warning", "info"] as const;

/** How anomalies are recorded: the part of an environment that the anomaly recorder is started with. */
export const anomaliesSchema = z
  .strictObject({
    /** Whose issues the records are; without it, Markdown files. */
    repository: z
      .string(aRepository)
      .regex(/^[\w.-]+\/[\w.-]+$/, aRepository)
      .optional(),
    /** Which alerts become anomalies. */
    severities: z
      .array(z.enum(severities))
      .min(1, `at least one of ${severities.join(", ")}`)
      .default([...severities]),
    /** Whether a record is closed when its alerts end, or waits for a person. */
    closing: z.enum(["automatic", "manual"]).default("automatic"),
    /** An anomaly that returns within this time is the same record. */
    reopenWithin: z.string().regex(durationPattern, "a duration such as 30m, 24h or 7d").default("24h"),
  })
  .prefault({});
