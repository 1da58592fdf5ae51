import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { type Child, ChildNotReady, type ChildSpec, startChild } from "../../../../kit/lab/parts/children.ts";
import { answers } from "../../../../kit/lab/parts/http.ts";
import { tryLock } from "../../../../kit/lab/parts/lock.ts";
import { freePort, startOnFreePort } from "../../../../kit/lab/parts/ports.ts";

vi.mock("../../../../kit/lab/parts/lock.ts", { spy: true });

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "children-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(directory, { recursive: true, force: true });
});

const logFile = () => path.join(directory, "logs/child.log");
const log = () => readFileSync(logFile(), "utf8");

/** Starts Node with this program, and stops it when the test ends. */
async function start(program: string, more: Partial<ChildSpec> = {}): Promise<Child> {
  const child = await startChild({
    name: "example",
    command: process.execPath,
    args: ["-e", program],
    logFile: logFile(),
    ...more,
  });
  onTestFinished(() => child.stop(0));
  return child;
}

async function failure(started: Promise<unknown>): Promise<ChildNotReady> {
  const error = await started.then(
    () => undefined,
    (reason) => reason,
  );
  expect(error).toBeInstanceOf(ChildNotReady);
  return error as ChildNotReady;
}

/** A zombie that nobody has reaped is dead. */
function alive(pid: number): boolean {
  const stat = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8") : "";
  return stat !== "" && !/^.*\) [ZX] /.test(stat);
}

const idle = "setInterval(() => {}, 1000)";
const listen = `require("node:http").createServer((_, r) => r.end()).listen(+process.env.PORT, "127.0.0.1")`;

describe("a child", () => {
  it("runs in its directory with its environment, and writes to its log only", async () => {
    const child = await start(`console.log(process.cwd(), process.env.GREETING); console.error("grumble")`, {
      cwd: directory,
      env: { GREETING: "bonjour" },
    });
    expect(await child.exited).toEqual({ code: 0, signal: null });
    expect(child.running).toBe(false);
    expect(log()).toBe(`${directory} bonjour\ngrumble\n`);
    await start("", {}).then((again) => again.exited);
    expect(log()).toContain("bonjour");
  });

  it("is handed over when it is ready", async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}/`;
    expect(await answers(url)).toBe(false);
    const child = await start(`setTimeout(() => ${listen}, 100)`, {
      env: { PORT: String(port) },
      ready: () => answers(url),
    });
    expect(child.running).toBe(true);
    expect(await answers(url)).toBe(true);
    expect(alive(child.pid)).toBe(true);
  });

  it("that exits before it is ready is told with its last words, not those of an earlier start", async () => {
    await (await start(`console.error("earlier words")`)).exited;
    const error = await failure(
      start(`console.error("bad flag --colour"); process.exit(3)`, { ready: async () => false }),
    );
    expect(error.message).toContain("example exited before it was ready (code 3)");
    expect(error.message).toContain(logFile());
    expect(error.log).toBe("bad flag --colour");
  });

  it("that is not ready in time is stopped and told", async () => {
    const started = start("", {
      command: "/bin/sh",
      args: ["-c", "echo $$; exec sleep 600"],
      ready: () => new Promise(() => {}),
      readyWithin: 2_000,
    });
    const error = await failure(started);
    expect(error.message).toContain("was not ready within 2000 ms");
    expect(Number(error.log)).toBeGreaterThan(0);
    expect(alive(Number(error.log))).toBe(false);
  });

  it("is stopped when asking whether it is ready fails", async () => {
    const ready = async () => {
      await vi.waitUntil(() => /\d\n/.test(log()));
      throw new Error("no such question");
    };
    await expect(start(`console.log(process.pid); ${idle}`, { ready })).rejects.toThrow("no such question");
    expect(alive(Number(log()))).toBe(false);
  });

  it("that cannot be started is told", async () => {
    const absent = await failure(start("", { command: path.join(directory, "absent"), ready: async () => false }));
    expect(absent.message).toMatch(/absent.*No such file/);
    expect((await failure(start("", { cwd: path.join(directory, "nowhere") }))).message).toContain("cannot be started");
  });

  it("is stopped gently", async () => {
    const said = () => existsSync(logFile()) && log().includes("up");
    const child = await start(`process.on("SIGTERM", () => process.exit(7)); console.log("up"); ${idle}`, {
      ready: async () => said(),
    });
    await child.stop();
    expect(await child.exited).toEqual({ code: 7, signal: null });
    await child.stop();
  });

  it("is killed when it does not heed", async () => {
    const child = await start(`process.on("SIGTERM", () => console.log("no")); console.log("up"); ${idle}`, {
      ready: async () => log().includes("up"),
    });
    await child.stop(300);
    expect(await child.exited).toEqual({ code: null, signal: "SIGKILL" });
    expect(log()).toContain("no");
    expect(alive(child.pid)).toBe(false);
  });
});

describe("children die with their parent", () => {
  /** A parent process of its own and the pid of its child. */
  async function family(env: NodeJS.ProcessEnv = process.env) {
    const script = fileURLToPath(new URL("parent-process.ts", import.meta.url));
    const parent = spawn(process.execPath, ["--import", "tsx", script, logFile()], {
      env,
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [line] = await once(parent.stdout, "data");
    const child = Number(String(line));
    onTestFinished(() => {
      parent.kill("SIGKILL");
      if (alive(child)) process.kill(child, "SIGKILL");
    });
    expect(alive(child)).toBe(true);
    return { parent, child };
  }

  it.skipIf(process.platform !== "linux")("even when it is killed by SIGKILL", async () => {
    const { parent, child } = await family();
    parent.kill("SIGKILL");
    await once(parent, "exit");
    await vi.waitUntil(() => !alive(child), { timeout: 10_000 });
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("by %s where there is no setpriv", async (signal) => {
    const { parent, child } = await family({ ...process.env, PATH: directory });
    parent.kill(signal);
    const [, endedBy] = await once(parent, "exit");
    expect(endedBy).toBe(signal);
    await vi.waitUntil(() => !alive(child), { timeout: 10_000 });
  });
});

describe("ports", () => {
  it("are given once, whoever asks", async () => {
    const ports = await Promise.all(Array.from({ length: 20 }, freePort));
    expect(new Set(ports).size).toBe(20);
    for (const port of ports) expect(await tryLock(`port:${port}`)).toBeUndefined();

    const asked = vi.mocked(tryLock).mockClear().mockResolvedValueOnce(undefined);
    const port = await freePort();
    expect(asked).toHaveBeenCalledTimes(2);
    expect(asked).toHaveBeenLastCalledWith(`port:${port}`);
  });

  it("are changed when a stranger was faster", async () => {
    const stranger = net.createServer();
    onTestFinished(() => void stranger.close());
    const tried: number[] = [];
    const { port, child } = await startOnFreePort(async (candidate) => {
      tried.push(candidate);
      if (tried.length === 1) await once(stranger.listen(candidate, "127.0.0.1"), "listening");
      const ready = () => answers(`http://127.0.0.1:${candidate}/`);
      return start(listen, { env: { PORT: String(candidate) }, ready });
    });
    expect((stranger.address() as AddressInfo).port).toBe(tried[0]);
    expect(tried).toHaveLength(2);
    expect(port).toBe(tried[1]);
    expect(child.running).toBe(true);
  });

  it("are not changed for another failure, nor for ever", async () => {
    let asked = 0;
    const failing = (words: string) => () => {
      asked++;
      return start(`console.error("${words}"); process.exit(1)`, { ready: async () => false });
    };
    await failure(startOnFreePort(failing("bad flag")));
    expect(asked).toBe(1);
    asked = 0;
    await failure(startOnFreePort(failing("listen tcp 127.0.0.1:9: bind: address already in use")));
    expect(asked).toBe(5);
  });
});
