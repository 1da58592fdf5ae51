import { alwaysPresentOf } from "../../kit/model/metric.ts";

const filesystem = { device: "/dev/sda1", device_error: "", fstype: "ext4", mountpoint: "/" };
const disk = { device: "sda" };
const network = { device: "eth0" };

/** The host, by node-exporter. https://github.com/prometheus/node_exporter */
export const node = alwaysPresentOf("node", {
  cpu: {
    name: "node_cpu_seconds_total",
    type: "counter",
    about: "Seconds that each CPU spent in each mode.",
    labels: { cpu: "0", mode: "idle" },
  },
  load5: { name: "node_load5", type: "gauge", about: "Processes that run or wait, averaged over 5 minutes." },
  bootTime: { name: "node_boot_time_seconds", type: "gauge", about: "When the machine was started (Unix time)." },
  time: { name: "node_time_seconds", type: "gauge", about: "What the machine's clock says (Unix time)." },
  clockOffset: {
    name: "node_timex_offset_seconds",
    type: "gauge",
    about: "How far the clock is from the time servers', ahead or behind.",
  },
  clockSynchronised: {
    name: "node_timex_sync_status",
    type: "gauge",
    about: "1 while a time server keeps the clock right.",
    isSwitch: true,
  },
  openFiles: { name: "node_filefd_allocated", type: "gauge", about: "File descriptors open on the whole machine." },
  openFilesLimit: { name: "node_filefd_maximum", type: "gauge", about: "File descriptors that may be open." },
  textfileError: {
    name: "node_textfile_scrape_error",
    type: "gauge",
    about: "1 when a file of the textfile collector could not be read or understood.",
    isSwitch: true,
  },

  memoryAvailable: {
    name: "node_memory_MemAvailable_bytes",
    type: "gauge",
    about: "Memory that programs can still get.",
  },
  memoryTotal: { name: "node_memory_MemTotal_bytes", type: "gauge", about: "Memory of the machine." },
  swapFree: { name: "node_memory_SwapFree_bytes", type: "gauge", about: "Swap that nothing occupies." },
  swapTotal: { name: "node_memory_SwapTotal_bytes", type: "gauge", about: "Swap of the machine." },
  swapIn: { name: "node_vmstat_pswpin", type: "counter", about: "Pages brought back from swap." },
  swapOut: { name: "node_vmstat_pswpout", type: "counter", about: "Pages put out to swap." },
  oomKills: { name: "node_vmstat_oom_kill", type: "counter", about: "Processes killed for want of memory." },

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
  inodesFree: {
    name: "node_filesystem_files_free",
    type: "gauge",
    about: "Files that can still be created.",
    labels: filesystem,
  },
  inodes: {
    name: "node_filesystem_files",
    type: "gauge",
    about: "Files that the file system can hold; 0 where it has no such limit.",
    labels: filesystem,
  },
  filesystemReadonly: {
    name: "node_filesystem_readonly",
    type: "gauge",
    about: "1 when the file system is mounted read-only.",
    isSwitch: true,
    labels: filesystem,
  },
  filesystemError: {
    name: "node_filesystem_device_error",
    type: "gauge",
    about: "1 when the file system did not answer; `device_error` says why.",
    isSwitch: true,
    labels: filesystem,
  },

  diskBusy: {
    name: "node_disk_io_time_seconds_total",
    type: "counter",
    about: "Seconds in which the disk had something to do.",
    labels: disk,
  },
  diskReadTime: {
    name: "node_disk_read_time_seconds_total",
    type: "counter",
    about: "Seconds that reads took, all added up.",
    labels: disk,
  },
  diskReads: { name: "node_disk_reads_completed_total", type: "counter", about: "Reads completed.", labels: disk },
  diskWriteTime: {
    name: "node_disk_write_time_seconds_total",
    type: "counter",
    about: "Seconds that writes took, all added up.",
    labels: disk,
  },
  diskWrites: { name: "node_disk_writes_completed_total", type: "counter", about: "Writes completed.", labels: disk },

  received: {
    name: "node_network_receive_bytes_total",
    type: "counter",
    about: "Bytes received.",
    labels: network,
  },
  sent: { name: "node_network_transmit_bytes_total", type: "counter", about: "Bytes sent.", labels: network },
  receivedPackets: {
    name: "node_network_receive_packets_total",
    type: "counter",
    about: "Packets received.",
    labels: network,
  },
  sentPackets: {
    name: "node_network_transmit_packets_total",
    type: "counter",
    about: "Packets sent.",
    labels: network,
  },
  receiveErrors: {
    name: "node_network_receive_errs_total",
    type: "counter",
    about: "Packets that arrived damaged.",
    labels: network,
  },
  sendErrors: {
    name: "node_network_transmit_errs_total",
    type: "counter",
    about: "Packets that could not be sent.",
    labels: network,
  },
  connections: { name: "node_nf_conntrack_entries", type: "gauge", about: "Connections that the firewall tracks." },
  connectionsLimit: {
    name: "node_nf_conntrack_entries_limit",
    type: "gauge",
    about: "Connections that the firewall can track.",
  },
  collectorSuccess: {
    name: "node_scrape_collector_success",
    type: "gauge",
    about: "1 when a collector of node-exporter could read its part of the host.",
    labels: { collector: "loadavg" },
  },
});

/**
 * The collectors that serve the metrics above, all but the connection tracking's, whose module a host need not have. One that
 * fails leaves its metrics out, while `up` stays 1.
 * https://github.com/prometheus/node_exporter#enabled-by-default
 */
export const neededCollectors =
  'collector=~"cpu|diskstats|filefd|filesystem|loadavg|meminfo|netdev|stat|textfile|time|timex|vmstat"';

/** File systems that can fill: chosen by exclusion, because nobody knows the next disk's name. */
export const realFilesystems = 'fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|nsfs|autofs|fuse.lxcfs|devtmpfs"';

/** Disks, not what is built upon them: the same operation would be seen twice. */
export const realDisks = 'device!~"(z?ram|loop|fd|sr|dm-|md)[0-9].*"';

/** Interfaces to the outside, not those to containers, whose traffic also passes the outer one. */
export const realInterfaces = 'device!~"lo|(docker|br-|veth|virbr|tun|tap|wg|cali|flannel).*"';

/** What the line carries: 100 Mbit/s (benevoclic.md section 1). A virtual machine's interface does not know it. */
export const lineBytesPerSecond = 12.5e6;
