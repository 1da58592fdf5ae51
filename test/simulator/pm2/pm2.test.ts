import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { callPm2 } from "../../../exporters/pm2/call.ts";
import { type Pm2Process, readProcesses } from "../../../exporters/pm2/processes.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { freePort } from "../../../kit/lab/parts/ports.ts";
import { type Pm2App, platformApp } from "../../../simulator/pm2/apps.ts";
import { type Pm2, startPm2 } from "../../../simulator/pm2/pm2.ts";

const patience = { timeout: 40_000, interval: 100 };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "pm2-"));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

async function start(apps: readonly Pm2App[]): Promise<Pm2> {
  const pm2 = await startPm2({ directory, apps });
  onTestFinished(() => pm2.stop());
  return pm2;
}

/** An app that runs until it is told to stop. */
function steady(): Pm2App {
  const script = join(directory, "steady.js");
  writeFileSync(script, "setInterval(() => {}, 1000);");
  return { name: "steady", script };
}

const ask = (pm2: Pm2) => callPm2({ socket: pm2.rpcSocket, method: "getMonitorData", within: 10_000 });
const processOf = async (pm2: Pm2, app: string): Promise<Pm2Process | undefined> =>
  readProcesses(await ask(pm2)).processes.find((process) => process.app === app);
const pidsOf = async (pm2: Pm2) => ((await ask(pm2)) as { pid: number }[]).map(({ pid }) => pid);

/** A zombie that nobody has reaped is dead. */
function alive(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "";
  return stat !== "" && !/^.*\) [ZX] /.test(stat);
}

describe("the simulated platform", () => {
  test("runs under PM2 as in production, with the sockets in a directory of their own", async () => {
    const [api, web] = [await freePort(), await freePort()];
    const flags = (port: number) => ["--port", String(port), "--state-dir", directory];
    const pm2 = await start([
      platformApp("benevoclic-api", [...flags(api), "--traffic", "none"]),
      platformApp("benevoclic-web", flags(web)),
    ]);
    await vi.waitUntil(() => answers(`http://127.0.0.1:${api}/health`), patience);
    await vi.waitUntil(() => answers(`http://127.0.0.1:${web}/`), patience);

    expect(readdirSync(join(directory, "sockets")).sort()).toEqual(["pub.sock", "rpc.sock"]);
    expect(readdirSync(join(directory, "home")).filter((file) => file.endsWith(".sock"))).toEqual([]);
    const settings = {
      exec_mode: "fork_mode",
      instances: 1,
      min_uptime: 10_000,
      max_restarts: 10,
      restart_delay: 4000,
    };
    expect(await ask(pm2)).toMatchObject(
      ["benevoclic-api", "benevoclic-web"].map((name) => ({
        name,
        pm2_env: { ...settings, status: "online", max_memory_restart: 2 ** 30 },
      })),
    );

    await pm2.restart("benevoclic-web");
    expect(await processOf(pm2, "benevoclic-web")).toMatchObject({ restarts: 1 });
    await vi.waitUntil(() => answers(`http://127.0.0.1:${web}/`), patience);
  });
});

describe("an app", () => {
  test("is started again after a crash; a crash loop makes PM2 give up, and it is well once that is over", async () => {
    const pm2 = await start([{ ...steady(), min_uptime: "10s", max_restarts: 3, restart_delay: 50 }]);
    await pm2.crash("steady");
    await vi.waitUntil(async () => {
      const { restarts, status } = (await processOf(pm2, "steady")) ?? {};
      return restarts === 1 && status === "online";
    }, patience);
    const loop = pm2.crashLoop("steady");
    await vi.waitUntil(async () => (await processOf(pm2, "steady"))?.status === "errored", patience);
    await loop.stop();
    await pm2.restart("steady");
    await vi.waitUntil(async () => (await processOf(pm2, "steady"))?.status === "online", patience);
  });
});

describe("everything ends", () => {
  test("when it is stopped", async () => {
    const pm2 = await start([steady()]);
    const pids = [pm2.daemon.pid, ...(await pidsOf(pm2))];
    expect(pids.map(alive)).toEqual([true, true]);
    await pm2.stop();
    expect(pids.map(alive)).toEqual([false, false]);
  });

  test("when the daemon is killed", async () => {
    const pm2 = await start([steady()]);
    const [app = 0] = await pidsOf(pm2);
    pm2.daemon.kill("SIGKILL");
    await vi.waitUntil(() => !alive(app), patience);
  });

  test.skipIf(process.platform !== "linux")("when the harness is killed", async () => {
    const program = fileURLToPath(new URL("harness-process.ts", import.meta.url));
    const { script } = steady();
    const harness = spawn(process.execPath, ["--import", "tsx", program, directory, script], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    onTestFinished(() => void harness.kill("SIGKILL"));
    const [line] = await once(harness.stdout, "data");
    const pids = JSON.parse(String(line)) as number[];
    onTestFinished(() => {
      for (const pid of pids) if (alive(pid)) process.kill(pid, "SIGKILL");
    });
    expect(pids.map(alive)).toEqual([true, true, true]);
    harness.kill("SIGKILL");
    await vi.waitUntil(() => pids.every((pid) => !alive(pid)), patience);
  });

  test("when an app cannot be started, which is told", async () => {
    const absent = { name: "absent", script: join(directory, "absent.js") };
    const before = new Set(readdirSync("/proc"));
    await expect(startPm2({ directory, apps: [absent] })).rejects.toThrow(/pm2 start .* failed.*commands\.log/);
    expect(readFileSync(join(directory, "commands.log"), "utf8")).toContain("absent.js");
    const daemons = readdirSync("/proc").filter((pid) => !before.has(pid) && isDaemonOf(pid, directory));
    expect(daemons).toEqual([]);
  });
});

const isDaemonOf = (pid: string, home: string): boolean => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(home);
  } catch {
    return false;
  }
};

test("a directory whose path is too long for a socket is refused", async () => {
  await expect(startPm2({ directory: join(directory, "x".repeat(100)), apps: [] })).rejects.toThrow(
    "use a shorter directory",
  );
});

test.each([
  "my projects",
  "a#b",
  "l'api",
])("a directory called %s, in which PM2 or a shell would look elsewhere, is refused", async (name) => {
  await expect(startPm2({ directory: join(directory, name), apps: [] })).rejects.toThrow("without spaces and the like");
});
