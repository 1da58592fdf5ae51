import { join } from "node:path";

/**
 * The node-exporter collectors that the written tree serves completely.
 * Not among them: filesystem and timex. They ask the kernel (statfs, adjtimex), hence the machine that the simulation runs on,
 * whose full disk or unsynchronised clock would raise alarms about the simulated one; their metrics come through the textfile
 * collector under the names and labels of the collectors. uname and arp ask the kernel as well and nothing needs them.
 */
export const nodeExporterCollectors = [
  "conntrack",
  "cpu",
  "diskstats",
  "filefd",
  "loadavg",
  "meminfo",
  "netclass",
  "netdev",
  "netstat",
  "pressure",
  "sockstat",
  "stat",
  "textfile",
  "time",
  "vmstat",
] as const;

/** The command line of a node-exporter 1.11 that reports the host written to `directory`; `--web.listen-address` is the caller's. */
export function nodeExporterArguments(directory: string): string[] {
  return [
    `--path.procfs=${join(directory, "proc")}`,
    `--path.sysfs=${join(directory, "sys")}`,
    `--path.rootfs=${join(directory, "rootfs")}`,
    `--path.udev.data=${join(directory, "udev")}`,
    "--collector.disable-defaults",
    ...nodeExporterCollectors.map((collector) => `--collector.${collector}`),
    "--no-collector.netdev.netlink",
    `--collector.textfile.directory=${join(directory, "textfile")}`,
  ];
}
