import { z } from "zod";
import { severities } from "../../kit/model/level.ts";
import { Mistake } from "../program/mistake.ts";
import { readSecret } from "../program/secret.ts";
import { listenSettings, readSettings } from "../program/settings.ts";
import type { Credentials } from "./github/client.ts";
import { environmentName } from "./report-fields.ts";

const file = z.string().min(1).optional();
const number = z.coerce.number().int().positive().optional();

/** Where records stand and how they are reached: shared by the program and its command line. */
const storeSettings = {
  /** owner/name; without it, records are Markdown files. */
  repository: z
    .string()
    .regex(/^[\w.-]+\/[\w.-]+$/, "owner/name")
    .optional(),
  directory: z.string().min(1).default("anomalies"),
  "github-token-file": file,
  "github-app-id": number,
  "github-installation-id": number,
  "github-app-key-file": file,
  "github-url": z.url({ protocol: /^https?$/ }).default("https://api.github.com"),
  /** How many times faster than GitHub allows; for a GitHub that stands in. */
  "github-haste": z.coerce.number().min(1).default(1),
  locale: z.enum(["fr", "en"]).default("fr"),
};

const rotaSchema = z.object({
  zone: z.string(),
  onCall: z.object({
    persons: z.record(z.string(), z.object({ name: z.string() })),
    ...{ from: z.string(), until: z.string(), handover: z.string() },
    rotas: z.record(z.string(), z.array(z.string())),
    away: z.array(z.object({ person: z.string(), from: z.string(), to: z.string(), standIn: z.string().optional() })),
  }),
});

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The recorder's settings. Times are in seconds. */
export const recorderSettings = () =>
  readSettings({
    ...listenSettings(9853),
    ...storeSettings,
    "recorder-token-file": z.string({ error: "a path" }).min(1),
    "github-webhook-file": file,
    /** What the seals of records on GitHub are made with: the recorder's token, or the former one once that was changed. */
    "record-key-file": file,
    severities: z
      .string()
      .default(severities.join(","))
      .transform((text) => text.split(","))
      .pipe(z.array(z.enum(severities)).min(1)),
    /** Whether a record is closed when its alerts end, or waits for a person. */
    closing: z.enum(["automatic", "manual"]).default("automatic"),
    "reopen-within": z.coerce.number().min(0).default(86_400),
    /** Between two looks at what people did. Acknowledging must show within a minute. */
    "look-every": z.coerce.number().min(0.1).default(30),
    "alertmanager-url": z.url({ protocol: /^https?$/ }).optional(),
    "alertmanager-password-file": file,
    "prometheus-url": z.url({ protocol: /^https?$/ }).optional(),
    "prometheus-password-file": file,
    /** VictoriaLogs; without it, pages show no lines. */
    "logs-url": z.url({ protocol: /^https?$/ }).optional(),
    /** Jaeger's query service; without it, there are no pages of traces. */
    "traces-url": z.url({ protocol: /^https?$/ }).optional(),
    /** Of this recorder's alerts; chosen first when people report a problem. */
    environment: z.string().regex(environmentName, "lower-case letters, digits and dashes").default("production"),
    /** Where browsers find the pages: without it, only under addresses of this machine. */
    "pages-url": z.url({ protocol: /^https?$/ }).optional(),
    /** In which header the login in front of the pages tells who somebody is; without it, whoever reaches the port is in. */
    "login-header": z
      .string()
      .regex(/^[A-Za-z-]+$/)
      .optional(),
    /** The rota of config/, as JSON with its time zone. */
    "on-call": z
      .string()
      .transform((text, context) => {
        const { data, error } = rotaSchema.safeParse(parsedJson(text));
        if (error) context.addIssue({ code: "custom", message: "the rota as JSON" });
        return data ?? z.NEVER;
      })
      .optional(),
    /** For how long a signed link opens an anomaly without login; 0: never. */
    "links-last": z.coerce.number().min(0).max(604_800).default(0),
  });

export type StoreSettings = z.output<z.ZodObject<typeof storeSettings>>;

/** @throws Mistake when neither way in is complete */
export async function credentialsOf(settings: StoreSettings): Promise<Credentials> {
  const { "github-token-file": token, "github-app-id": appId, "github-installation-id": installationId } = settings;
  const key = settings["github-app-key-file"];
  if (token !== undefined) return { token: await readSecret(token) };
  if (appId !== undefined && installationId !== undefined && key !== undefined)
    return { appId, installationId, privateKey: await readSecret(key) };
  throw new Mistake(
    "a repository is given, but no way into it",
    "give --github-token-file, or --github-app-id, --github-installation-id and --github-app-key-file",
  );
}
