import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Child, startChild } from "../../../kit/lab/parts/children.ts";
import { answers } from "../../../kit/lab/parts/http.ts";
import { obtainParts } from "../../../kit/lab/parts/obtain.ts";
import { startOnFreePort } from "../../../kit/lab/parts/ports.ts";
import { simulatedCollectors, simulatedMachine } from "../../../parts/node.ts";
import type { PlatformFault } from "../../../simulator/faults.ts";
import { createHost } from "../../../simulator/platform/host.ts";
import { createHostWriter } from "../../../simulator/platform/host-writer.ts";
import { createRandom } from "../../../simulator/platform/random.ts";
import { evening, parseExposition, type Sample, select, stoppedClock, total } from "./live.ts";

const directory = mkdtempSync(join(tmpdir(), "host-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** A host and the faults that it has at the moment. */
function hostAt(start = evening, seed = 1) {
  const clock = stoppedClock(start);
  const faults = new Set<PlatformFault>();
  const host = createHost({ clock, random: createRandom(seed), faults: { active: (name) => faults.has(name) } });
  return { clock, faults, host };
}

describe("the model", () => {
  test("is the same for the same seed and clock", () => {
    const run = (seed: number) => {
      const { clock, host } = hostAt(evening, seed);
      for (let step = 0; step < 20; step += 1) {
        clock.time += 15_000;
        host.advance();
      }
      return structuredClone(host.advance());
    };
    expect(run(1)).toEqual(run(1));
    expect(run(1)).not.toEqual(run(2));
  });

  test("every processor's times add up to the uptime", () => {
    const { clock, faults, host } = hostAt();
    for (const fault of ["host-cpu", "host-disk-busy"] as const) {
      faults.add(fault);
      clock.time += 60_000;
      const { counters, uptimeSeconds } = host.advance();
      const spent = Object.values(counters.cpu).reduce((sum, seconds) => sum + seconds, 0);
      expect(spent).toBeCloseTo(uptimeSeconds, 0);
    }
  });

  test("booted at a midnight weeks ago: a host program that starts again is no reboot", () => {
    const { bootedAt } = hostAt().host.advance();
    expect(hostAt(evening + 3600_000).host.advance().bootedAt).toBe(bootedAt);
    expect(evening - bootedAt).toBeGreaterThan(30 * 86_400_000);
  });

  test("the load follows its cause as the kernel's averages do", () => {
    const { clock, faults, host } = hostAt();
    faults.add("host-cpu");
    clock.time += 60_000;
    const [one, five, fifteen] = host.advance().load;
    expect(one).toBeCloseTo(3.8 - 3.3 / Math.E, 1);
    expect(one).toBeGreaterThan(five);
    expect(five).toBeGreaterThan(fifteen);
    clock.time += 600_000;
    expect(host.advance().load[0]).toBeCloseTo(3.8, 1);
  });

  test("what did not change is not written again", () => {
    const tree = join(directory, "unchanged");
    const { clock, host } = hostAt();
    const writer = createHostWriter(tree);
    writer.write(host.advance());
    rmSync(join(tree, "proc/sys"), { recursive: true });
    clock.time += 1000;
    expect(() => writer.write(host.advance())).not.toThrow();
    expect(() => readFileSync(join(tree, "proc/sys/fs/file-nr"))).toThrow(/ENOENT/);
  });
});

const nodeExporter = await obtainParts({ names: ["node-exporter"] }).then(
  (parts) => ({ part: parts["node-exporter"], because: "" }),
  (error: Error) => ({ part: undefined, because: error.message }),
);

describe.skipIf(!nodeExporter.part)(`a real node-exporter reports the written host ${nodeExporter.because}`, () => {
  const tree = join(directory, "exported");
  const { clock, faults, host } = hostAt(Math.floor(Date.now() / 1000) * 1000);
  const writer = createHostWriter(tree);
  let exporter: Child | undefined;
  let url = "";

  /** Lets time pass with these faults; returns the metrics at the end. */
  const after = async (seconds: number, ...names: PlatformFault[]): Promise<Sample[]> => {
    faults.clear();
    for (const name of names) faults.add(name);
    for (let second = 0; second < seconds; second += 1) {
      clock.time += 1000;
      host.advance();
    }
    writer.write(host.advance());
    return parseExposition(await (await fetch(url)).text());
  };
  /** The increase a second over a minute with these faults. */
  const rate = async (name: string, labels: Record<string, string>, ...names: PlatformFault[]) => {
    const before = total(select(await after(0, ...names), name, labels));
    return (total(select(await after(60, ...names), name, labels)) - before) / 60;
  };
  const value = async (name: string, ...names: PlatformFault[]) => {
    const [sample, ...others] = select(await after(1, ...names), name);
    expect(others).toEqual([]);
    return sample?.value ?? Number.NaN;
  };

  beforeAll(async () => {
    writer.write(host.advance());
    const part = nodeExporter.part;
    if (!part) return;
    const started = await startOnFreePort((port) => {
      url = `http://127.0.0.1:${port}/metrics`;
      return startChild({
        name: "node-exporter",
        command: part.command,
        args: [...simulatedMachine(tree), `--web.listen-address=127.0.0.1:${port}`],
        logFile: join(directory, "node-exporter.log"),
        ready: () => answers(url),
      });
    });
    exporter = started.child;
  });
  afterAll(() => exporter?.stop());

  test("every collector succeeds", async () => {
    const success = select(await after(1), "node_scrape_collector_success");
    expect(success.map(({ labels, value }) => [labels.collector, value])).toEqual(
      simulatedCollectors.map((collector) => [collector, 1]),
    );
  });

  test("the machine has 4 cores, 8 GB, 100 GB and 100 Mbit/s", async () => {
    const samples = await after(1);
    expect(select(samples, "node_cpu_seconds_total", { mode: "idle" })).toHaveLength(4);
    expect(total(select(samples, "node_memory_MemTotal_bytes")) / 1e9).toBeCloseTo(8.3, 1);
    expect(total(select(samples, "node_filesystem_size_bytes", { mountpoint: "/", fstype: "ext4" }))).toBe(100e9);
    expect(total(select(samples, "node_network_speed_bytes", { device: "eth0" }))).toBe(12.5e6);
  });

  test.each([
    "node_load1",
    "node_load5",
    "node_load15",
    "node_memory_MemAvailable_bytes",
    "node_memory_SwapTotal_bytes",
    "node_disk_io_time_seconds_total",
    "node_disk_read_time_seconds_total",
    "node_disk_writes_completed_total",
    "node_network_receive_bytes_total",
    "node_network_transmit_errs_total",
    "node_network_up",
    "node_filesystem_avail_bytes",
    "node_filesystem_files_free",
    "node_filesystem_readonly",
    "node_filesystem_device_error",
    "node_vmstat_oom_kill",
    "node_vmstat_pgmajfault",
    "node_boot_time_seconds",
    "node_time_seconds",
    "node_timex_sync_status",
    "node_timex_offset_seconds",
    "node_filefd_allocated",
    "node_filefd_maximum",
    "node_nf_conntrack_entries",
    "node_nf_conntrack_entries_limit",
    "node_pressure_cpu_waiting_seconds_total",
    "node_pressure_memory_waiting_seconds_total",
    "node_pressure_io_waiting_seconds_total",
    "node_sockstat_TCP_inuse",
    "node_netstat_Tcp_CurrEstab",
    "node_context_switches_total",
    "node_textfile_scrape_error",
  ])("%s is there", async (name) => {
    expect(select(await after(0), name)).not.toEqual([]);
  });

  test("a healthy host is inside the objectives", async () => {
    const idle = await rate("node_cpu_seconds_total", { mode: "idle" });
    expect(1 - idle / 4).toBeLessThan(0.2);
    const samples = await after(1);
    const of = (name: string) => total(select(samples, name));
    expect(of("node_load1")).toBeLessThan(2);
    expect(of("node_memory_MemAvailable_bytes") / of("node_memory_MemTotal_bytes")).toBeGreaterThan(0.4);
    expect(of("node_filesystem_avail_bytes") / of("node_filesystem_size_bytes")).toBeGreaterThan(0.5);
    expect([of("node_timex_sync_status"), of("node_filesystem_readonly"), of("node_vmstat_oom_kill")]).toEqual([
      1, 0, 0,
    ]);
    expect(of("node_network_receive_errs_total")).toBe(0);
  });

  test("host-cpu: 98 % busy", async () => {
    const idle = await rate("node_cpu_seconds_total", { mode: "idle" }, "host-cpu");
    expect(idle / 4).toBeLessThan(0.025);
    expect(idle / 4).toBeGreaterThan(0.015);
  });

  test("host-memory: 97 % used", async () => {
    const available = await value("node_memory_MemAvailable_bytes", "host-memory");
    expect(available / (await value("node_memory_MemTotal_bytes"))).toBeCloseTo(0.03, 3);
  });

  test("host-swap: as many pages back as out", async () => {
    for (const name of ["node_vmstat_pswpin", "node_vmstat_pswpout"])
      expect(await rate(name, {}, "host-swap")).toBeCloseTo(2000, -2);
    expect(await rate("node_vmstat_pswpin", {})).toBe(0);
    const [total, free] = [await value("node_memory_SwapTotal_bytes"), await value("node_memory_SwapFree_bytes")];
    expect(free / total).toBeCloseTo(0.9, 2);
  });

  test("host-disk-growing: grows as long as it lasts, and starts anew", async () => {
    const used = async (...names: PlatformFault[]) =>
      1 - (await value("node_filesystem_avail_bytes", ...names)) / 100e9;
    expect(await used("host-disk-growing")).toBeCloseTo(0.62, 3);
    await after(3600, "host-disk-growing");
    expect(await used("host-disk-growing")).toBeCloseTo(0.65, 3);
    expect(await used()).toBeCloseTo(0.38, 3);
    expect(await used("host-disk-growing")).toBeCloseTo(0.62, 3);
  });

  test("host-network-saturated: the line of 100 Mbit/s is full", async () => {
    const sent = await rate("node_network_transmit_bytes_total", { device: "eth0" }, "host-network-saturated");
    expect(sent / 12.5e6).toBeCloseTo(0.95, 1);
  });

  test("host-reboot: boots once, at that moment, with counters at zero; it does not unboot", async () => {
    const booted = await value("node_boot_time_seconds");
    const pages = await value("node_vmstat_pgfault");
    const again = await value("node_boot_time_seconds", "host-reboot");
    expect(again - booted).toBeGreaterThan(30 * 86_400);
    expect(await value("node_vmstat_pgfault", "host-reboot")).toBeLessThan(pages / 100);
    await after(60, "host-reboot");
    expect(await value("node_boot_time_seconds", "host-reboot")).toBe(again);
    expect(await value("node_boot_time_seconds")).toBe(again);
  });

  test("host-disk: 96 % used", async () => {
    expect((await value("node_filesystem_avail_bytes", "host-disk")) / 100e9).toBeCloseTo(0.04, 3);
  });

  test("host-disk-busy: busy all the time, and slow", async () => {
    expect(await rate("node_disk_io_time_seconds_total", { device: "sda" }, "host-disk-busy")).toBeCloseTo(0.99, 1);
    const spent = await rate("node_disk_write_time_seconds_total", { device: "sda" }, "host-disk-busy");
    const writes = await rate("node_disk_writes_completed_total", { device: "sda" }, "host-disk-busy");
    expect(spent / writes).toBeGreaterThan(0.1);
  });

  test("host-oom: two kills a minute", async () => {
    expect((await rate("node_vmstat_oom_kill", {}, "host-oom")) * 60).toBeCloseTo(2, 0);
  });

  test("host-network-errors: damaged packets", async () => {
    const damaged = await rate("node_network_receive_errs_total", { device: "eth0" }, "host-network-errors");
    const packets = await rate("node_network_receive_packets_total", { device: "eth0" }, "host-network-errors");
    expect(damaged / packets).toBeCloseTo(0.05, 2);
  });

  test.each([
    ["host-conntrack", "node_nf_conntrack_entries", 0.95 * 65_536],
    ["host-files", "node_filefd_allocated", 190_000],
    ["host-readonly", "node_filesystem_readonly", 1],
    ["host-clock", "node_timex_sync_status", 0],
    ["host-inodes", "node_filesystem_files_free", 0.03 * 6_553_600],
    ["host-textfile", "node_textfile_scrape_error", 1],
  ] as const)("%s: %s is %d, and well again afterwards", async (fault, name, expected) => {
    const healthy = await value(name);
    expect(await value(name, fault)).toBeCloseTo(expected, -1);
    expect(await value(name, fault)).not.toBe(healthy);
    expect(await value(name)).toBe(healthy);
  });
});
