import type { Config } from "../../config/load.ts";
import { severities } from "../../kit/model/level.ts";
import { passwordFileOf, webConfigFileOf } from "../../kit/model/login.ts";
import { alertmanagerFlags } from "../../kit/write/alertmanager.ts";
import { benevoclic } from "../../platform.ts";
import { type SecretName, secrets as secretForms } from "../secrets.ts";
import type { Service } from "../service.ts";

/** The platform's channels may name only secrets that this deployment knows. */
function secretsOfChannels(): SecretName[] {
  const named = severities.flatMap((severity) =>
    benevoclic.channels[severity].tells.flatMap((channel) => channel.secrets(severity)),
  );
  const known = (name: string): name is SecretName => name in secretForms;
  const unknown = named.find((name) => !known(name));
  if (unknown !== undefined)
    throw new Error(`a channel needs the secret "${unknown}": declare it in stacks/secrets.ts`);
  return named.filter(known);
}

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
      `--web.external-url=${urls.alertmanager}`,
      // As for Prometheus: nginx takes the path away.
      "--web.route-prefix=/",
      `--web.config.file=${secrets}/${webConfigFileOf("alertmanager")}`,
      ...alertmanagerFlags,
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
        webConfigFileOf("alertmanager"),
        passwordFileOf("alertmanager"),
        ...secretsOfChannels(),
        "smtp-password",
        "heartbeat-url",
        ...(jobs.anomalies === undefined ? [] : (["recorder-token"] as const)),
        ...(sms ? (["aws-credentials"] as const) : []),
      ],
    },
  };
}
