import type { Config } from "../../config/load.ts";
import type { Service } from "../service.ts";

/**
 * In the host's network, or its traffic, sockets and connection tracking would be the container's; on the private
 * network's gateway, which the containers reach and the internet does not. The host's own /proc and /sys below /host
 * make the host's process namespace unnecessary.
 */
export function nodeExporter({ deployment }: Config): Service {
  const { gateway } = deployment;
  const { port } = deployment.services["node-exporter"];
  return {
    name: "node-exporter",
    jobs: ["node"],
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
}
