import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { type Child, startChild } from "../../kit/lab/parts/children.ts";
import { onPath, run } from "../../kit/lab/parts/programs.ts";
import { childrenOf } from "./processes.ts";

/** Debian's packages that bring what a test engine needs, beside those of every Debian. */
const needed = {
  dockerd: "docker.io",
  docker: "docker.io (docker-cli)",
  ip: "iproute2",
  ss: "iproute2",
  unshare: "util-linux",
  nsenter: "util-linux",
  curl: "curl",
} as const;

/** The machine as containers reach it. */
const address = "172.17.0.1";

/** Why no Docker engine of our own can be started here; undefined when it can. */
export function whyNoEngine(): string | undefined {
  if (process.platform !== "linux") return "a Docker engine of our own needs Linux";
  if (process.getuid?.() !== 0) return "a Docker engine of our own needs root";
  const absent = Object.keys(needed).filter((tool) => onPath([tool]).length === 0);
  if (absent.length > 0)
    return `no ${absent.join(", no ")} on PATH: apt-get install docker.io iproute2 util-linux curl`;
  const allowed = spawnSync("unshare", ["--pid", "--fork", "--mount", "--net", "--", "true"]);
  return allowed.status === 0 ? undefined : `this machine allows no namespaces: ${allowed.stderr.toString().trim()}`;
}

/**
 * A machine of its own as far as a Docker engine can tell: processes, mounts and network are separate, so that its
 * ports and firewall rules meet nobody else's, and everything on it ends with this process, however that ends.
 */
export interface Machine {
  /** For DOCKER_HOST and `deployment.engine`. */
  readonly engine: string;
  /** The machine's own address, as its containers reach it. */
  readonly address: string;
  /** What to put before a command that is to run in the machine's network. */
  readonly inside: readonly string[];
  /** Runs a command in the machine's network, and resolves with what it printed. */
  run(command: string, ...args: string[]): Promise<string>;
  docker(...args: string[]): Promise<string>;
  /** Kills a container's program behind the engine's back, as the kernel would. */
  kill(container: string): Promise<void>;
  /** A directory of the engine's data has no room left, until what is given back is called. */
  fillUp(directory: string): Promise<() => Promise<unknown>>;
  startEngine(): Promise<void>;
  /** As `systemctl stop docker`: it is given time. */
  stopEngine(): Promise<void>;
  /** Everything that runs on it is killed at once, as by a power cut, and the engine started anew. */
  reboot(): Promise<void>;
  remove(): Promise<void>;
}

/** @param directory empty, on a file system that overlays can lie on. */
export async function startMachine(directory: string): Promise<Machine> {
  mkdirSync(directory, { recursive: true });
  const holder = await startChild({
    name: "the test machine",
    command: "unshare",
    args: [
      ...["--pid", "--fork", "--kill-child", "--mount-proc", "--net", "--mount", "--propagation", "shared", "--"],
      ...["sh", "-c", "ip link set lo up && exec sleep infinity"],
    ],
    logFile: path.join(directory, "machine.log"),
  });
  const first = await firstProcess(holder.pid);
  const inside = ["nsenter", "--target", String(first), "--net", "--"];
  const engine = `unix://${directory}/docker.sock`;
  const dataRoot = `${directory}/data`;
  const docker = (...args: string[]) => run("docker", ["-H", engine, ...args]);

  let daemon: Child | undefined;
  const startEngine = async () => {
    rmSync(path.join(directory, "pid"), { force: true });
    daemon = await startChild({
      name: "dockerd",
      command: "nsenter",
      args: [
        ...["--target", String(first), "--all", "--", "dockerd", "-H", engine],
        // What stands on the machine answers there (platform.ts).
        ...["--bip", `${address}/16`, "--dns", address],
        ...["--data-root", dataRoot, "--exec-root", `${directory}/exec`, "--pidfile", `${directory}/pid`],
      ],
      logFile: path.join(directory, "dockerd.log"),
      ready: () =>
        docker("version").then(
          () => true,
          () => false,
        ),
      readyWithin: 60_000,
    });
  };
  /** nsenter waits for dockerd, and does not pass signals on. */
  const engineProcess = () => childrenOf(daemon?.pid ?? 0)[0];

  await startEngine();
  return {
    engine,
    address,
    inside,
    run: (command, ...args) => run(inside[0] as string, [...inside.slice(1), command, ...args]),
    docker,
    kill: async (container) => {
      const pid = (await docker("inspect", "--format", "{{.State.Pid}}", container)).trim();
      await run("nsenter", ["--target", String(first), "--pid", "--mount", "--", "kill", "-9", pid]);
    },
    fillUp: async (directory) => {
      const among = ["--target", String(first), "--mount", "--"];
      const full = `${dataRoot}/${directory}`;
      await run("nsenter", [...among, "mount", "-t", "tmpfs", "-o", "size=4k", "none", full]);
      return () => run("nsenter", [...among, "umount", full]);
    },
    startEngine,
    stopEngine: async () => {
      process.kill(engineProcess() as number, "SIGTERM");
      await daemon?.exited;
    },
    reboot: async () => {
      for (;;) {
        const rest = [...descendantsOf(daemon?.pid ?? first), ...descendantsOf(first)];
        if (rest.length === 0) break;
        spawnSync("kill", ["-9", ...rest.map(String)]);
        await pause(20);
      }
      await daemon?.exited;
      // It lies in /run on a real machine, which is empty after a boot.
      rmSync(path.join(directory, "exec"), { recursive: true, force: true });
      await startEngine();
    },
    remove: async () => {
      await holder.stop(0);
      // The kernel lets go of the mounts once the last process is gone.
      while (existsSync(directory)) {
        try {
          rmSync(directory, { recursive: true, force: true });
        } catch {
          await pause(50);
        }
      }
    },
  };
}

/** A cable between two machines, which have these addresses at its ends, such as `10.0.0.11/24`. */
export async function joined(
  [one, address]: [Machine, string],
  [other, otherAddress]: [Machine, string],
): Promise<void> {
  const networkOf = ({ inside }: Machine) => inside[inside.indexOf("--target") + 1] as string;
  await one.run("ip", ..."link add between type veth peer name between netns".split(" "), networkOf(other));
  for (const [machine, at] of [
    [one, address],
    [other, otherAddress],
  ] as const) {
    await machine.run("ip", "address", "add", at, "dev", "between");
    await machine.run("ip", "link", "set", "between", "up");
  }
}

async function firstProcess(holder: number): Promise<number> {
  for (;;) {
    const [pid] = childrenOf(holder);
    if (pid !== undefined) {
      const lo = spawnSync("nsenter", ["--target", String(pid), "--net", "ip", "-br", "link", "show", "up"]);
      if (lo.stdout.includes("LOOPBACK")) return pid;
    }
    await pause(20);
  }
}

/** Everything below a process that still runs: what loses its parent goes to the first process of its namespace. */
function descendantsOf(pid: number): number[] {
  // The program of a process that has ended, and that nobody asked about, cannot be read.
  return childrenOf(pid).flatMap((child) => [
    ...(existsSync(`/proc/${child}/exe`) ? [child] : []),
    ...descendantsOf(child),
  ]);
}
