import { fastInterval } from "../kit/model/job.ts";
import { passwords } from "../kit/model/login.ts";
import { part } from "../kit/model/part.ts";
import { recorderToken, remediationToken } from "../kit/model/routing.ts";
import type { Secret } from "../kit/model/secret.ts";
import { exporterBuilds } from "../signals/metrics/exporter-builds.ts";
import { remediation } from "../signals/metrics/remediation.ts";
import type { Deployed } from "./deployed.ts";

const secrets = "/run/secrets/remediation";

/** What repairs without a person (docs/remediation.md). Scraped often: people are told at once of what it gives up. */
export const remediationPart = part("remediation", {
  scrape: { interval: fastInterval },
  metrics: [remediation, { build: exporterBuilds.remediation }],
  service: {
    name: "remediation",
    program: "remediation",
    memory: "128MiB",
    port: 9854,
    container: (values: Deployed) => {
      const { deployment, remediation: allowed } = values;
      return {
        // Whoever may speak to PM2 may do all that PM2's user may, and so it sees nothing but the sockets.
        user: deployment.pm2.user,
        listens: { network: "private", port: 9854 },
        command: [
          "--host=0.0.0.0",
          "--remedies-file=/etc/remediation/current/remedies.json",
          "--directory=/remediation",
          `--remediation-token-file=${secrets}/${remediationToken.name}`,
          "--pm2-daemon-rpc-port=/run/pm2/rpc.sock",
          ...(allowed.host ? ["--host-socket=/run/host/remedies.sock"] : []),
          ...startedWith(values, ({ name }) => `${secrets}/${name}`),
        ],
        healthPath: "/-/healthy",
        startSeconds: 30,
        stopSeconds: 30,
        data: "/remediation",
        configuration: {
          directory: "remediation",
          at: "/etc/remediation",
          check: `node -e 'JSON.parse(require("fs").readFileSync("remedies.json"))'`,
          readAtStart: "remedies.json",
        },
        secrets: {
          at: secrets,
          files: [remediationToken, recorderToken, passwords.prometheus, passwords.alertmanager],
        },
        reads: [
          { host: deployment.pm2.sockets, at: "/run/pm2" },
          ...(allowed.host ? [{ host: allowed.host, at: "/run/host" }] : []),
        ],
      };
    },
    local: {
      ready: "/-/ready",
      arguments: ({ directory, values, secret }) => [
        `--remedies-file=${directory}/generated/remediation/remedies.json`,
        `--directory=${directory}/remediation`,
        `--remediation-token-file=${secret(remediationToken)}`,
        // simulator/pm2 puts it there.
        `--pm2-daemon-rpc-port=${directory}/pm2/sockets/rpc.sock`,
        // And simulator/machine/list.ts this one.
        `--host-socket=${directory}/machine/list.sock`,
        ...startedWith(values, secret),
      ],
    },
  },
});

/** Where it asks and tells, as the services reach each other. */
const startedWith = ({ jobs }: Deployed, fileOf: (secret: Secret) => string): string[] => [
  `--prometheus-url=http://${jobs.prometheus}`,
  `--alertmanager-url=http://${jobs.alertmanager}`,
  ...(jobs.anomalies
    ? [`--recorder-url=http://${jobs.anomalies}`, `--recorder-token-file=${fileOf(recorderToken)}`]
    : []),
  ...Object.entries(passwords).map(([part, password]) => `--${part}-password-file=${fileOf(password)}`),
];
