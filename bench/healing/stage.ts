import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Entry } from "../../exporters/remediation/journal.ts";
import { type Child, startChild } from "../../kit/lab/parts/children.ts";
import { answers } from "../../kit/lab/parts/http.ts";
import { freePort } from "../../kit/lab/parts/ports.ts";
import { startHttpServer } from "../../kit/lab/sinks/http-server.ts";
import { startPm2 } from "../../simulator/pm2/pm2.ts";
import { startRemedyAlertmanager } from "./alertmanager.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const token = "the remediation's token";
const app = "shop";

/** Down from the moment when the file is there, until the process after it; for ever while another one is there. */
const script = `
const { existsSync, statSync } = require("node:fs");
const [, , port, sick, incurable] = process.argv;
const started = Date.now();
const server = require("node:http").createServer((_, answer) => answer.end("well"));
const down = () => existsSync(incurable) || (existsSync(sick) && statSync(sick).mtimeMs > started);
setInterval(() => {
  if (down() && server.listening) { server.close(); server.closeAllConnections(); }
  else if (!down() && !server.listening) server.listen(Number(port), "127.0.0.1");
}, 50);
`;

/** What may be killed in the middle of a repair. */
export const victims = ["remediation", "alertmanager", "pm2"] as const;
export type Victim = (typeof victims)[number];

/** A real PM2 with one app, the real remediation, and what stands for Prometheus, the recorder and, unless told, Alertmanager. */
export interface Stage {
  readonly url: string;
  readonly remediation: Child;
  /** How often PM2 was told to restart the app, by its own count. */
  restarts(): Promise<number>;
  healthy(): Promise<boolean>;
  /** Breaks the app; for good, when no restart shall help. */
  breakIt(options?: { readonly forGood?: true }): void;
  mend(): void;
  /**
   * Tells of it: the remediation itself, as Alertmanager does, or the real Alertmanager, as Prometheus does.
   * @returns the status of the answer
   */
  tell(startsAt: Date, shown?: string): Promise<number>;
  /** Tells the real Alertmanager that it is over. */
  resolve(startsAt: Date): Promise<void>;
  /** What Alertmanager says against it: nothing unless told. */
  against: "nothing" | "a silence" | "no answer";
  journal(): Entry[];
  /** What the recorder was told. */
  readonly reports: unknown[];
  killed(): Promise<void>;
  start(): Promise<void>;
  /** Ends it by SIGKILL, and starts it again as the engine or systemd does. */
  killedAndStarted(victim: Victim): Promise<void>;
  stop(): Promise<void>;
}

/** @param options.alertmanager whether the real one tells of what is due */
export async function startStage(options: { readonly alertmanager?: "real" } = {}): Promise<Stage> {
  const directory = mkdtempSync(path.join(tmpdir(), "remedy-"));
  const at = (name: string) => path.join(directory, name);
  const appPort = await freePort();
  writeFileSync(at("app.js"), script);
  const args = [String(appPort), at("sick"), at("incurable")];
  const apps = [{ name: app, script: at("app.js"), args, max_restarts: 1000 }];
  const daemon = () => startPm2({ directory: at("pm2"), apps });
  let pm2 = await daemon();
  const health = () => answers(`http://127.0.0.1:${appPort}/`);
  let well = true;
  const looking = new AbortController();
  const look = (async () => {
    while (!looking.signal.aborted) {
      well = await health();
      await pause(100);
    }
  })();
  const reports: unknown[] = [];
  let against: Stage["against"] = "nothing";
  const series = (has: boolean) => ({
    status: 200,
    json: {
      status: "success",
      data: { result: has ? [{ metric: { instance: "machine" }, value: [Date.now() / 1000, "1"] }] : [] },
    },
  });
  const around = await startHttpServer(
    ({ path: asked, body }) => {
      const text = body.toString();
      if (asked === "/api/v1/query")
        return series(text.includes("ALERTS") ? false : text.includes("bad") ? !well : well);
      if (against === "no answer" && asked.startsWith("/api/v2")) return { status: 500 };
      if (asked === "/api/v2/silences") return { status: 200, json: [] };
      if (asked === "/api/v2/alerts") {
        const silencedBy = against === "a silence" ? ["somebody's"] : [];
        return { status: 200, json: [{ fingerprint: "abc", status: { silencedBy, inhibitedBy: [], mutedBy: [] } }] };
      }
      reports.push(JSON.parse(text));
      return { status: 200, json: {} };
    },
    { port: 0, maxBodyBytes: 2 ** 20 },
  );
  const world = `http://127.0.0.1:${around.port}`;
  const step = { action: "restart", target: app, kind: "app", said: "restart of", acts: true, only: {} };
  const limits = { atMost: 1000, per: 3600, perDay: 1000, coolDown: 1, startsWithin: 1, shownWithin: 4 };
  const healed = { title: "Shop down", level: "critical", bad: "bad", well: "well", per: ["instance"], unless: [] };
  writeFileSync(
    at("remedies.json"),
    JSON.stringify({ environment: "test", alerts: { ShopDown: { ...healed, steps: [{ ...step, ...limits }] } } }),
  );
  mkdirSync(at("secrets"));
  writeFileSync(at("secrets/token"), token);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const managerPort = options.alertmanager === "real" ? await freePort() : undefined;
  const settings = {
    port: String(port),
    "remedies-file": at("remedies.json"),
    directory: at("state"),
    "remediation-token-file": at("secrets/token"),
    "prometheus-url": world,
    "alertmanager-url": managerPort !== undefined ? `http://127.0.0.1:${managerPort}` : world,
    "pm2-daemon-rpc-port": pm2.rpcSocket,
    "recorder-url": world,
    "recorder-token-file": at("secrets/token"),
  };
  const spec = {
    name: "remediation",
    command: process.execPath,
    args: [
      ...["--import", "tsx", path.join(root, "exporters/remediation/main.ts")],
      ...Object.entries(settings).map(([name, value]) => `--${name}=${value}`),
    ],
    cwd: root,
    logFile: at("remediation.log"),
    ready: () => answers(`${url}/-/ready`),
    readyWithin: 60_000,
  };
  let remediation = await startChild(spec);
  const tokenFile = at("secrets/token");
  const manager =
    managerPort === undefined
      ? undefined
      : await startRemedyAlertmanager({ directory, port: managerPort, due: `${url}/due`, tokenFile });
  const labels = { alertname: "MonitoringRemedyDue", heals: "ShopDown", instance: "machine", level: "critical" };
  const annotations = { summary: "Shop down" };
  const restarts = async () => {
    const { callPm2 } = await import("../../exporters/pm2/call.ts");
    const answer = await callPm2({ socket: pm2.rpcSocket, method: "getMonitorData", within: 10_000 });
    return (answer as { pm2_env: { restart_time: number } }[])[0]?.pm2_env.restart_time ?? Number.NaN;
  };
  const killed = async () => {
    remediation.kill("SIGKILL");
    await remediation.exited;
  };
  const start = async () => {
    remediation = await startChild(spec);
  };
  return {
    url,
    get remediation() {
      return remediation;
    },
    restarts,
    healthy: async () => well,
    breakIt: ({ forGood } = {}) => writeFileSync(at(forGood ? "incurable" : "sick"), ""),
    mend: () => {
      for (const name of ["sick", "incurable"]) rmSync(at(name), { force: true });
    },
    tell: async (startsAt, shown = token) => {
      if (manager) return manager.post({ labels, annotations, startsAt });
      const alert = { status: "firing", labels, annotations, fingerprint: "abc" };
      const response = await fetch(`${url}/due`, {
        method: "POST",
        headers: { authorization: `Bearer ${shown}`, "content-type": "application/json" },
        body: JSON.stringify({ version: "4", alerts: [{ ...alert, startsAt: startsAt.toISOString() }] }),
      }).catch(() => undefined);
      return response?.status ?? 0;
    },
    resolve: async (startsAt) => {
      await manager?.post({ labels, annotations, startsAt, endsAt: new Date() });
    },
    get against() {
      return against;
    },
    set against(what) {
      against = what;
    },
    journal: () =>
      existsSync(at("state/journal.jsonl"))
        ? readFileSync(at("state/journal.jsonl"), "utf8")
            .split("\n")
            .filter((line) => line.endsWith("}"))
            .map((line) => JSON.parse(line) as Entry)
        : [],
    reports,
    killed,
    start,
    killedAndStarted: async (victim) => {
      if (victim === "alertmanager") await manager?.killed();
      else if (victim === "remediation") {
        await killed();
        await start();
      } else {
        pm2.daemon.kill("SIGKILL");
        await pm2.daemon.exited;
        pm2 = await daemon();
      }
    },
    stop: async () => {
      looking.abort();
      await look;
      await remediation.stop();
      await manager?.stop();
      await around.stop();
      await pm2.stop();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
