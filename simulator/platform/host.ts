import type { PlatformFault } from "../faults.ts";
import type { Clock } from "./clock.ts";
import type { Faults } from "./faults.ts";
import { faultLevels, type HostLevels, healthyLevels } from "./host-levels.ts";
import type { Random } from "./random.ts";

/** Counters since the host was started. All of them only grow until it is started again. */
interface HostCounters {
  /** Seconds of one processor; the four are equally busy. */
  readonly cpu: {
    user: number;
    nice: number;
    system: number;
    idle: number;
    iowait: number;
    softirq: number;
    steal: number;
  };
  readonly kernel: { contextSwitches: number; interrupts: number; forks: number };
  readonly disk: {
    reads: number;
    readBytes: number;
    readSeconds: number;
    writes: number;
    writtenBytes: number;
    writeSeconds: number;
    busySeconds: number;
  };
  readonly network: {
    receivedBytes: number;
    receivedPackets: number;
    damagedPackets: number;
    sentBytes: number;
    sentPackets: number;
  };
  readonly memory: { pageFaults: number; majorPageFaults: number; oomKills: number; swappedPages: number };
  /** Seconds in which some process waited. */
  readonly waiting: { cpu: number; memory: number; disk: number };
}

/** The host at a moment. */
export interface HostState {
  /** Milliseconds since the epoch. */
  readonly bootedAt: number;
  readonly uptimeSeconds: number;
  /** Averages over 1, 5 and 15 minutes. */
  readonly load: readonly [number, number, number];
  /** The levels of now, faults and a little unrest included. */
  readonly levels: HostLevels;
  readonly counters: HostCounters;
}

/** The simulated VPS. */
interface Host {
  /** Brings the host up to the clock and returns it. The same object grows at each call: copy what must be kept. */
  advance(): HostState;
}

const day = 86_400_000;
/** Days since the last boot. */
const daysUp = 40;
/** The kernel's averages forget with these time constants, in seconds (kernel/sched/loadavg.c). */
const loadPeriods = [60, 300, 900] as const;
const bytesPerPacket = 700;
const bytesPerDiskOperation = 16_384;

/** @param chores what regular work makes of the levels now, such as the nightly backup; none unless told */
export function createHost({
  clock,
  random,
  faults,
  chores = () => ({}),
}: {
  clock: Clock;
  random: Random;
  faults: Faults;
  chores?: () => Partial<HostLevels>;
}): Host {
  // At a midnight, so that a host program that starts again does not look like a reboot.
  let bootedAt = Math.floor(clock.now() / day - daysUp) * day;
  let counters = zero();
  let load: [number, number, number] = [healthyLevels.load, healthyLevels.load, healthyLevels.load];
  let last = clock.now();
  pass(counters, healthyLevels, (last - bootedAt) / 1000);
  let rebooted = false;
  /** What the disk has gained, as a share of its size. */
  let grown = 0;

  return {
    advance() {
      const now = clock.now();
      const seconds = (now - last) / 1000;
      last = now;
      if (faults.active("host-reboot") && !rebooted) {
        bootedAt = now;
        counters = zero();
        load = [0, 0, 0];
      }
      rebooted = faults.active("host-reboot");
      const target = levelsUnder(faults, chores());
      grown = target.diskGrowthPerHour === 0 ? 0 : grown + (target.diskGrowthPerHour * seconds) / 3600;
      const levels = unrest(random, { ...target, diskUsedRatio: Math.min(1, target.diskUsedRatio + grown) });
      pass(counters, levels, seconds);
      const [one, five, fifteen] = loadPeriods;
      load = [
        towards(load[0], levels.load, seconds, one),
        towards(load[1], levels.load, seconds, five),
        towards(load[2], levels.load, seconds, fifteen),
      ];
      return { bootedAt, uptimeSeconds: (now - bootedAt) / 1000, load, levels, counters };
    },
  };
}

function levelsUnder(faults: Faults, chores: Partial<HostLevels>): HostLevels {
  const active = (Object.keys(faultLevels) as PlatformFault[]).filter((name) => faults.active(name));
  return Object.assign({}, healthyLevels, chores, ...active.map((name) => faultLevels[name]));
}

/** A host never stands still: the levels that can differ from second to second do, by a tenth. */
function unrest(random: Random, levels: HostLevels): HostLevels {
  const about = (level: number) => level * (0.9 + 0.2 * random());
  return {
    ...levels,
    // Less where there is less room: a processor is never more than busy.
    cpuBusyRatio: levels.cpuBusyRatio + (random() - 0.5) * 0.2 * levels.cpuBusyRatio * (1 - levels.cpuBusyRatio),
    diskReadBytesPerSecond: about(levels.diskReadBytesPerSecond),
    diskWriteBytesPerSecond: about(levels.diskWriteBytesPerSecond),
    receiveBytesPerSecond: about(levels.receiveBytesPerSecond),
    transmitBytesPerSecond: about(levels.transmitBytesPerSecond),
    clockOffsetSeconds: about(levels.clockOffsetSeconds),
  };
}

function towards(value: number, target: number, seconds: number, period: number): number {
  return target + (value - target) * Math.exp(-seconds / period);
}

/** Lets `seconds` pass at these levels. */
function pass(
  { cpu, kernel, disk, network, memory, waiting }: HostCounters,
  levels: HostLevels,
  seconds: number,
): void {
  const busy = levels.cpuBusyRatio * seconds;
  const waited = Math.min(levels.cpuWaitingRatio, 1 - levels.cpuBusyRatio) * seconds;
  cpu.user += 0.7 * busy;
  cpu.nice += 0.01 * busy;
  cpu.system += 0.24 * busy;
  cpu.softirq += 0.04 * busy;
  cpu.steal += 0.01 * busy;
  cpu.iowait += waited;
  cpu.idle += seconds - busy - waited;

  kernel.contextSwitches += 20_000 * levels.cpuBusyRatio * seconds;
  kernel.interrupts += 9_000 * levels.cpuBusyRatio * seconds;
  kernel.forks += 40 * levels.cpuBusyRatio * seconds;

  const reads = (levels.diskReadBytesPerSecond / bytesPerDiskOperation) * seconds;
  const writes = (levels.diskWriteBytesPerSecond / bytesPerDiskOperation) * seconds;
  disk.reads += reads;
  disk.readBytes += levels.diskReadBytesPerSecond * seconds;
  disk.readSeconds += reads * levels.diskSecondsPerOperation;
  disk.writes += writes;
  disk.writtenBytes += levels.diskWriteBytesPerSecond * seconds;
  disk.writeSeconds += writes * levels.diskSecondsPerOperation;
  disk.busySeconds += levels.diskBusyRatio * seconds;

  const packets = (levels.receiveBytesPerSecond / bytesPerPacket) * seconds;
  network.receivedBytes += levels.receiveBytesPerSecond * seconds;
  network.receivedPackets += packets;
  network.damagedPackets += packets * levels.damagedPacketsRatio;
  network.sentBytes += levels.transmitBytesPerSecond * seconds;
  network.sentPackets += (levels.transmitBytesPerSecond / bytesPerPacket) * seconds;

  memory.pageFaults += 4_000 * levels.cpuBusyRatio * seconds;
  memory.majorPageFaults += (0.1 + 500 * levels.memoryPressure) * seconds;
  memory.oomKills += levels.oomKillsPerSecond * seconds;
  memory.swappedPages += levels.swapPagesPerSecond * seconds;

  waiting.cpu += levels.cpuPressure * seconds;
  waiting.memory += levels.memoryPressure * seconds;
  waiting.disk += levels.diskPressure * seconds;
}

function zero(): HostCounters {
  return {
    cpu: { user: 0, nice: 0, system: 0, idle: 0, iowait: 0, softirq: 0, steal: 0 },
    kernel: { contextSwitches: 0, interrupts: 0, forks: 0 },
    disk: { reads: 0, readBytes: 0, readSeconds: 0, writes: 0, writtenBytes: 0, writeSeconds: 0, busySeconds: 0 },
    network: { receivedBytes: 0, receivedPackets: 0, damagedPackets: 0, sentBytes: 0, sentPackets: 0 },
    memory: { pageFaults: 0, majorPageFaults: 0, oomKills: 0, swappedPages: 0 },
    waiting: { cpu: 0, memory: 0, disk: 0 },
  };
}
