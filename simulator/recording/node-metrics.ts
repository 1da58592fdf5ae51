import { type Labels, sampleLine } from "../../kit/lab/recording/exposition.ts";
import { simulatedCollectors } from "../../parts/node.ts";
import { brokenTextfile } from "../platform/host-writer.ts";

/** File contents by path, as `hostFiles` writes them for the real node-exporter. */
type Tree = Readonly<Record<string, string>>;

/** Samples of the exposition: name, labels, value. */
type Sample = readonly [name: string, labels: Labels, value: number];

/**
 * What the real node-exporter answers about the written tree, collector by collector: a day has 5,760 scrapes, too many to ask it
 * for each. A test compares every sample of this with those of the real one.
 * @param now seconds since the epoch
 */
export function nodeMetrics(tree: Tree, now: number): string {
  const lines: string[] = [];
  for (const collector of collectors) for (const sample of collector(tree)) lines.push(sampleLine(...sample));
  lines.push(
    sampleLine("node_time_seconds", {}, now),
    sampleLine("node_time_zone_offset_seconds", { time_zone: "UTC" }, 0),
    sampleLine("node_textfile_mtime_seconds", { file: "textfile/kernel.prom" }, now),
    ...simulatedCollectors.map((collector) =>
      sampleLine("node_scrape_collector_success", { collector }, Number(collector !== "loadavg" || loadFile in tree)),
    ),
    sampleLine("node_textfile_scrape_error", {}, Number(tree[brokenTextfile] !== undefined)),
    ...(tree["textfile/kernel.prom"] ?? "").split("\n").filter((line) => line !== "" && !line.startsWith("#")),
  );
  return lines.join("\n");
}

const read = (tree: Tree, path: string): string => {
  const content = tree[path];
  if (content === undefined) throw new Error(`the host writes no ${path}; hostFiles must`);
  return content.trim();
};
const rows = (tree: Tree, path: string): string[][] =>
  read(tree, path)
    .split("\n")
    .map((line) => line.trim().split(/\s+/));
const none: Labels = {};

const cpuModes = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"] as const;

function* stat(tree: Tree): Generator<Sample> {
  for (const [key = "", ...values] of rows(tree, "proc/stat")) {
    const cpu = /^cpu(\d+)$/.exec(key)?.[1];
    const names = {
      intr: "intr_total",
      ctxt: "context_switches_total",
      btime: "boot_time_seconds",
      processes: "forks_total",
      procs_running: "procs_running",
      procs_blocked: "procs_blocked",
    };
    const name = names[key as keyof typeof names];
    if (name !== undefined) yield [`node_${name}`, none, Number(values[0])];
    if (cpu === undefined) continue;
    for (const [place, mode] of cpuModes.entries())
      yield ["node_cpu_seconds_total", { cpu, mode }, Number(values[place]) / 100];
    for (const [place, mode] of ["user", "nice"].entries())
      yield ["node_cpu_guest_seconds_total", { cpu, mode }, Number(values[8 + place]) / 100];
    yield ["node_cpu_online", { cpu }, Number(read(tree, `sys/devices/system/cpu/cpu${cpu}/online`))];
  }
}

function* memory(tree: Tree): Generator<Sample> {
  for (const [name = "", kilobytes] of rows(tree, "proc/meminfo"))
    yield [`node_memory_${name.replace(":", "")}_bytes`, none, Number(kilobytes) * 1024];
}

const loadFile = "proc/loadavg";
function* load(tree: Tree): Generator<Sample> {
  if (!(loadFile in tree)) return;
  const [averages = []] = rows(tree, loadFile);
  for (const [place, minutes] of [1, 5, 15].entries()) yield [`node_load${minutes}`, none, Number(averages[place])];
}

/** In the order of the file from its fourth field on, and what one unit of it is. Sectors are 512 bytes, times milliseconds. */
const diskFields: readonly (readonly [name: string, unit: number])[] = [
  ["reads_completed_total", 1],
  ["reads_merged_total", 1],
  ["read_bytes_total", 512],
  ["read_time_seconds_total", 0.001],
  ["writes_completed_total", 1],
  ["writes_merged_total", 1],
  ["written_bytes_total", 512],
  ["write_time_seconds_total", 0.001],
  ["io_now", 1],
  ["io_time_seconds_total", 0.001],
  ["io_time_weighted_seconds_total", 0.001],
  ["discards_completed_total", 1],
  ["discards_merged_total", 1],
  ["discarded_sectors_total", 1],
  ["discard_time_seconds_total", 0.001],
  ["flush_requests_total", 1],
  ["flush_requests_time_seconds_total", 0.001],
];

function* disks(tree: Tree): Generator<Sample> {
  for (const [major = "", minor = "", device = "", ...values] of rows(tree, "proc/diskstats")) {
    for (const [place, [name, unit]] of diskFields.entries())
      yield [`node_disk_${name}`, { device }, Number(values[place]) * unit];
    const unknown = { model: "", path: "", revision: "", serial: "", wwn: "" };
    yield ["node_disk_info", { device, major, minor, rotational: "0", ...unknown }, 1];
  }
}

/** node-exporter's default --collector.vmstat.fields. */
const vmstatFields = /^(oom_kill|pgpg|pswp|pg.*fault).*/;

function* vmstat(tree: Tree): Generator<Sample> {
  for (const [name = "", count] of rows(tree, "proc/vmstat"))
    if (vmstatFields.test(name)) yield [`node_vmstat_${name}`, none, Number(count)];
}

const directions = {
  receive: ["bytes", "packets", "errs", "drop", "fifo", "frame", "compressed", "multicast"],
  transmit: ["bytes", "packets", "errs", "drop", "fifo", "colls", "carrier", "compressed"],
} as const;

function* traffic(tree: Tree): Generator<Sample> {
  for (const [name = "", ...values] of rows(tree, "proc/net/dev").slice(2)) {
    const device = name.replace(":", "");
    for (const [offset, direction] of (["receive", "transmit"] as const).entries())
      for (const [place, field] of directions[direction].entries())
        yield [`node_network_${direction}_${field}_total`, { device }, Number(values[8 * offset + place])];
  }
}

const adminUp = 1;

function* devices(tree: Tree): Generator<Sample> {
  const found = Object.keys(tree).flatMap((path) => /^sys\/class\/net\/(\w+)\/flags$/.exec(path)?.[1] ?? []);
  for (const device of found) {
    const attribute = (name: string) => read(tree, `sys/class/net/${device}/${name}`);
    const operstate = attribute("operstate");
    const flags = Number(attribute("flags"));
    const adminstate = (flags & adminUp) === adminUp ? "up" : "down";
    const unknown = { address: "", broadcast: "", duplex: "", ifalias: "" };
    yield ["node_network_carrier", { device }, Number(attribute("carrier"))];
    yield ["node_network_carrier_changes_total", { device }, Number(attribute("carrier_changes"))];
    yield ["node_network_flags", { device }, flags];
    yield ["node_network_iface_id", { device }, Number(attribute("ifindex"))];
    yield ["node_network_info", { device, adminstate, operstate, ...unknown }, 1];
    yield ["node_network_mtu_bytes", { device }, Number(attribute("mtu"))];
    yield ["node_network_protocol_type", { device }, Number(attribute("type"))];
    yield ["node_network_up", { device }, Number(operstate === "up")];
    if (tree[`sys/class/net/${device}/speed`] !== undefined)
      yield ["node_network_speed_bytes", { device }, (Number(attribute("speed")) * 1e6) / 8];
  }
}

/** node-exporter's default --collector.netstat.fields. */
const netstatFields =
  /^(.*_(InErrors|InErrs)|Ip_Forwarding|Ip(6|Ext)_(InOctets|OutOctets)|Icmp6?_(InMsgs|OutMsgs)|TcpExt_(Listen.*|Syncookies.*|TCPSynRetrans|TCPTimeouts|TCPOFOQueue|TCPRcvQDrop)|Tcp_(ActiveOpens|InSegs|OutSegs|OutRsts|PassiveOpens|RetransSegs|CurrEstab)|Udp6?_(InDatagrams|OutDatagrams|NoPorts|RcvbufErrors|SndbufErrors))$/;

function* protocols(tree: Tree): Generator<Sample> {
  for (const path of ["proc/net/snmp", "proc/net/netstat"]) {
    const lines = rows(tree, path);
    for (let at = 0; at + 1 < lines.length; at += 2) {
      const [names = [], values = []] = lines.slice(at, at + 2);
      for (const [place, field] of names.entries()) {
        const name = `${names[0]?.replace(":", "")}_${field}`;
        if (place > 0 && netstatFields.test(name)) yield [`node_netstat_${name}`, none, Number(values[place])];
      }
    }
  }
}

const page = 4096;

function* sockets(tree: Tree): Generator<Sample> {
  for (const [protocol = "", ...fields] of rows(tree, "proc/net/sockstat")) {
    for (let at = 0; at + 1 < fields.length; at += 2) {
      const name = `node_sockstat_${protocol.replace(":", "")}_${fields[at]}`;
      const value = Number(fields[at + 1]);
      yield [name, none, value];
      if (fields[at] === "mem") yield [`${name}_bytes`, none, value * page];
    }
  }
}

const conntrackStats = "found invalid ignore insert insert_failed drop early_drop search_restart".split(" ");

function* limits(tree: Tree): Generator<Sample> {
  const [[allocated, , maximum] = []] = rows(tree, "proc/sys/fs/file-nr");
  yield ["node_filefd_allocated", none, Number(allocated)];
  yield ["node_filefd_maximum", none, Number(maximum)];
  yield ["node_nf_conntrack_entries", none, Number(read(tree, "proc/sys/net/netfilter/nf_conntrack_count"))];
  yield ["node_nf_conntrack_entries_limit", none, Number(read(tree, "proc/sys/net/netfilter/nf_conntrack_max"))];
  const [names = [], ...processors] = rows(tree, "proc/net/stat/nf_conntrack");
  for (const name of conntrackStats) {
    const place = names.indexOf(name);
    const sum = processors.reduce((total, values) => total + Number.parseInt(values[place] ?? "0", 16), 0);
    yield [`node_nf_conntrack_stat_${name}`, none, sum];
  }
}

function* pressure(tree: Tree): Generator<Sample> {
  for (const resource of ["cpu", "io", "memory"]) {
    for (const [kind, ...fields] of rows(tree, `proc/pressure/${resource}`)) {
      const microseconds = Number(fields.at(-1)?.replace("total=", ""));
      const name = kind === "some" ? "waiting" : "stalled";
      if (resource === "cpu" && name === "stalled") continue;
      yield [`node_pressure_${resource}_${name}_seconds_total`, none, microseconds / 1e6];
    }
  }
}

function* clocksource(tree: Tree): Generator<Sample> {
  const directory = "sys/devices/system/clocksource/clocksource0";
  const [available = []] = rows(tree, `${directory}/available_clocksource`);
  for (const source of available)
    yield ["node_time_clocksource_available_info", { clocksource: source, device: "0" }, 1];
  const clocksource = read(tree, `${directory}/current_clocksource`);
  yield ["node_time_clocksource_current_info", { clocksource, device: "0" }, 1];
}

const collectors: readonly ((tree: Tree) => Generator<Sample>)[] = [
  stat,
  memory,
  load,
  disks,
  vmstat,
  traffic,
  devices,
  protocols,
  sockets,
  limits,
  pressure,
  clocksource,
];
