import { z } from "zod";

/**
 * The one schema of our programs' log lines: docs/logs.md. Field names are camelCase, values plain; personal data and secrets
 * are in none of them.
 */
export const logLine = z
  .object({
    time: z.iso.datetime({ error: "UTC, as Date.toISOString() writes it" }),
    level: z.enum(["info", "warn", "error"]),
    /** The program's name: `business-exporter`. */
    program: z.string().regex(/^[a-z][a-z0-9-]*$/),
    /** A sentence for people, the same each time something happens; what differs is in fields. */
    message: z.string().min(1),
  })
  .catchall(z.union([z.string(), z.number(), z.boolean(), z.null()]))
  .refine((line) => Object.keys(line).every((field) => /^[a-z][a-zA-Z0-9]*$/.test(field)), "fields in camelCase");
export type LogLine = z.output<typeof logLine>;
