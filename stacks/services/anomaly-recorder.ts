import type { Config } from "../../config/load.ts";
import type { Service } from "../service.ts";

const secrets = "/run/secrets/anomaly-recorder";

/** No config writer prepares its volume: a new one takes the directory's owner from the image. */
export const records = {
  // A user of its own: nobody else may write to the repository.
  user: "65531:65531",
  at: "/anomalies",
} as const;

/** Keeps its records on GitHub, or as files on its volume where no repository is configured. */
export function anomalyRecorder({ deployment, jobs, locale }: Config): Service {
  const { repository } = deployment.anomalies;
  const kept =
    repository === undefined
      ? [`--directory=${records.at}`]
      : [
          `--repository=${repository}`,
          `--github-token-file=${secrets}/github-token`,
          `--github-webhook-file=${secrets}/github-webhook`,
        ];
  return {
    name: "anomaly-recorder",
    jobs: ["anomalies"],
    user: records.user,
    listens: { network: "private", port: 9853 },
    program: "anomalies",
    command: [
      "--host=0.0.0.0",
      `--locale=${locale}`,
      `--recorder-token-file=${secrets}/recorder-token`,
      `--alertmanager-url=http://${jobs.alertmanager}`,
      `--prometheus-url=http://${jobs.prometheus}`,
      ...kept,
    ],
    // Not /-/ready: a GitHub that is down is told by its metrics, and must not keep the monitoring from being deployed.
    healthPath: "/-/healthy",
    startSeconds: 30,
    stopSeconds: 30,
    data: records.at,
    secrets: {
      at: secrets,
      files: ["recorder-token", ...(repository === undefined ? [] : (["github-token", "github-webhook"] as const))],
    },
  };
}
