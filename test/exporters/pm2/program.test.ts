import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { callPm2 } from "../../../exporters/pm2/call.ts";
import { startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import { pm2 as declared } from "../../../signals/metrics/pm2.ts";
import { startPm2 } from "../../../simulator/pm2/pm2.ts";
import { parseExposition, type Sample, select } from "../../simulator/platform/live.ts";
import { testApp } from "./apps.ts";
import { type Live, patience, restartsOf, startLive, value } from "./live.ts";

const secrets = ["hunter2-of-the-app", "hunter2-in-the-arguments", "hunter2-of-the-shell"] as const;

let live: Live;
beforeAll(async () => {
  // PM2 keeps the environment of the shell that starts an app.
  vi.stubEnv("SHELL_TOKEN", secrets[2]);
  live = await startLive((directory) => [
    testApp(directory, "steady", {
      max_memory_restart: "1G",
      env: { DATABASE_PASSWORD: secrets[0] },
      args: [secrets[1]],
    }),
  ]);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await live?.stop();
});

describe("what is exposed", () => {
  test("holds no secret, though PM2's answer does", async () => {
    const answer = JSON.stringify(
      await callPm2({ socket: live.pm2.rpcSocket, method: "getMonitorData", within: 10_000 }),
    );
    const output = (await live.scrape()) + live.log();
    for (const secret of secrets) {
      expect(answer).toContain(secret);
      expect(output).not.toContain(secret);
    }
  });

  test("is what is declared: names, types, labels, help", async () => {
    await live.once((scraped) => value(scraped, "pm2_process_event_loop_lag_seconds") !== undefined);
    const text = await live.scrape();
    const all = parseExposition(text).filter(({ name }) => name.startsWith("pm2_"));
    const metrics = Object.values(declared);
    for (const { name, type, about } of metrics) {
      expect(text).toContain(`# HELP ${name} ${about}\n# TYPE ${name} ${type}\n`);
      expect(select(all, name), name).not.toEqual([]);
    }
    for (const { name, labels } of all) {
      const metric = metrics.find((one) => one.name === name);
      expect(Object.keys(labels).sort(), name).toEqual(Object.keys(metric?.labels ?? { undeclared: "" }).sort());
    }
    expect(text).toContain("# TYPE process_resident_memory_bytes gauge\n");
  });

  test("pleases promtool", async () => {
    const { promtool } = await obtainParts({ names: ["promtool"] });
    execFileSync(promtool.command, ["check", "metrics"], {
      input: await live.scrape(),
      stdio: ["pipe", "pipe", "pipe"],
    });
  });

  test("is scraped by a real Prometheus", async () => {
    const { prometheus } = await obtainParts({ names: ["prometheus"] });
    const home = mkdtempSync(join(live.directory, "prometheus-"));
    const target = `{ targets: ["127.0.0.1:${live.port}"], labels: { instance: vps-test } }`;
    const configuration = join(home, "prometheus.yml");
    writeFileSync(
      configuration,
      `scrape_configs:\n  - job_name: pm2\n    scrape_interval: 1s\n    static_configs: [${target}]\n`,
    );
    const { port, child } = await startOnFreePort((free) =>
      startChild({
        name: "prometheus",
        command: prometheus.command,
        args: [
          `--config.file=${configuration}`,
          `--storage.tsdb.path=${join(home, "data")}`,
          `--web.listen-address=127.0.0.1:${free}`,
        ],
        ...(prometheus.cwd && { cwd: prometheus.cwd }),
        logFile: join(home, "log"),
        ready: () => answers(`http://127.0.0.1:${free}/-/ready`),
      }),
    );
    onTestFinished(() => child.stop());
    const query = async (
      expression: string,
    ): Promise<{ metric: Record<string, string>; value: [number, string] }[]> => {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`);
      return ((await response.json()) as { data: { result: [] } }).data.result;
    };
    await vi.waitUntil(async () => (await query("pm2_up == 1")).length === 1, patience);
    expect((await query('pm2_process_up{app="steady"}'))[0]).toMatchObject({
      metric: { __name__: "pm2_process_up", job: "pm2", instance: "vps-test", app: "steady", id: "0" },
      value: [expect.any(Number), "1"],
    });
    await live.pm2.crash("steady");
    const increase = 'increase(pm2_process_restarts_total{app="steady"}[1m]) > 0';
    await vi.waitUntil(async () => (await query(increase)).length === 1, patience);
  });
});

describe("the daemon", () => {
  const noProcess = (all: Sample[]) => all.every(({ name }) => !name.startsWith("pm2_process_"));

  test("that refuses is told", async () => {
    const argument = { process_name: "nobody", signal: "SIGTERM" };
    const asked = callPm2({ socket: live.pm2.rpcSocket, method: "sendSignalToProcessName", argument, within: 10_000 });
    await expect(asked).rejects.toThrow("answered with an error");
  });

  test("that hangs is down, while it hangs; then the figures are back", async () => {
    await live.online("steady");
    live.pm2.daemon.kill("SIGSTOP");
    onTestFinished(() => live.pm2.daemon.kill("SIGCONT"));
    const down = await live.samples();
    expect(value(down, "pm2_up")).toBe(0);
    expect(noProcess(down)).toBe(true);
    live.pm2.daemon.kill("SIGCONT");
    await live.online("steady");
    expect(live.log()).toContain("does not answer in time");
  });

  test("that is dead is down and told once; a new one is found, and no restart is lost or invented", async () => {
    const before = restartsOf(await live.online("steady"), "steady");
    live.pm2.daemon.kill("SIGKILL");
    await live.pm2.daemon.exited;
    for (let scrapes = 0; scrapes < 3; scrapes += 1) {
      const down = await live.samples();
      expect(value(down, "pm2_up")).toBe(0);
      expect(noProcess(down)).toBe(true);
    }
    const lines = live.log().trim().split("\n");
    expect(lines.filter((line) => line.includes("the daemon is dead"))).toHaveLength(1);
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ level: "warn", socket: live.pm2.rpcSocket });

    live.pm2 = await startPm2({ directory: live.directory, apps: [testApp(live.directory, "steady")] });
    expect(restartsOf(await live.online("steady"), "steady")).toBe(before);
    await live.pm2.crash("steady");
    await live.once((all) => restartsOf(all, "steady") === before + 1);
  });
});

describe("the program", () => {
  const run = (env: Record<string, string>, ...flags: string[]) => {
    const logFile = join(mkdtempSync(join(live.directory, "run-")), "log");
    const args = ["--import", "tsx", "exporters/pm2/main.ts", ...flags];
    return startChild({ name: "run", command: process.execPath, args, env, logFile }).then(async (child) => {
      onTestFinished(() => child.stop(0));
      return { ...(await child.exited), said: readFileSync(logFile, "utf8") };
    });
  };

  test("--once prints the metrics and ends with 0", async () => {
    const { code, said } = await run({ PM2_DAEMON_RPC_PORT: live.pm2.rpcSocket }, "--once");
    expect(code).toBe(0);
    expect(said).toContain('pm2_process_up{app="steady",id="0"} 1');
  });

  test("--once ends with 1 where there is no PM2, says what to do and starts none", async () => {
    const nowhere = join(live.directory, "nowhere", "rpc.sock");
    const { code, said } = await run({}, "--once", "--pm2-daemon-rpc-port", nowhere);
    expect(code).toBe(1);
    expect(said).toContain("pm2_up 0");
    expect(said).toContain("start PM2 with PM2_DAEMON_RPC_PORT set to this path");
  });

  test("ends at SIGTERM with 0", async () => {
    live.exporter.kill("SIGTERM");
    expect(await live.exporter.exited).toEqual({ code: 0, signal: null });
  });
});
