import { alwaysPresentOf } from "../../kit/model/metric.ts";
import { counts, harmless, less, more, restless } from "../../kit/model/ways.ts";

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
    harmless: harmless({ "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts] }),
  },
  load5: {
    name: "node_load5",
    type: "gauge",
    about: "Processes that run or wait, averaged over 5 minutes.",
    harmless: harmless({
      "at rest it stands still as well; an exporter that gives old figures shows in its clock (MonitoringClockSkew)": [
        "freezes",
      ],
      "a load that is too low hides nothing that HostCpuBusy and the API's answers do not show": [...less],
      "ten times a quiet noon's is far from what hurts, which has an alert of its own": [...more, ...restless],
    }),
  },
  bootTime: {
    name: "node_boot_time_seconds",
    type: "gauge",
    about: "When the machine was started (Unix time).",
    harmless: harmless({
      "only a machine that has just started says something: one that seems to run for longer does not": [
        "drops to zero",
        "doubles",
        "grows tenfold",
        "flaps",
        "steps back",
      ],
    }),
  },
  time: { name: "node_time_seconds", type: "gauge", about: "What the machine's clock says (Unix time)." },
  clockOffset: {
    name: "node_timex_offset_seconds",
    type: "gauge",
    about: "How far the clock is from the time servers', ahead or behind.",
    harmless: harmless({
      "at rest it stands still as well; an exporter that gives old figures shows in its clock (MonitoringClockSkew)": [
        "freezes",
      ],
      "a clock that is right": [...less],
      "ten times a healthy clock's offset hurts nobody; HostClockSkewed tells one that does": [...more, ...restless],
    }),
  },
  clockSynchronised: {
    name: "node_timex_sync_status",
    type: "gauge",
    about: "1 while a time server keeps the clock right.",
    isSwitch: true,
    harmless: harmless({
      "a clock stays right for hours without its server; HostClockSkewed tells when it does not": [...restless],
    }),
  },
  openFiles: {
    name: "node_filefd_allocated",
    type: "gauge",
    about: "File descriptors open on the whole machine.",
    harmless: harmless({
      "at rest it stands still as well; an exporter that gives old figures shows in its clock (MonitoringClockSkew)": [
        "freezes",
      ],
      "fewer are open": [...less],
      "ten times a quiet noon's is far from what hurts, which has an alert of its own": [...more, ...restless],
    }),
  },
  openFilesLimit: {
    name: "node_filefd_maximum",
    type: "gauge",
    about: "File descriptors that may be open.",
    harmless: harmless({
      "there is more of it, which is no harm": ["doubles", "grows tenfold"],
      "a person resizes it, and not every few minutes": [...restless, "steps back"],
    }),
  },
  textfileError: {
    name: "node_textfile_scrape_error",
    type: "gauge",
    about: "1 when a file of the textfile collector could not be read or understood.",
    isSwitch: true,
    harmless: harmless({ "what the file holds comes and goes with it: MonitoringMetricsVanished": [...restless] }),
  },

  memoryAvailable: {
    name: "node_memory_MemAvailable_bytes",
    type: "gauge",
    about: "Memory that programs can still get.",
    harmless: harmless({
      "at rest it stands still as well; an exporter that gives old figures shows in its clock (MonitoringClockSkew)": [
        "freezes",
      ],
      "there is more of it, which is no harm": ["doubles", "grows tenfold"],
      "memory that is freed within three minutes has killed nothing; HostOomKill tells when it has": [...restless],
      "half of what a quiet noon leaves is enough": ["steps back"],
    }),
  },
  memoryTotal: {
    name: "node_memory_MemTotal_bytes",
    type: "gauge",
    about: "Memory of the machine.",
    harmless: harmless({
      "there is more of it, which is no harm": ["doubles", "drifts for hours"],
      "a person resizes it, and not every few minutes": [...restless, "steps back"],
    }),
  },
  swapFree: {
    name: "node_memory_SwapFree_bytes",
    type: "gauge",
    about: "Swap that nothing occupies.",
    harmless: harmless({
      "at rest it stands still as well; an exporter that gives old figures shows in its clock (MonitoringClockSkew)": [
        "freezes",
      ],
      "swap that is full hurts when it is read back: HostSwapThrashing": [...less, ...restless],
      "there is more of it, which is no harm": [...more],
    }),
  },
  swapTotal: {
    name: "node_memory_SwapTotal_bytes",
    type: "gauge",
    about: "Swap of the machine.",
    harmless: harmless({
      "there is more of it, which is no harm": [...more],
      "a person resizes it, and not every few minutes": [...less, ...restless],
    }),
  },
  swapIn: {
    name: "node_vmstat_pswpin",
    type: "counter",
    about: "Pages brought back from swap.",
    harmless: harmless({
      "a few pages in a minute are not felt; HostSwapThrashing tells when they are": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  swapOut: {
    name: "node_vmstat_pswpout",
    type: "counter",
    about: "Pages put out to swap.",
    harmless: harmless({
      "a few pages in a minute are not felt; HostSwapThrashing tells when they are": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  oomKills: {
    name: "node_vmstat_oom_kill",
    type: "counter",
    about: "Processes killed for want of memory.",
    harmless: harmless({ "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts] }),
  },

  filesystemAvailable: {
    name: "node_filesystem_avail_bytes",
    type: "gauge",
    about: "Space that programs without root can still use.",
    labels: filesystem,
    harmless: harmless({
      "at rest it stands still as well; an exporter that gives old figures shows in its clock (MonitoringClockSkew)": [
        "freezes",
      ],
      "there is more of it, which is no harm": ["doubles", "grows tenfold"],
      "space that is freed within three minutes has stopped nothing": [...restless],
      "half of what is free on a healthy disk is enough": ["steps back"],
    }),
  },
  filesystemSize: {
    name: "node_filesystem_size_bytes",
    type: "gauge",
    about: "Size of the file system.",
    labels: filesystem,
    harmless: harmless({
      "a greater disk": ["doubles", "drifts for hours"],
      "a person resizes it, and not every few minutes": [...less, ...restless],
    }),
  },
  inodesFree: {
    name: "node_filesystem_files_free",
    type: "gauge",
    about: "Files that can still be created.",
    labels: filesystem,
    harmless: harmless({
      "at rest it stands still as well; an exporter that gives old figures shows in its clock (MonitoringClockSkew)": [
        "freezes",
      ],
      "there is more of it, which is no harm": ["doubles", "grows tenfold"],
      "files that can be created again within three minutes stop little": [...restless],
      "half of what is free on a healthy disk is enough": ["steps back"],
    }),
  },
  inodes: {
    name: "node_filesystem_files",
    type: "gauge",
    about: "Files that the file system can hold; 0 where it has no such limit.",
    labels: filesystem,
    harmless: harmless({
      "a greater disk": ["doubles", "drifts for hours"],
      "a person resizes it, and not every few minutes": [...less, ...restless],
    }),
  },
  filesystemReadonly: {
    name: "node_filesystem_readonly",
    type: "gauge",
    about: "1 when the file system is mounted read-only.",
    isSwitch: true,
    labels: filesystem,
    harmless: harmless({ "the kernel makes it read-only for good: only a person's remount ends it": ["starts anew"] }),
  },
  filesystemError: {
    name: "node_filesystem_device_error",
    type: "gauge",
    about: "1 when the file system did not answer; `device_error` says why.",
    isSwitch: true,
    labels: filesystem,
    harmless: harmless({
      "a disk that is gone for a minute makes whoever writes wait: HostDiskSaturated; one that is gone for two is told":
        ["starts anew"],
    }),
  },

  diskBusy: {
    name: "node_disk_io_time_seconds_total",
    type: "counter",
    about: "Seconds in which the disk had something to do.",
    labels: disk,
    harmless: harmless({
      "whether the disk works shows in its writes, which MonitoringHostFiguresImpossible watches": [
        "freezes",
        "drops to zero",
      ],
      "as busy as in a backup, which is no harm; what waits for the disk is HostDiskSaturated": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  diskReadTime: {
    name: "node_disk_read_time_seconds_total",
    type: "counter",
    about: "Seconds that reads took, all added up.",
    labels: disk,
    harmless: harmless({
      "a disk that seems quick; whoever waits for it shows in the API's answers": ["freezes", "drops to zero"],
      "ten times a healthy answer is below what HostDiskSaturated tells": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  diskReads: {
    name: "node_disk_reads_completed_total",
    type: "counter",
    about: "Reads completed.",
    labels: disk,
    harmless: harmless({
      "nothing needs to be read from a disk whose files are in memory": ["freezes", "drops to zero"],
      "reads that are quick are no harm; slow ones are HostDiskSaturated": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  diskWriteTime: {
    name: "node_disk_write_time_seconds_total",
    type: "counter",
    about: "Seconds that writes took, all added up.",
    labels: disk,
    harmless: harmless({
      "a disk that seems quick; whoever waits for it shows in the API's answers": ["freezes", "drops to zero"],
      "ten times a healthy answer is below what HostDiskSaturated tells": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  diskWrites: {
    name: "node_disk_writes_completed_total",
    type: "counter",
    about: "Writes completed.",
    labels: disk,
    harmless: harmless({
      "writes that are quick are no harm; slow ones are HostDiskSaturated": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },

  received: {
    name: "node_network_receive_bytes_total",
    type: "counter",
    about: "Bytes received.",
    labels: network,
    harmless: harmless({
      "ten times a quiet noon's traffic fills no line; HostNetworkSaturated tells when it is full": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  sent: {
    name: "node_network_transmit_bytes_total",
    type: "counter",
    about: "Bytes sent.",
    labels: network,
    harmless: harmless({
      "ten times a quiet noon's traffic fills no line; HostNetworkSaturated tells when it is full": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  receivedPackets: {
    name: "node_network_receive_packets_total",
    type: "counter",
    about: "Packets received.",
    labels: network,
    harmless: harmless({
      "they only divide the damaged ones; the line is full by bytes (HostNetworkSaturated)": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  sentPackets: {
    name: "node_network_transmit_packets_total",
    type: "counter",
    about: "Packets sent.",
    labels: network,
    harmless: harmless({
      "they only divide the damaged ones; the line is full by bytes (HostNetworkSaturated)": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  receiveErrors: {
    name: "node_network_receive_errs_total",
    type: "counter",
    about: "Packets that arrived damaged.",
    labels: network,
    harmless: harmless({
      "a few damaged packets a minute are sent again; HostNetworkErrors tells a share that is felt": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  sendErrors: {
    name: "node_network_transmit_errs_total",
    type: "counter",
    about: "Packets that could not be sent.",
    labels: network,
    harmless: harmless({
      "a few damaged packets a minute are sent again; HostNetworkErrors tells a share that is felt": [...more, "flaps"],
      "a machine that starts anew is told by HostRebooted; increase() survives it": [...counts],
    }),
  },
  connections: {
    name: "node_nf_conntrack_entries",
    type: "gauge",
    about: "Connections that the firewall tracks.",
    harmless: harmless({
      "at rest it stands still as well; an exporter that gives old figures shows in its clock (MonitoringClockSkew)": [
        "freezes",
      ],
      "no connections in the table stop nobody; whether visitors get in is what the probes see": [...less],
      "ten times a quiet noon's is far from what hurts, which has an alert of its own": [...more, ...restless],
    }),
  },
  connectionsLimit: {
    name: "node_nf_conntrack_entries_limit",
    type: "gauge",
    about: "Connections that the firewall can track.",
    harmless: harmless({
      "there is more of it, which is no harm": ["doubles", "grows tenfold"],
      "a person resizes it, and not every few minutes": [...restless, "steps back"],
    }),
  },
  collectorSuccess: {
    name: "node_scrape_collector_success",
    type: "gauge",
    about: "1 when a collector of node-exporter could read its part of the host.",
    isSwitch: true,
    labels: { collector: "loadavg" },
    harmless: harmless({ "what the collector reads comes and goes with it: MonitoringMetricsVanished": [...restless] }),
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
