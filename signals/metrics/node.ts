import { metricsOf } from "../model/metric.ts";

const filesystem = { device: "/dev/sda1", fstype: "ext4", mountpoint: "/" };

/** The host, by node-exporter. https://github.com/prometheus/node_exporter */
export const node = metricsOf("node", {
  cpu: {
    name: "node_cpu_seconds_total",
    type: "counter",
    about: "Seconds that each CPU spent in each mode.",
    labels: { cpu: "0", mode: "idle" },
  },
  memoryAvailable: {
    name: "node_memory_MemAvailable_bytes",
    type: "gauge",
    about: "Memory that programs can still get.",
  },
  memoryTotal: { name: "node_memory_MemTotal_bytes", type: "gauge", about: "Memory of the machine." },
  filesystemAvailable: {
    name: "node_filesystem_avail_bytes",
    type: "gauge",
    about: "Space that programs without root can still use.",
    labels: filesystem,
  },
  filesystemSize: {
    name: "node_filesystem_size_bytes",
    type: "gauge",
    about: "Size of the file system.",
    labels: filesystem,
  },
});

/** File systems that can fill: chosen by exclusion, because nobody knows the next disk's name. */
export const realFilesystems = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|nsfs|autofs|fuse.lxcfs|devtmpfs"';
