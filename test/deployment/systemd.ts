import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { startChild } from "../../kit/lab/parts/children.ts";
import { onPath, run } from "../../kit/lab/parts/programs.ts";
import { Unavailable } from "../../kit/lab/parts/unavailable.ts";
import { childrenOf } from "./processes.ts";

const program = "/lib/systemd/systemd";
const spaces = "--mount --pid --fork --kill-child --uts --ipc --net --cgroup --propagation private --".split(" ");

/** Where the checkout is on such a machine. */
export const checkoutThere = "/checkout";
/** As far as it starts: what this machine serves, it must not serve there a second time. */
const target = "basic.target";
/** ms that it has to start: a second or two, and a busy machine takes its time. */
const startsWithin = 60_000;

/** A shell's program that mounts a machine over a directory, goes there, and becomes its first process. */
const becoming = (directory: string, checkout: string, first: string) => `set -e
mount -t tmpfs tmpfs '${directory}'
cd '${directory}'
mkdir upper work root
mount -t overlay overlay -o lowerdir=/,upperdir=upper,workdir=work root
cd root
# Where it lies, only its owner may go, and an overlay of / does not reach into other file systems.
mkdir -p '.${checkoutThere}' old
mount --bind '${checkout}' '.${checkoutThere}'
mount -o remount,bind,ro '.${checkoutThere}'
mount -t proc proc proc
# What a kernel has once, whoever changes it: https://systemd.io/CONTAINER_INTERFACE/
mount --bind proc/sys/net run
mount --bind proc/sys proc/sys
mount -o remount,bind,ro proc/sys
mount --move run proc/sys/net
mount -t sysfs -o ro sysfs sys
mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs -o mode=0755 tmpfs run
mount -t tmpfs -o mode=0755 tmpfs dev
for node in null zero full random urandom tty; do : >dev/$node; mount --bind /dev/$node dev/$node; done
# Neither its people's files nor its containers, which would start as well.
for kept in home srv var/lib/docker var/lib/containerd; do [ ! -d $kept ] || mount -t tmpfs -o mode=0755 tmpfs $kept; done
ln -s pts/ptmx dev/ptmx
# What this machine does at its hours is not due a second time.
ln -sf /dev/null etc/systemd/system/timers.target
ip link set lo up
pivot_root . old
umount -l /old
container=other exec ${first}`;

/** @throws Unavailable where no systemd of our own can be started */
function mustBePossible(directory: string, checkout: string): void {
  const because = (reason: string) => {
    throw new Unavailable(reason);
  };
  if (process.platform !== "linux") because("a systemd of our own needs Linux");
  if (process.getuid?.() !== 0) because("a systemd of our own needs root");
  if (!existsSync(program)) because(`no ${program}: apt-get install systemd`);
  const absent = ["unshare", "nsenter", "ip", "systemctl"].filter((tool) => onPath([tool]).length === 0);
  if (absent.length > 0) because(`no ${absent.join(", no ")} on PATH: apt-get install systemd util-linux iproute2`);
  const tried = spawnSync("unshare", [...spaces, "sh", "-c", becoming(directory, checkout, "true")]);
  if (tried.status !== 0) because(`no machine within this one: ${tried.stderr.toString().trim()}`);
}

/**
 * A machine that a real systemd has started. Processes, mounts, network and units are its own; its files are this machine's until one
 * of them is changed, and everything is gone with this process.
 */
export interface SystemdMachine {
  /** Its files, as this process reaches them. */
  readonly root: string;
  /** Runs a program there as root, and resolves with what it printed. */
  run(command: string, ...args: string[]): Promise<string>;
  /** The same as one of its users, with that user's home. */
  as(user: string, command: string, ...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

/**
 * @param directory an empty one, for its log and to mount it on @param checkout is there as well, at {@link checkoutThere}
 * @throws Unavailable where this machine cannot have it
 */
export async function startSystemd(directory: string, checkout: string): Promise<SystemdMachine> {
  const place = path.join(directory, "machine");
  mkdirSync(place, { recursive: true });
  mustBePossible(place, checkout);
  const holder = await startChild({
    name: "systemd",
    command: "unshare",
    args: [...spaces, "sh", "-c", becoming(place, checkout, `${program} --log-target=journal --unit=${target}`)],
    logFile: path.join(directory, "systemd.log"),
  });
  const first = () => childrenOf(holder.pid)[0];
  const into = "--mount --pid --uts --ipc --net --cgroup --".split(" ");
  const machine = (command: string, ...args: string[]) =>
    run("nsenter", ["--target", String(first()), ...into, command, ...args]);
  const late = AbortSignal.timeout(startsWithin);
  const isUp = async () => {
    const state = await machine("systemctl", "is-active", target).catch(() => "");
    return state.trim() === "active";
  };
  while (!(await isUp())) {
    if (holder.running && !late.aborted) {
      await pause(50);
      continue;
    }
    await holder.stop(0);
    const words = readFileSync(path.join(directory, "systemd.log"), "utf8").trim().split("\n").at(-1);
    throw new Unavailable(`systemd does not start within this machine: ${words}`);
  }
  return {
    root: `/proc/${first()}/root`,
    run: machine,
    as: (user, command, ...args) => machine("runuser", "-u", user, "--", "env", `HOME=/home/${user}`, command, ...args),
    stop: () => holder.stop(0),
  };
}
