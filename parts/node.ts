import { usualInterval } from "../kit/model/job.ts";
import { part } from "../kit/model/part.ts";
import { survey } from "../signals/metrics/business.ts";
import { deploy } from "../signals/metrics/deploy.ts";
import { node } from "../signals/metrics/node.ts";
import { quality } from "../signals/metrics/quality.ts";
import { qualityExporter } from "../signals/metrics/quality-exporter.ts";
import type { Deployed } from "./deployed.ts";

/**
 * The collectors that a simulated machine serves completely.
 * Not among them: filesystem and timex. They ask the kernel (statfs, adjtimex), hence the machine that the simulation runs on,
 * whose full disk or unsynchronised clock would raise alarms about the simulated one; their metrics come through the textfile
 * collector under the names and labels of the collectors. uname and arp ask the kernel as well and nothing needs them.
 */
export const simulatedCollectors = [
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

/** The arguments of a node-exporter 1.11 that reports a simulated machine written to a directory. */
export const simulatedMachine = (directory: string): readonly string[] => [
  `--path.procfs=${directory}/proc`,
  `--path.sysfs=${directory}/sys`,
  `--path.rootfs=${directory}/rootfs`,
  `--path.udev.data=${directory}/udev`,
  "--collector.disable-defaults",
  ...simulatedCollectors.map((collector) => `--collector.${collector}`),
  "--no-collector.netdev.netlink",
  `--collector.textfile.directory=${directory}/textfile`,
];

/**
 * node-exporter on the machine, with the files that other programs leave in its textfile directory.
 *
 * In the host's network, or its traffic, sockets and connection tracking would be the container's; on the private
 * network's gateway, which the containers reach and the internet does not. The host's own /proc and /sys below /host
 * make the host's process namespace unnecessary.
 */
export const nodePart = part("node", {
  scrape: { interval: usualInterval },
  metrics: [node, survey, deploy, quality, qualityExporter],
  service: {
    name: "node-exporter",
    memory: "64MiB",
    port: 9100,
    container: ({ deployment: { gateway, services } }: Deployed) => {
      const port = services["node-exporter"]?.port ?? 9100;
      return {
        // A user of its own: it sees the host's files, and as 65534 it could read the other services' secrets among them.
        user: "65533:65533",
        listens: { network: "host", address: gateway, port },
        command: [
          `--web.listen-address=${gateway}:${port}`,
          "--path.rootfs=/host",
          "--path.procfs=/host/proc",
          "--path.sysfs=/host/sys",
          "--path.udev.data=/host/run/udev/data",
          "--collector.textfile.directory=/textfile",
        ],
        healthPath: "/",
        startSeconds: 30,
        stopSeconds: 30,
        reads: [
          { host: "/", at: "/host", laterMounts: true },
          { volume: "textfile", at: "/textfile" },
        ],
      };
    },
    local: { ready: "/metrics", arguments: ({ directory }) => simulatedMachine(`${directory}/host`) },
  },
});
