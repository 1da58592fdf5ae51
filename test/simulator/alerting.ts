import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { type Config, loadConfig } from "../../config/load.ts";
import { environmentOf } from "../../kit/environment.ts";
import { at, urlOf } from "../../kit/lab/monitoring.ts";
import { type Child, startChild } from "../../kit/lab/parts/children.ts";
import { answers } from "../../kit/lab/parts/http.ts";
import { obtainParts } from "../../kit/lab/parts/obtain.ts";
import { freePort } from "../../kit/lab/parts/ports.ts";
import { type DiscordMessage, type DiscordSink, startDiscordSink } from "../../kit/lab/sinks/discord.ts";
import { type SmtpSink, startSmtpSink } from "../../kit/lab/sinks/smtp.ts";
import { startWebhookSink, type WebhookSink } from "../../kit/lab/sinks/webhook.ts";
import type { Environment } from "../../kit/model/environment.ts";
import { annotationsOf } from "../../kit/write/annotations.ts";
import { filesOf } from "../../kit/write/files.ts";
import { labelsOf } from "../../kit/write/routes-table.ts";
import { writeTree } from "../../kit/write/tree.ts";
import { parseYaml, yaml } from "../../kit/yaml.ts";
import { benevoclic } from "../../platform.ts";

/** How long a route waits in a test; what is not given is short. */
export interface TestTiming {
  readonly group_wait?: string;
  readonly group_interval?: string;
  readonly repeat_interval?: string;
}

export interface AlertingOptions {
  /** Changes config/local.yaml before anything is generated from it. */
  readonly config?: (config: Config) => Config;
  /** By receiver. */
  readonly timings?: Readonly<Record<string, TestTiming>>;
  /** Alertmanagers in one cluster; one alone unless told. */
  readonly replicas?: number;
}

/** An alert as Prometheus would post it. */
export interface Occurrence {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly startsAt: string;
}

/** A real Alertmanager with the generated configuration, and the sinks that it sends to. */
export interface Alerting {
  readonly environment: Environment;
  readonly discord: DiscordSink;
  readonly smtp: SmtpSink;
  /** Stands for the heartbeat service, the anomaly recorder and Amazon SNS. */
  readonly hooks: WebhookSink;
  readonly replicas: readonly { readonly url: string; readonly child: Child; restart(): Promise<void> }[];
  /** Posts to every replica, as Prometheus does. */
  fire(...occurrences: readonly Occurrence[]): Promise<void>;
  resolve(...occurrences: readonly Occurrence[]): Promise<void>;
  /** Posts alerts that end by themselves when nobody posts them again. */
  fireUntil(end: Date, ...occurrences: readonly Occurrence[]): Promise<void>;
}

const password = "test-only";
const quick: Required<Pick<TestTiming, "group_wait" | "group_interval">> = { group_wait: "1s", group_interval: "2s" };

/** Starts it for one test, with waits of a second where production waits for minutes, and nothing else changed. */
export async function startAlerting(options: AlertingOptions = {}): Promise<Alerting> {
  const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-alerting-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const [discord, smtp, hooks] = await Promise.all([
    startDiscordSink(),
    startSmtpSink({ user: "monitoring", password }),
    startWebhookSink(),
  ]);
  for (const sink of [discord, smtp, hooks]) onTestFinished(() => sink.stop());

  const secrets = path.join(directory, "secrets");
  writeSecrets(secrets, { discord, hooks });
  const local = loadConfig("local");
  const config: Config = {
    ...local,
    jobs: { ...local.jobs, anomalies: at(hooks.port) },
    notifications: {
      ...local.notifications,
      secrets,
      email: { ...local.notifications.email, smarthost: at(smtp.port) },
      sms: { topicArn: "arn:aws:sns:eu-west-3:123456789012:benevoclic", endpoint: hooks.url("/sns") },
    },
  };
  const environment = environmentOf(benevoclic, options.config?.(config) ?? config);
  const files = new Map(filesOf(environment));
  const file = "alertmanager/alertmanager.yml";
  files.set(file, withTimings(files.get(file) ?? "", options.timings ?? {}));
  writeTree(files, path.join(directory, "generated"));

  const replicas = await startReplicas(directory, options.replicas ?? 1);
  const post = async (occurrences: readonly Occurrence[], endsAt?: Date) => {
    const alerts = occurrences.map((one) => ({ ...one, ...(endsAt && { endsAt: endsAt.toISOString() }) }));
    for (const { url } of replicas) await postAlerts(url, alerts);
  };
  return {
    ...{ environment, discord, smtp, hooks, replicas },
    fire: (...occurrences) => post(occurrences),
    resolve: (...occurrences) => post(occurrences, new Date()),
    fireUntil: (end, ...occurrences) => post(occurrences, end),
  };
}

function writeSecrets(directory: string, { discord, hooks }: { discord: DiscordSink; hooks: WebhookSink }): void {
  mkdirSync(directory, { mode: 0o700 });
  const secrets = {
    "discord-critical": discord.webhookUrl("critical"),
    "discord-warning": discord.webhookUrl("warning"),
    "discord-info": discord.webhookUrl("info"),
    "smtp-password": password,
    "heartbeat-url": hooks.url("/heartbeat"),
    "recorder-token": "the recorder's token",
    "aws-credentials": "[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = EXAMPLE\n",
  };
  for (const [name, value] of Object.entries(secrets)) writeFileSync(path.join(directory, name), value);
}

const tree = z.looseObject({
  route: z.looseObject({ routes: z.array(z.looseObject({ receiver: z.string() })) }),
});

function withTimings(file: string, timings: Readonly<Record<string, TestTiming>>): string {
  const { route, ...rest } = tree.parse(parseYaml(file));
  const routes = route.routes.map((one) => ({ ...one, ...quick, ...timings[one.receiver] }));
  return yaml({ ...rest, route: { ...route, ...quick, routes } });
}

async function startReplicas(directory: string, count: number): Promise<Alerting["replicas"]> {
  const { alertmanager } = await obtainParts({ names: ["alertmanager"] });
  const addresses = await Promise.all(
    Array.from({ length: count }, async () => ({ web: await freePort(), cluster: await freePort() })),
  );
  const starting = addresses.map(async ({ web, cluster }, index) => {
    const peers = addresses.filter((_, other) => other !== index).map((other) => `--cluster.peer=${at(other.cluster)}`);
    const spec = {
      name: `alertmanager-${index}`,
      command: alertmanager.command,
      ...(alertmanager.cwd && { cwd: alertmanager.cwd }),
      env: { AWS_SHARED_CREDENTIALS_FILE: path.join(directory, "secrets/aws-credentials") },
      args: [
        `--config.file=${path.join(directory, "generated/alertmanager/alertmanager.yml")}`,
        `--storage.path=${path.join(directory, `data-${index}`)}`,
        `--web.listen-address=${at(web)}`,
        `--cluster.listen-address=${count === 1 ? "" : at(cluster)}`,
        ...(count === 1 ? [] : [`--cluster.advertise-address=${at(cluster)}`, "--cluster.peer-timeout=3s", ...peers]),
      ],
      logFile: path.join(directory, `alertmanager-${index}.log`),
      ready: () => answers(`${urlOf(web)}/-/ready`),
    };
    let child = await startChild(spec);
    onTestFinished(() => child.stop());
    return {
      url: urlOf(web),
      get child() {
        return child;
      },
      restart: async () => {
        child = await startChild(spec);
      },
    };
  });
  return Promise.all(starting);
}

/** Posts to one Alertmanager. https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml */
export async function postAlerts(url: string, alerts: readonly object[]): Promise<void> {
  const response = await fetch(`${url}/api/v2/alerts`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(alerts),
  });
  if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
}

/** What `occurrence` may change: labels of the thing, the measured value as text, names of alerts that fire with it. */
export interface Particulars {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value?: string;
  readonly symptoms?: readonly string[];
  readonly severity?: string;
  /** The word of a lower level that fires as well. */
  readonly lower?: string;
  /** Seconds ago. */
  readonly since?: number;
}

/** A declared alert as Prometheus would post it: with its labels, and its annotations filled in. */
export function occurrence(environment: Environment, name: string, particulars: Particulars = {}): Occurrence {
  const declared = environment.alerts.find(({ alert }) => alert.name === name);
  const level = declared?.levels.find(({ severity }) => severity === (particulars.severity ?? severity));
  if (declared === undefined || level === undefined) throw new Error(`no alert ${name} is declared at that level`);
  const { config } = environment;
  const labels: Readonly<Record<string, string>> = {
    ...labelsOf(declared, level, environment),
    platform: "benevoclic",
    instance: config.host,
    ...particulars.labels,
  };
  const symptoms = (particulars.symptoms ?? []).map((one) => `${one}\n`).join("");
  const filled = (template: string) =>
    template
      .replace(/\{\{ range.*?\n\{\{ end \}\}/gs, () => symptoms)
      .replace(/\{\{ with .*\{\{ end \}\}/gs, () => particulars.lower ?? "")
      .replace(/\{\{ if lt \$value.*?\{\{ end \}\}/gs, () => particulars.value ?? "0")
      .replace(/\{\{ \$labels\.(\w+)(.*?) \}\}/g, (_, label: string, pipeline: string) =>
        piped(labels[label] ?? "", pipeline),
      )
      .replace(/\{\{ \$value(.*?) \}\}/g, () => particulars.value ?? "0");
  const annotations = Object.fromEntries(
    Object.entries(annotationsOf(environment, declared, level)).map(([key, text]) => [key, filled(String(text))]),
  );
  const startsAt = new Date(Date.now() - 1000 * (particulars.since ?? 0)).toISOString();
  return { labels, annotations, startsAt };
}

/** The one function that templates put label values through. */
const piped = (value: string, pipeline: string) =>
  [...pipeline.matchAll(/reReplaceAll ("(?:\\.|[^"])*") ("(?:\\.|[^"])*")/g)].reduce(
    (text, [, pattern = '""', by = '""']) => text.replace(new RegExp(JSON.parse(pattern), "g"), JSON.parse(by)),
    value,
  );

/** Whether a message on Discord is about the alert and begins with a mark: 🔴, 🟠, 🔵 or ✅. */
export function about(name: string, mark: string): (message: DiscordMessage) => boolean {
  return ({ embeds }) => embeds.some(({ title }) => title.startsWith(mark) && title.includes(name));
}

let passes = 0;

/**
 * Resolves when every group had time to be told of: another alert has been told, and its end has, which takes longer than
 * the waits of a test. What was not told by then is not told.
 */
export async function everyGroupFlushed({ environment, discord, fire, resolve }: Alerting): Promise<void> {
  const name = "MonitoringNotificationsFailing";
  const marker = occurrence(environment, name, { labels: { instance: `marker-${++passes}`, integration: "marker" } });
  for (const [post, mark] of [
    [fire, "🔴"],
    // Of a host that nobody watches.
    [resolve, "⚪"],
  ] as const) {
    const after = discord.inbox.all.length;
    await post(marker);
    await discord.inbox.next(about(name, mark), { within: 15_000, after });
  }
}

/** Resolves when that many more heartbeats have arrived. */
export async function beats({ inbox }: WebhookSink, count: number): Promise<void> {
  for (let beat = 0; beat < count; beat++)
    await inbox.next(({ path }) => path === "/heartbeat", { within: 15_000, after: inbox.all.length });
}
