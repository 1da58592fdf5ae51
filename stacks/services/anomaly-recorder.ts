import type { Config } from "../../config/load.ts";
import { passwordFileOf } from "../../kit/model/login.ts";
import { passwordSettings, recorderSettings } from "../../parts/anomaly-recorder.ts";
import type { Service } from "../service.ts";

const secrets = "/run/secrets/anomaly-recorder";

/** No config writer prepares its volume: a new one takes the directory's owner from the image. */
export const records = {
  // A user of its own: nobody else may write to the repository.
  user: "65531:65531",
  at: "/anomalies",
} as const;

/** Keeps its records on GitHub, or as files on its volume where no repository is configured. */
export function anomalyRecorder(config: Config): Service {
  const { repository } = config.anomalies;
  const kept =
    repository === undefined
      ? [`--directory=${records.at}`]
      : [`--github-token-file=${secrets}/github-token`, `--github-webhook-file=${secrets}/github-webhook`];
  return {
    name: "anomaly-recorder",
    jobs: ["anomalies"],
    user: records.user,
    listens: { network: "private", port: 9853 },
    program: "anomalies",
    command: [
      "--host=0.0.0.0",
      `--recorder-token-file=${secrets}/recorder-token`,
      ...Object.entries({ ...passwordSettings(secrets), ...recorderSettings(config) }).map(
        ([name, value]) => `--${name}=${value}`,
      ),
      ...kept,
    ],
    // Not /-/ready: a GitHub that is down is told by its metrics, and must not keep the monitoring from being deployed.
    healthPath: "/-/healthy",
    startSeconds: 30,
    stopSeconds: 30,
    data: records.at,
    secrets: {
      at: secrets,
      files: [
        "recorder-token",
        passwordFileOf("prometheus"),
        passwordFileOf("alertmanager"),
        ...(repository === undefined ? [] : (["github-token", "github-webhook"] as const)),
      ],
    },
  };
}
