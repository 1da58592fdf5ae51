import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { startChild } from "../../kit/lab/parts/children.ts";
import { tryLock } from "../../kit/lab/parts/lock.ts";
import { seconds } from "../../kit/model/durations.ts";
import { webConfigFile } from "../../kit/write/web-config.ts";
import { intervalOf } from "../../parts/every.ts";
import { startPm2 } from "../../simulator/pm2/pm2.ts";
import { nameIn } from "../../stacks/names.ts";
import { ask, prometheusIn } from "../../stacks/operations/ask.ts";
import { hostOf } from "../../stacks/operations/host.ts";
import { isWell, type Status, statusOf } from "../../stacks/operations/status.ts";
import { type Checkout, makeCheckout, writeSecrets } from "./checkout.ts";
import { type Machine, startMachine } from "./engine.ts";
import { type ImageName, imageOf, logImages, makeImages, traceImages, whyNoChromium } from "./images.ts";
import { newest, unpacked } from "./packages.ts";
import { type SshAccess, startSsh } from "./ssh.ts";

/** The services whose images the test machine has, and those of which it builds one, in the order of the catalogue. */
const pulled = [
  ...(["prometheus", "alertmanager", "grafana", "node-exporter", "blackbox-exporter"] as const),
  ...logImages(),
  ...traceImages(),
];
const walking = whyNoChromium === undefined ? (["journeys"] as const) : [];
export const built = [
  ...(["business-exporter", "pm2-exporter", "anomaly-recorder", "remediation"] as const),
  ...walking,
];
export const running: readonly (ImageName | (typeof built)[number])[] = [...pulled, ...built];
/** Where nothing can build the programs that keep lines: neither what they are asked for, nor they themselves. */
const withoutLogs = Object.fromEntries(
  ["logs", "log-collector", "log-rules"].map((job) => [`withoutJobs.${job}`, "npm run parts -- --logs was not run"]),
);
const withoutTraces = Object.fromEntries(
  ["traces", "calls"].map((job) => [`withoutJobs.${job}`, "npm run parts -- --traces was not run"]),
);
const noLogServices = Object.fromEntries(
  (["victoria-logs", "log-collector", "log-rules"] as const).map((service) => [service, { enabled: false }]),
);
/** In every secret. */
export const planted = "planted-secret-value";
/** Whose journeys are walked; simulator/platform/site.ts has the announcement. */
const walker = { account: "parcours@benevoclic.fr", announcement: "/annonces/64f8a1b2c3d4e5f601234569" };

export type Told = Status & { well: boolean };

const loaded = z.object({ config: z.object({ original: z.string() }) });
const silences = z.array(z.object({ id: z.string(), status: z.object({ state: z.string() }) }));

/** A test machine with the images, what stands beside the stack, and a checkout whose production is deployed there. */
export interface Fixture {
  readonly root: string;
  readonly machine: Machine;
  readonly checkout: Checkout;
  status(environment?: string): Promise<Told>;
  /** Waits for a status, but for drift, a minute and a half at most. @throws Error with the last one. */
  until(seen: (status: Told) => boolean, what: string, environment?: string): Promise<Status>;
  /** Runs a command in a service's container. */
  inside(service: string, ...command: string[]): Promise<string>;
  /** Changes whenever the service is started or replaced. */
  startOf(service: string): Promise<string>;
  /** Times in seconds at which each target was scraped, by job and target. */
  scrapes(window: string, environment?: string): Promise<Map<string, number[]>>;
  /** The value of an expression that has one series. */
  value(promql: string): Promise<number | undefined>;
  /** The expression of a rule as Prometheus has loaded it. */
  rule(name: string): Promise<string | undefined>;
  /** Alertmanager's configuration as it has loaded it. */
  routes(): Promise<string>;
  /** What stands for Grafana gives the annotations it has to who knows this password of its admin; else a refusal. */
  annotations(password: string, environment?: string): Promise<string>;
  /** Subjects of the mails that arrived, a line each. */
  mails(): string;
  /** Times in seconds at which Alertmanager said that all of it works. */
  signsOfLife(): number[];
  /** Ids of the active silences. */
  silences(environment?: string): Promise<string[]>;
  /** Makes an environment one that can be deployed here. */
  configure(
    environment: string,
    ports?: Readonly<Record<string, number>>,
    others?: Readonly<Record<string, unknown>>,
  ): void;
  startRegistry(): Promise<string>;
  startSsh(): Promise<SshAccess>;
  remove(): Promise<void>;
}

export const container = (service: string, environment: string = "production") => nameIn(environment, service);

export async function startFixture(): Promise<Fixture> {
  await removeAbandoned();
  const root = mkdtempSync(path.join(tmpdir(), prefix));
  const mine = await tryLock(path.basename(root));
  const machine = await startMachine(path.join(root, "machine"));
  const secrets = path.join(root, "secrets");
  const undo: (() => Promise<unknown>)[] = [];
  const child = async (name: string, command: readonly string[], ready: () => Promise<boolean>) => {
    const started = await startChild({
      name,
      command: machine.inside[0] as string,
      args: [...machine.inside.slice(1), ...command],
      logFile: path.join(root, `${name}.log`),
      ready,
    });
    undo.push(() => started.stop(0));
  };
  const listens = (port: number) => async () => (await machine.run("ss", "-ltnH", `sport = :${port}`)) !== "";

  await makeImages(machine, root);
  const platform = path.join(import.meta.dirname, "platform.ts");
  for (const name of ["heartbeats", "mails"]) writeFileSync(path.join(root, name), "");
  const platformArguments = [root, machine.address, walker.account, planted];
  await child("platform", [process.execPath, "--import", "tsx", platform, ...platformArguments], listens(3000));
  writeSecrets(secrets, "alertmanager", 65534, {
    "discord-critical": `https://discord.com/api/webhooks/1/${planted}`,
    "discord-warning": `https://discord.com/api/webhooks/2/${planted}`,
    "discord-info": `https://discord.com/api/webhooks/3/${planted}`,
    "smtp-password": planted,
    "heartbeat-url": `http://${machine.address}:8081/${planted}`,
  });
  const opens = { "prometheus-password": planted, "alertmanager-password": planted };
  const knows = webConfigFile(planted).trimEnd();
  for (const [service, uid] of [
    ["alertmanager", 65534],
    ["anomaly-recorder", 65531],
  ] as const)
    writeSecrets(secrets, service, uid, { "recorder-token": planted });
  for (const [service, uid] of [
    ["alertmanager", 65534],
    ["remediation", 1000],
  ] as const)
    writeSecrets(secrets, service, uid, { "remediation-token": planted });
  writeSecrets(secrets, "remediation", 1000, { "recorder-token": planted, ...opens });
  writeSecrets(secrets, "journeys", 65530, { "journeys-password": planted, "recorder-token": planted });
  writeSecrets(secrets, "prometheus", 65534, { ...opens, "prometheus-web": knows });
  writeSecrets(secrets, "alertmanager", 65534, { "alertmanager-password": planted, "alertmanager-web": knows });
  writeSecrets(secrets, "anomaly-recorder", 65531, opens);
  writeSecrets(secrets, "log-rules", 65528, { "prometheus-password": planted });
  writeSecrets(secrets, "grafana", 472, { "grafana-admin": planted, "prometheus-password": planted });
  const shown = `proxy_set_header Authorization "Basic ${Buffer.from(`monitoring:${planted}`).toString("base64")}";`;
  writeSecrets(secrets, "nginx", 0, { "prometheus-login": shown, "alertmanager-login": shown });
  // Nothing answers there: its exporter must say so, and go on.
  writeSecrets(secrets, "business-exporter", 65532, {
    "mongodb-uri": `mongodb://monitoring:${planted}@${machine.address}:27017`,
  });
  const pm2 = await startPm2({ directory: path.join(root, "pm2"), apps: [] });

  const checkout = makeCheckout(path.join(root, "checkout"), machine);
  const configure: Fixture["configure"] = (environment, ports = {}, others = {}) => {
    const port = (name: (typeof running)[number]) => (ports[name] === undefined ? {} : { port: ports[name] });
    checkout.configure(environment, {
      "deployment.engine": machine.engine,
      "deployment.secrets": secrets,
      "deployment.services": {
        ...Object.fromEntries(pulled.map((name) => [name, { image: imageOf(name), ...port(name) }])),
        ...Object.fromEntries(built.map((name) => [name, port(name)])),
        ...(whyNoChromium === undefined && { journeys: { base: imageOf("chromium"), ...port("journeys") } }),
        ...(logImages().length === 0 && noLogServices),
        ...(traceImages().length === 0 && { jaeger: { enabled: false } }),
      },
      "anomalies.repository": undefined,
      ...(whyNoChromium === undefined
        ? { journeys: { ...walker }, "withoutJobs.journeys": undefined, "jobs.journeys": "journeys:9855" }
        : { journeys: undefined, "withoutJobs.journeys": whyNoChromium }),
      ...(logImages().length === 0 && withoutLogs),
      ...(traceImages().length === 0 && withoutTraces),
      "notifications.email.smarthost": `${machine.address}:8025`,
      "notifications.email.requireTls": false,
      "deployment.exporters.base": imageOf("node"),
      // PM2 is root's here; its group suffices, and a service is never root.
      "deployment.pm2": { user: "1000:0", sockets: path.dirname(pm2.rpcSocket) },
      "probes.api-health.url": "http://host.docker.internal:3000/health",
      // No service but those that ask the host itself knows it by that name.
      "probes.web-home.url": `http://${machine.address}:3000/`,
      ...others,
    });
  };
  configure("production");
  await checkout.mustRun("generate");

  const host = hostOf(machine.engine);
  const status = async (environment: string = "production"): Promise<Told> =>
    JSON.parse((await checkout.npm("status", environment, "--json")).out) as Told;
  const prometheus = (environment = "production") => prometheusIn(host, checkout.config(environment));
  const alertmanager = async (asked: string, environment = "production"): Promise<unknown> =>
    JSON.parse(await ask(host, checkout.config(environment), "alertmanager", asked));
  return {
    root,
    machine,
    checkout,
    configure,
    status,
    until: async (seen, what, environment = "production") => {
      const late = AbortSignal.timeout(90_000);
      const config = checkout.config(environment);
      for (;;) {
        // Not by the command, which starts a program and synthesizes everything each time.
        const last = await statusOf(config, { compare: false });
        if (seen({ ...last, well: isWell(last) })) return last;
        if (late.aborted) throw new Error(`${what}: ${JSON.stringify(last, undefined, 1)}`);
        await pause(500);
      }
    },
    inside: (service, ...command) => machine.docker("exec", container(service), ...command),
    startOf: (service) => machine.docker("inspect", "--format", "{{.Id}} {{.State.StartedAt}}", container(service)),
    scrapes: async (window, environment = "production") => {
      const { series } = await prometheus(environment).evaluate("query", { query: `up[${window}]` });
      const times = new Map<string, number[]>();
      for (const { labels, samples } of series) {
        const target = `${labels.job}/${labels.target ?? ""}`;
        times.set(
          target,
          [...(times.get(target) ?? []), ...samples.map(([at]) => at)].sort((a, b) => a - b),
        );
      }
      return times;
    },
    value: async (promql) => {
      const found = await prometheus().query(promql);
      return found.length === 1 ? found[0]?.value : undefined;
    },
    rule: async (name) => (await prometheus().rules()).find((rule) => rule.name === name)?.query,
    routes: async () => loaded.parse(await alertmanager("/api/v2/status")).config.original,
    annotations: async (password, environment = "production") => {
      const asked = ["-sS", "--user", `admin:${password}`, "http://127.0.0.1:3000/api/annotations"];
      return machine.docker("exec", container("grafana", environment), "curl", ...asked);
    },
    mails: () => readFileSync(path.join(root, "mails"), "utf8"),
    signsOfLife: () =>
      readFileSync(path.join(root, "heartbeats"), "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => Number.parseInt(line, 10) / 1000),
    silences: async (environment = "production") => {
      const all = silences.parse(await alertmanager("/api/v2/silences", environment));
      return all.filter(({ status: { state } }) => state === "active").map(({ id }) => id);
    },
    startRegistry: async () => {
      const program = path.join(await unpacked(newest, "docker-registry"), "usr/bin/docker-registry");
      const directory = path.join(root, "registry");
      mkdirSync(directory);
      const configuration = path.join(directory, "config.yml");
      const http = 'http: { addr: "127.0.0.1:5000" }';
      writeFileSync(
        configuration,
        `version: 0.1\nstorage: { filesystem: { rootdirectory: ${directory}/data } }\n${http}\n`,
      );
      await child("registry", [program, "serve", configuration], listens(5000));
      return "127.0.0.1:5000";
    },
    startSsh: async () => {
      const ssh = await startSsh(machine, root);
      undo.push(ssh.stop);
      return ssh;
    },
    remove: async () => {
      await Promise.all([pm2.stop(), ...undo.map((stop) => stop())]);
      await machine.remove();
      // What a step that took too long has started still writes there.
      rmSync(root, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 });
      await mine?.release();
    },
  };
}

const prefix = "benevoclic-deployment-";

/** A run that was killed leaves a gigabyte of images behind. */
async function removeAbandoned(): Promise<void> {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(prefix))) {
    const held = await tryLock(name);
    if (held === undefined) continue;
    const directory = path.join(tmpdir(), name);
    // Between its making and its claim a directory is young.
    if (Date.now() - statSync(directory).mtimeMs > 60_000) rmSync(directory, { recursive: true, force: true });
    await held.release();
  }
}

/** Scrapes that a target should have had between others and did not. */
export function lost(target: string, times: readonly number[]): number {
  const interval = seconds(intervalOf(target.split("/")[0] ?? ""));
  return times.slice(1).reduce((sum, at, index) => sum + Math.round((at - (times[index] ?? at)) / interval) - 1, 0);
}
