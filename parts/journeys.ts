import { z } from "zod";
import { durationPattern, seconds } from "../kit/model/durations.ts";
import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { recorderToken } from "../kit/model/routing.ts";
import { anyLine, type Secret, secret } from "../kit/model/secret.ts";
import { findChromium } from "../kit/preview/chromium.ts";
import { exporterBuilds } from "../signals/metrics/exporter-builds.ts";
import { journeys } from "../signals/metrics/journeys.ts";
import type { Deployed } from "./deployed.ts";

/** Who walks, and where: docs/journeys.md. An environment that says nothing of it has no such service. */
export const journeysSettings = z
  .strictObject({
    /** The e-mail address of the account that was made for journeys; it is in no business figure. */
    account: z.email("an e-mail address"),
    /** That of the association that publishes the announcement below, where it was made for journeys as well. */
    association: z.email("an e-mail address").optional(),
    /** The path of the announcement that was made for journeys. */
    announcement: z
      .string()
      .regex(/^\/\S*$/, "a path such as /annonces/parcours")
      .default("/annonces/parcours"),
    /** From the beginning of a round to that of the next. */
    every: z.string().regex(durationPattern, "a duration such as 2m").default("2m"),
  })
  .optional();
type JourneysSettings = z.output<typeof journeysSettings>;

/** Also what the simulated site knows in `npm start`. */
const password = secret("journeys-password", {
  what: "the password of the account that was made for journeys",
  ...anyLine,
});
const secrets = "/run/secrets/journeys";

/** No config writer prepares its volume: a new one takes the directory's owner from the image. */
export const pictures = {
  // A user of its own: nobody else may read the account's password.
  user: "65530:65530",
  at: "/journeys",
} as const;

/** Walks through the site in Chromium again and again, one journey after the other. */
export const journeysPart = part("journeys", {
  scrape: { interval: usualInterval },
  metrics: [journeys, { build: exporterBuilds.journeys }],
  settings: journeysSettings,
  service: {
    name: "journeys",
    program: "journeys",
    // Node, and the Chromium that goes with this version of it.
    ownBase: { packages: ["playwright-core"] },
    memory: "1GiB",
    port: 9855,
    container: (values: Deployed, { settings }) => ({
      user: pictures.user,
      listens: { network: "private", port: 9855 },
      command: [
        "--host=0.0.0.0",
        `--directory=${pictures.at}`,
        "--scratch=/tmp/chromium",
        `--password-file=${secrets}/${password.name}`,
        ...startedWith(values, settings, ({ name }) => `${secrets}/${name}`),
      ],
      // Chromium wants a home to write in.
      environment: { HOME: "/tmp" },
      scratch: { at: "/tmp", megabytes: 256 },
      healthPath: "/-/healthy",
      startSeconds: 30,
      stopSeconds: 30,
      data: pictures.at,
      secrets: { at: secrets, files: [password, recorderToken] },
    }),
    local: {
      ready: "/-/ready",
      needs: "chromium",
      arguments: ({ directory, values, settings, secret }) => {
        const chromium = findChromium();
        return [
          `--directory=${directory}/journeys`,
          `--scratch=${directory}/journeys/chromium`,
          `--password-file=${secret(password)}`,
          ...startedWith(values, settings, secret),
          ...("path" in chromium ? [`--chromium=${chromium.path}`] : []),
        ];
      },
    },
  },
});

/** What it is told of an environment. */
const startedWith = (
  { jobs, probes }: Deployed,
  settings: JourneysSettings,
  fileOf: (secret: Secret) => string,
): string[] => [
  ...(probes["web-home"] ? [`--site=${probes["web-home"].url}`] : []),
  ...(settings
    ? [`--account=${settings.account}`, `--announcement=${settings.announcement}`, `--every=${seconds(settings.every)}`]
    : []),
  ...(jobs.anomalies
    ? [`--recorder-url=http://${jobs.anomalies}`, `--recorder-token-file=${fileOf(recorderToken)}`]
    : []),
];
