import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { HostState } from "./host.ts";
import { machine } from "./host-levels.ts";
import { procFiles } from "./procfs.ts";

/**
 * Writes a host as the tree that `simulatedMachine` points to; a file that says the same as before is left alone, and
 * one that the host no longer has is removed.
 */
interface HostWriter {
  write(state: HostState): void;
}

/** @param directory created when missing; each file in it is replaced in one step */
export function createHostWriter(directory: string): HostWriter {
  const written = new Map<string, string>();
  for (const name of ["rootfs", "udev"]) mkdirSync(join(directory, name), { recursive: true });
  return {
    write(state) {
      const files = filesOf(state);
      for (const name of written.keys()) {
        if (name in files) continue;
        rmSync(join(directory, name), { force: true });
        written.delete(name);
      }
      for (const [name, content] of Object.entries(files)) {
        if (written.get(name) === content) continue;
        const path = join(directory, name);
        if (!written.has(name)) mkdirSync(dirname(path), { recursive: true });
        // A name that no collector reads until it is complete: the textfile collector takes every *.prom.
        const draft = `${path}.draft`;
        writeFileSync(draft, content);
        renameSync(draft, path);
        written.set(name, content);
      }
    },
  };
}

/** The file that ends in the middle of a line, while there is one. */
export const brokenTextfile = "textfile/backup.prom";

/** File contents by path in the directory. */
export function filesOf(state: HostState): Record<string, string> {
  const tree: Record<string, string | number> = { ...sysFiles, "textfile/kernel.prom": kernelAnswers(state) };
  if (state.levels.textfileBroken) tree[brokenTextfile] = "backup_size_bytes{ 1";
  for (const [name, content] of Object.entries(procFiles(state)))
    if (name !== "loadavg" || !state.levels.loadUnreadable) tree[`proc/${name}`] = content;
  return Object.fromEntries(Object.entries(tree).map(([path, content]) => [path, `${content}\n`]));
}

/** What never changes: the devices. */
const sysFiles: Readonly<Record<string, string | number>> = {
  "sys/devices/system/clocksource/clocksource0/available_clocksource": "tsc acpi_pm",
  "sys/devices/system/clocksource/clocksource0/current_clocksource": "tsc",
  "sys/devices/system/cpu/isolated": "",
  ...Object.fromEntries(
    Array.from({ length: machine.cores }, (_, core) => [`sys/devices/system/cpu/cpu${core}/online`, 1]),
  ),
  ...networkDevice("eth0", {
    ifindex: 2,
    type: 1,
    flags: "0x1003",
    mtu: 1500,
    operstate: "up",
    speed: machine.networkBitsPerSecond / 1e6,
  }),
  ...networkDevice("lo", { ifindex: 1, type: 772, flags: "0x9", mtu: 65_536, operstate: "unknown" }),
};

function networkDevice(device: string, attributes: Record<string, string | number>): Record<string, string | number> {
  const all = { ...attributes, carrier: 1, carrier_changes: 1 };
  return Object.fromEntries(Object.entries(all).map(([name, value]) => [`sys/class/net/${device}/${name}`, value]));
}

/** What node-exporter would ask the kernel for, in its own words: the file system and the clock of the simulated host. */
function kernelAnswers({ levels }: HostState): string {
  const root = 'device="/dev/sda1",device_error="",fstype="ext4",mountpoint="/"';
  const free = machine.diskBytes * (1 - levels.diskUsedRatio);
  const gauges: readonly (readonly [name: string, labels: string, value: number])[] = [
    ["node_filesystem_size_bytes", root, machine.diskBytes],
    ["node_filesystem_free_bytes", root, free],
    ["node_filesystem_avail_bytes", root, free],
    ["node_filesystem_files", root, machine.inodes],
    ["node_filesystem_files_free", root, Math.round(machine.inodes * (1 - levels.inodesUsedRatio))],
    ["node_filesystem_readonly", root, Number(levels.readonly)],
    ["node_filesystem_device_error", root, 0],
    ["node_timex_sync_status", "", Number(levels.clockSynchronised)],
    ["node_timex_offset_seconds", "", levels.clockOffsetSeconds],
    ["node_timex_maxerror_seconds", "", levels.clockSynchronised ? 0.05 : 16],
    ["node_timex_estimated_error_seconds", "", levels.clockSynchronised ? 0.001 : 16],
  ];
  return gauges
    .map(
      ([name, labels, value]) =>
        `# HELP ${name} Of the simulated host.\n# TYPE ${name} gauge\n${name}{${labels}} ${value}`,
    )
    .join("\n");
}
