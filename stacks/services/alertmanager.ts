import type { Config } from "../../config/load.ts";
import { severities } from "../../kit/model/level.ts";
import { benevoclic } from "../../platform.ts";
import type { Service } from "../service.ts";

export function alertmanager({ jobs, notifications, urls }: Config): Service {
  const { secrets, sms } = notifications;
  return {
    name: "alertmanager",
    jobs: ["alertmanager"],
    user: "65534:65534",
    listens: { network: "private", port: 9093 },
    command: [
      "--config.file=/etc/alertmanager/current/alertmanager.yml",
      "--storage.path=/alertmanager",
      // Killed, it forgets the silences and sent notifications since the last snapshot: 15 minutes by default.
      "--data.maintenance-interval=1m",
      `--web.external-url=${urls.alertmanager}`,
      // As for Prometheus: nginx takes the path away.
      "--web.route-prefix=/",
      // A single one: no cluster, no port for it.
      "--cluster.listen-address=",
    ],
    // https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
    ...(sms && { environment: { AWS_SHARED_CREDENTIALS_FILE: `${secrets}/aws-credentials` } }),
    healthPath: "/-/ready",
    startSeconds: 60,
    stopSeconds: 30,
    data: "/alertmanager",
    configuration: {
      directory: "alertmanager",
      at: "/etc/alertmanager",
      check: "amtool check-config alertmanager.yml",
      reload: "/-/reload",
    },
    secrets: {
      at: secrets,
      files: [
        ...severities.map((severity) => benevoclic.channels[severity].discord),
        "smtp-password",
        "heartbeat-url",
        ...(jobs.anomalies === undefined ? [] : (["recorder-token"] as const)),
        ...(sms ? (["aws-credentials"] as const) : []),
      ],
    },
  };
}
