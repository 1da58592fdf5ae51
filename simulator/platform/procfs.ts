import type { HostState } from "./host.ts";
import { type HostLevels, machine } from "./host-levels.ts";

/** File contents by path under /proc; formats: proc(5) and Documentation/filesystems/proc.rst, admin-guide/iostats.rst of the kernel. */
export function procFiles(state: HostState): Record<string, string | number> {
  const { levels, counters, load } = state;
  const { conntrackLimit, fileLimit } = machine;
  const up = state.uptimeSeconds;
  const running = Math.max(1, Math.round(levels.load));
  return {
    stat: statOf(state, running),
    meminfo: meminfoOf(levels),
    loadavg: `${load.map((value) => value.toFixed(2)).join(" ")} ${running}/412 91240`,
    uptime: `${up.toFixed(2)} ${(machine.cores * counters.cpu.idle).toFixed(2)}`,
    diskstats: diskstatsOf(state),
    vmstat: vmstatOf(state),
    "net/dev": netDevOf(state),
    "net/netstat": pairs("TcpExt", {
      SyncookiesSent: 0,
      SyncookiesRecv: 0,
      SyncookiesFailed: 0,
      ListenOverflows: 0,
      ListenDrops: 0,
      TCPTimeouts: 0,
      TCPSynRetrans: 0,
    }),
    "net/snmp": snmpOf(state),
    "net/sockstat":
      "sockets: used 310\nTCP: inuse 42 orphan 0 tw 18 alloc 60 mem 12\nUDP: inuse 4 mem 2\nUDPLITE: inuse 0\nRAW: inuse 0\nFRAG: inuse 0 memory 0",
    "net/stat/nf_conntrack": conntrackStatOf(levels.trackedConnections),
    "sys/net/netfilter/nf_conntrack_count": Math.round(levels.trackedConnections),
    "sys/net/netfilter/nf_conntrack_max": conntrackLimit,
    "sys/fs/file-nr": `${Math.round(levels.openFiles)}\t0\t${fileLimit}`,
    "pressure/cpu": pressureOf(counters.waiting.cpu, 0),
    "pressure/memory": pressureOf(counters.waiting.memory, counters.waiting.memory / 2),
    "pressure/io": pressureOf(counters.waiting.disk, counters.waiting.disk / 2),
  };
}

/** Times in hundredths of a second, one line for all processors and one for each. */
function statOf({ counters, bootedAt }: HostState, running: number): string {
  const { cpu, kernel } = counters;
  const times = [cpu.user, cpu.nice, cpu.system, cpu.idle, cpu.iowait, 0, cpu.softirq, cpu.steal, 0, 0];
  const line = (name: string, share: number) =>
    `${name} ${times.map((seconds) => Math.floor(seconds * 100 * share)).join(" ")}`;
  return [
    line("cpu ", machine.cores),
    ...Array.from({ length: machine.cores }, (_, core) => line(`cpu${core}`, 1)),
    `intr ${Math.floor(kernel.interrupts)}`,
    `ctxt ${Math.floor(kernel.contextSwitches)}`,
    `btime ${Math.floor(bootedAt / 1000)}`,
    `processes ${Math.floor(kernel.forks)}`,
    `procs_running ${running}`,
    "procs_blocked 0",
    `softirq ${Math.floor(kernel.interrupts)} 0 0 0 0 0 0 0 0 0 0`,
  ].join("\n");
}

function meminfoOf({ memoryUsedRatio: usedRatio, swapUsedRatio }: HostLevels): string {
  const total = machine.memoryBytes / 1024;
  const swap = machine.swapBytes / 1024;
  const available = total * (1 - usedRatio);
  const amounts = {
    MemTotal: total,
    MemFree: available * 0.3,
    MemAvailable: available,
    Buffers: available * 0.08,
    Cached: available * 0.6,
    SwapCached: 0,
    Active: total * usedRatio * 0.8,
    Inactive: available * 0.5,
    SwapTotal: swap,
    SwapFree: swap * (1 - swapUsedRatio),
    Dirty: 900,
    Writeback: 0,
    AnonPages: total * usedRatio * 0.85,
    Mapped: total * 0.05,
    Shmem: total * 0.01,
    Slab: total * 0.04,
    SReclaimable: total * 0.03,
    SUnreclaim: total * 0.01,
    CommitLimit: total / 2,
    Committed_AS: total * usedRatio * 1.2,
  };
  return Object.entries(amounts)
    .map(([name, kilobytes]) => `${name}: ${Math.round(kilobytes)} kB`)
    .join("\n");
}

/** Sectors are 512 bytes, times milliseconds. */
function diskstatsOf({ counters: { disk } }: HostState): string {
  const whole = Math.floor;
  const fields = [
    whole(disk.reads),
    0,
    whole(disk.readBytes / 512),
    whole(disk.readSeconds * 1000),
    whole(disk.writes),
    0,
    whole(disk.writtenBytes / 512),
    whole(disk.writeSeconds * 1000),
    0,
    whole(disk.busySeconds * 1000),
    whole((disk.readSeconds + disk.writeSeconds) * 1000),
    0,
    0,
    0,
    0,
    0,
    0,
  ];
  return `   8       0 sda ${fields.join(" ")}`;
}

function vmstatOf({ counters: { memory, disk } }: HostState): string {
  const counts = {
    pgpgin: disk.readBytes / 1024,
    pgpgout: disk.writtenBytes / 1024,
    pswpin: memory.swappedPages,
    pswpout: memory.swappedPages,
    pgfault: memory.pageFaults,
    pgmajfault: memory.majorPageFaults,
    oom_kill: memory.oomKills,
  };
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${Math.floor(count)}`)
    .join("\n");
}

function netDevOf({ counters: { network } }: HostState): string {
  const line = (device: string, values: readonly number[]) => `${device}: ${values.map(Math.floor).join(" ")}`;
  const { receivedBytes, receivedPackets, damagedPackets, sentBytes, sentPackets } = network;
  const local = sentBytes / 4;
  return [
    "Inter-|   Receive                                                |  Transmit",
    " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed",
    line("    lo", [local, local / 900, 0, 0, 0, 0, 0, 0, local, local / 900, 0, 0, 0, 0, 0, 0]),
    line("  eth0", [
      receivedBytes,
      receivedPackets,
      damagedPackets,
      0,
      0,
      damagedPackets,
      0,
      0,
      sentBytes,
      sentPackets,
      0,
      0,
      0,
      0,
      0,
      0,
    ]),
  ].join("\n");
}

function snmpOf({ counters: { network } }: HostState): string {
  const segments = { in: Math.floor(network.receivedPackets), out: Math.floor(network.sentPackets) };
  return [
    pairs("Ip", { Forwarding: 1, InReceives: segments.in, OutRequests: segments.out }),
    pairs("Icmp", { InMsgs: 120, InErrors: 0, OutMsgs: 120 }),
    pairs("Tcp", {
      ActiveOpens: 40_000,
      PassiveOpens: 160_000,
      CurrEstab: 42,
      InSegs: segments.in,
      OutSegs: segments.out,
      RetransSegs: Math.floor(segments.out / 2000),
      InErrs: 0,
      OutRsts: 900,
    }),
    pairs("Udp", {
      InDatagrams: 21_000,
      NoPorts: 12,
      InErrors: 0,
      OutDatagrams: 21_000,
      RcvbufErrors: 0,
      SndbufErrors: 0,
    }),
  ].join("\n");
}

/** The two lines, names and values, that /proc/net/snmp and netstat have for each protocol. */
function pairs(protocol: string, values: Record<string, number>): string {
  return `${protocol}: ${Object.keys(values).join(" ")}\n${protocol}: ${Object.values(values).join(" ")}`;
}

/** Hexadecimal, one line for each processor; the number of entries stands in all of them. */
function conntrackStatOf(entries: number): string {
  const names = [
    "entries",
    "searched",
    "found",
    "new",
    "invalid",
    "ignore",
    "delete",
    "delete_list",
    "insert",
    "insert_failed",
    "drop",
    "early_drop",
    "icmp_error",
    "expect_new",
    "expect_create",
    "expect_delete",
    "search_restart",
  ];
  const line = names
    .map((name) => (name === "entries" ? Math.round(entries) : 0).toString(16).padStart(8, "0"))
    .join(" ");
  return [names.join(" "), ...Array.from({ length: machine.cores }, () => line)].join("\n");
}

/** Totals in microseconds; node-exporter reads nothing but the totals. */
function pressureOf(someSeconds: number, fullSeconds: number): string {
  const line = (kind: string, seconds: number) =>
    `${kind} avg10=0.00 avg60=0.00 avg300=0.00 total=${Math.floor(seconds * 1e6)}`;
  return `${line("some", someSeconds)}\n${line("full", fullSeconds)}`;
}
