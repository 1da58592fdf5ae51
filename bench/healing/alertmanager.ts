import { writeFileSync } from "node:fs";
import path from "node:path";
import { startChild } from "../../kit/lab/parts/children.ts";
import { answers } from "../../kit/lab/parts/http.ts";
import { obtainParts } from "../../kit/lab/parts/obtain.ts";
import { yaml } from "../../kit/yaml.ts";

/** A real Alertmanager that tells the remediation and nobody else. */
export interface RemedyAlertmanager {
  /** Posts an alert, as Prometheus does for as long as it fires. @returns the status of the answer; 0 while it is not there */
  post(alert: object): Promise<number>;
  /** Ends it by SIGKILL, and starts it on what it had written. */
  killed(): Promise<void>;
  stop(): Promise<void>;
}

/** @param options.due the address of the remediation's webhook; `tokenFile` is what it wants to see */
export async function startRemedyAlertmanager(options: {
  readonly directory: string;
  readonly port: number;
  readonly due: string;
  readonly tokenFile: string;
}): Promise<RemedyAlertmanager> {
  const { directory, port, due, tokenFile } = options;
  const { alertmanager } = await obtainParts({ names: ["alertmanager"] });
  const file = path.join(directory, "alertmanager.yml");
  const credentials = { type: "Bearer", credentials_file: tokenFile };
  const webhook = { url: due, send_resolved: false, http_config: { authorization: credentials } };
  // As the route to the remediation waits: kit/write/alertmanager.
  const waits = { group_wait: "0s", group_interval: "10s", repeat_interval: "30s" };
  writeFileSync(
    file,
    yaml({
      route: { receiver: "remediation", group_by: ["..."], ...waits },
      receivers: [{ name: "remediation", webhook_configs: [webhook] }],
    }),
  );
  const url = `http://127.0.0.1:${port}`;
  const start = () =>
    startChild({
      ...{ name: "alertmanager", command: alertmanager.command, logFile: path.join(directory, "alertmanager.log") },
      ...(alertmanager.cwd && { cwd: alertmanager.cwd }),
      args: [
        `--config.file=${file}`,
        `--storage.path=${path.join(directory, "alertmanager")}`,
        `--web.listen-address=127.0.0.1:${port}`,
        "--cluster.listen-address=",
      ],
      ready: () => answers(`${url}/-/ready`),
    });
  let child = await start();
  return {
    post: async (alert) => {
      const body = JSON.stringify([alert]);
      const headers = { "content-type": "application/json" };
      const response = await fetch(`${url}/api/v2/alerts`, { method: "POST", headers, body }).catch(() => undefined);
      return response?.status ?? 0;
    },
    killed: async () => {
      child.kill("SIGKILL");
      await child.exited;
      child = await start();
    },
    stop: () => child.stop(),
  };
}
