import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { type Child, startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { freePort } from "../../../kit/lab/parts/ports.ts";
import type { Told } from "./alerts.ts";
import { alertOf } from "./alerts.ts";
import { repository, token } from "./github.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));
export const recorderToken = "the recorder's token";
export const webhookSecret = "the webhook's secret";

/** The program itself, as a process that can be killed and started again. */
export interface RecorderProgram {
  readonly url: string;
  readonly child: Child;
  readonly log: () => string;
  start(): Promise<void>;
  post(body: unknown, headers?: Readonly<Record<string, string>>): Promise<{ status: number; text: string }>;
  /** The sum of the metric's series that have these labels; undefined without any. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number | undefined>;
}

export async function startRecorder(settings: Readonly<Record<string, string>> = {}): Promise<RecorderProgram> {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-recorder-"));
  const write = (name: string, content: string) => {
    writeFileSync(path.join(directory, name), content);
    return path.join(directory, name);
  };
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const given = {
    ...{ port: String(port), directory: path.join(directory, "records"), "look-every": "0.2", "github-haste": "1000" },
    "recorder-token-file": write("recorder-token", recorderToken),
    ...(settings["github-url"] && {
      ...{ repository, "github-token-file": write("github-token", token) },
      "github-webhook-file": write("github-webhook", webhookSecret),
    }),
    ...settings,
  };
  const logFile = path.join(directory, "recorder.log");
  const spec = {
    name: "anomaly recorder",
    command: process.execPath,
    args: [
      "--import",
      "tsx",
      path.join(root, "exporters/anomalies/main.ts"),
      ...Object.entries(given).map(([name, value]) => `--${name}=${value}`),
    ],
    cwd: root,
    logFile,
    ready: () => answers(`${url}/-/healthy`),
  };
  let child = await startChild(spec);
  onTestFinished(async () => {
    await child.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    url,
    get child() {
      return child;
    },
    log: () => readFileSync(logFile, "utf8"),
    start: async () => {
      child = await startChild(spec);
    },
    post: async (body, headers = {}) => {
      const response = await fetch(`${url}/alerts`, {
        method: "POST",
        headers: { authorization: `Bearer ${recorderToken}`, "content-type": "application/json", ...headers },
        body: typeof body === "string" ? body : JSON.stringify(body),
      });
      return { status: response.status, text: await response.text() };
    },
    metric: async (name, labels) => metricIn(await (await fetch(`${url}/metrics`)).text(), name, labels),
  };
}

export function metricIn(
  exposition: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined {
  const series = exposition.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  const fitting = series.filter((line) =>
    Object.entries(labels).every(([label, value]) => line.includes(`${label}="${value}"`)),
  );
  if (fitting.length === 0) return undefined;
  return fitting.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" "))), 0);
}

/** What Alertmanager 0.33 posts for a group. */
export function notificationOf(...told: readonly Told[]) {
  const alerts = told.map((one) => {
    const { fingerprint, firing, labels, annotations, startsAt, endsAt } = alertOf(one);
    return {
      ...{
        status: firing ? "firing" : "resolved",
        labels,
        annotations,
        fingerprint,
        generatorURL: "http://prometheus/graph",
      },
      ...{ startsAt: startsAt.toISOString(), endsAt: endsAt?.toISOString() ?? "0001-01-01T00:00:00Z" },
    };
  });
  const { alertname = "", environment = "", instance = "" } = alerts[0]?.labels ?? {};
  return {
    ...{ version: "4", receiver: "recorder", groupKey: `{}:{alertname="${alertname}"}`, truncatedAlerts: 0 },
    status: alerts.some(({ status }) => status === "firing") ? "firing" : "resolved",
    ...{ groupLabels: { alertname, environment, instance }, commonLabels: alerts[0]?.labels, commonAnnotations: {} },
    ...{ externalURL: "http://alertmanager", alerts },
  };
}
