import { z } from "zod";
import { durationPattern, seconds } from "../kit/model/durations.ts";
import { usualInterval } from "../kit/model/job.ts";
import { severities } from "../kit/model/level.ts";
import { passwords } from "../kit/model/login.ts";
import type { OnCall } from "../kit/model/on-call.ts";
import { part } from "../kit/model/part.ts";
import { recorderToken } from "../kit/model/routing.ts";
import { anyLine, type Secret, secret } from "../kit/model/secret.ts";
import { anomalies } from "../signals/metrics/anomalies.ts";
import { exporterBuilds } from "../signals/metrics/exporter-builds.ts";
import type { Deployed } from "./deployed.ts";

const aRepository = "a repository such as benevoclic/monitoring";

/** How anomalies are recorded: the part of an environment that the anomaly recorder is started with. */
export const anomaliesSettings = z
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
    /** A signed link opens an anomaly without login for so long; without it there are no such links. */
    linksLast: z.string().regex(durationPattern, "a duration such as 4h or 24h").optional(),
    /** An anomaly that returns within this time is the same record. */
    reopenWithin: z.string().regex(durationPattern, "a duration such as 30m, 24h or 7d").default("24h"),
  })
  .prefault({});

/** In which nginx tells the recorder who has logged in (stacks/operations/nginx.ts). */
export const loginHeader = "X-Forwarded-User";

const githubWebhook = secret("github-webhook", {
  what: "the secret of GitHub's webhook to the anomaly recorder",
  ...anyLine,
  generated: true,
});
const githubToken = secret("github-token", {
  what: "GitHub's fine-grained token that may write issues of the anomaly repository",
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  form: "^(github_pat_|gh[a-z]_)[A-Za-z0-9_]+$",
  looksLike: "github_pat_…",
});
const secrets = "/run/secrets/anomaly-recorder";

/** No config writer prepares its volume: a new one takes the directory's owner from the image. */
export const records = {
  // A user of its own: nobody else may write to the repository.
  user: "65531:65531",
  at: "/anomalies",
} as const;

/** Keeps its records on GitHub, or as files on its volume where no repository is configured. */
export const anomaliesPart = part("anomalies", {
  scrape: { interval: usualInterval },
  metrics: [anomalies, { build: exporterBuilds.anomalies }],
  settings: anomaliesSettings,
  service: {
    name: "anomaly-recorder",
    program: "anomalies",
    memory: "256MiB",
    port: 9853,
    container: (values: Deployed, { settings }) => ({
      user: records.user,
      listens: { network: "private", port: 9853 },
      command: [
        "--host=0.0.0.0",
        `--recorder-token-file=${secrets}/${recorderToken.name}`,
        ...passwordFlags(({ name }) => `${secrets}/${name}`),
        ...startedWith(values, settings),
        ...(settings.repository === undefined
          ? [`--directory=${records.at}`]
          : [
              `--github-token-file=${secrets}/${githubToken.name}`,
              `--github-webhook-file=${secrets}/${githubWebhook.name}`,
            ]),
      ],
      // Not /-/ready: a GitHub that is down is told by its metrics, and must not keep the monitoring from being deployed.
      healthPath: "/-/healthy",
      startSeconds: 30,
      stopSeconds: 30,
      data: records.at,
      secrets: {
        at: secrets,
        files: [
          ...[recorderToken, passwords.prometheus, passwords.alertmanager],
          ...(settings.repository === undefined ? [] : [githubToken, githubWebhook]),
        ],
      },
    }),
    local: {
      ready: "/-/ready",
      arguments: ({ directory, values, settings, secret }) => [
        ...startedWith(values, settings),
        `--directory=${directory}/anomalies`,
        `--recorder-token-file=${secret(recorderToken)}`,
        ...passwordFlags(secret),
        // Commands are obeyed while somebody watches.
        "--look-every=2",
      ],
    },
  },
});

/** Where it finds what opens Alertmanager and Prometheus. */
const passwordFlags = (fileOf: (secret: Secret) => string): string[] =>
  Object.entries(passwords).map(([part, password]) => `--${part}-password-file=${fileOf(password)}`);

/** What it is told of its environment, by the names of its settings (docs/anomalies.md). */
function startedWith(values: Deployed, settings: z.output<typeof anomaliesSettings>): string[] {
  const { deployment, environment, jobs, locale, onCall, timezone, traces, urls } = values;
  const { repository, severities, closing, reopenWithin, linksLast } = settings;
  const told = {
    ...(repository && { repository }),
    ...{ locale, closing, severities: severities.join(",") },
    "reopen-within": String(seconds(reopenWithin)),
    // The local system plays production; what is found there belongs to nobody's production.
    environment: environment === "local" ? "development" : environment,
    ...(urls.anomalies && { "pages-url": urls.anomalies }),
    ...(deployment.access && { "login-header": loginHeader }),
    // Their addresses are Alertmanager's alone.
    ...(onCall && {
      "on-call": JSON.stringify({ zone: timezone, onCall: { ...onCall, persons: withoutAddresses(onCall.persons) } }),
    }),
    ...(linksLast && { "links-last": String(seconds(linksLast)) }),
    ...(jobs.logs && { "logs-url": `http://${jobs.logs}` }),
    ...(jobs.traces && { "traces-url": `http://${traces.query}` }),
    // Where the services reach each other, not where people's browsers do.
    "alertmanager-url": `http://${jobs.alertmanager}`,
    "prometheus-url": `http://${jobs.prometheus}`,
  };
  return Object.entries(told).map(([name, value]) => `--${name}=${value}`);
}

const withoutAddresses = (persons: OnCall["persons"]) =>
  Object.fromEntries(Object.entries(persons).map(([short, { name }]) => [short, { name }]));
