import { awsCredentials } from "../kit/channels/sms.ts";
import { usualInterval } from "../kit/model/job.ts";
import { passwords } from "../kit/model/login.ts";
import { part } from "../kit/model/part.ts";
import { alertmanagerFlags } from "../kit/write/alertmanager.ts";
import { webConfigs } from "../kit/write/web-config.ts";
import { alertmanager } from "../signals/metrics/alertmanager.ts";
import type { Deployed } from "./deployed.ts";

export const alertmanagerPart = part("alertmanager", {
  scrape: { interval: usualInterval },
  metrics: [alertmanager],
  needed: true,
  service: {
    name: "alertmanager",
    memory: "128MiB",
    port: 9093,
    container: ({ notifications: { secrets, sms }, urls }: Deployed, { alertmanagerSecrets }) => ({
      user: "65534:65534",
      listens: { network: "private", port: 9093 },
      command: [
        "--config.file=/etc/alertmanager/current/alertmanager.yml",
        "--storage.path=/alertmanager",
        `--web.external-url=${urls.alertmanager}`,
        // As for Prometheus: nginx takes the path away.
        "--web.route-prefix=/",
        `--web.config.file=${secrets}/${webConfigs.alertmanager.name}`,
        ...alertmanagerFlags,
      ],
      // https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html
      ...(sms && { environment: { AWS_SHARED_CREDENTIALS_FILE: `${secrets}/${awsCredentials.name}` } }),
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
      secrets: { at: secrets, files: [webConfigs.alertmanager, passwords.alertmanager, ...alertmanagerSecrets] },
      password: passwords.alertmanager,
    }),
  },
});
