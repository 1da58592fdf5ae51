import type { PlatformFault } from "../faults.ts";

/** The machine: one VPS of 4 cores, 8 GB, 100 GB, 100 Mbit/s (benevoclic.md section 1). */
export const machine = {
  cores: 4,
  memoryBytes: 8_144_896 * 1024,
  swapBytes: 2_097_148 * 1024,
  diskBytes: 100e9,
  inodes: 6_553_600,
  networkBitsPerSecond: 100e6,
  conntrackLimit: 65_536,
  fileLimit: 200_000,
} as const;

/** How busy the host is. Ratios are of the whole machine. */
export interface HostLevels {
  readonly cpuBusyRatio: number;
  /** Of the processors, waiting for the disk. */
  readonly cpuWaitingRatio: number;
  /** What the load averages tend to, in processes. */
  readonly load: number;
  readonly memoryUsedRatio: number;
  readonly swapUsedRatio: number;
  /** Out to swap, and as many back. */
  readonly swapPagesPerSecond: number;
  readonly oomKillsPerSecond: number;
  readonly diskUsedRatio: number;
  /** Of the whole disk, added to what is used for as long as it lasts. */
  readonly diskGrowthPerHour: number;
  readonly inodesUsedRatio: number;
  readonly diskBusyRatio: number;
  readonly diskReadBytesPerSecond: number;
  readonly diskWriteBytesPerSecond: number;
  /** Of a read or a write, from request to answer. */
  readonly diskSecondsPerOperation: number;
  readonly readonly: boolean;
  readonly receiveBytesPerSecond: number;
  readonly transmitBytesPerSecond: number;
  /** Of the received packets. */
  readonly damagedPacketsRatio: number;
  readonly trackedConnections: number;
  readonly openFiles: number;
  /** Share of the time in which some process waits for the processor, for memory, for the disk. */
  readonly cpuPressure: number;
  readonly memoryPressure: number;
  readonly diskPressure: number;
  readonly clockSynchronised: boolean;
  readonly clockOffsetSeconds: number;
  /** A file in the textfile collector's directory ends in the middle of a line. */
  readonly textfileBroken: boolean;
  /** The kernel does not tell its load: node-exporter leaves it out, and goes on with the rest. */
  readonly loadUnreadable: boolean;
}

/** A healthy host, well inside the objectives of benevoclic.md section 4. */
export const healthyLevels: HostLevels = {
  cpuBusyRatio: 0.12,
  cpuWaitingRatio: 0.004,
  load: 0.5,
  memoryUsedRatio: 0.46,
  swapUsedRatio: 0.1,
  swapPagesPerSecond: 0,
  oomKillsPerSecond: 0,
  diskUsedRatio: 0.38,
  diskGrowthPerHour: 0,
  inodesUsedRatio: 0.09,
  diskBusyRatio: 0.03,
  diskReadBytesPerSecond: 60e3,
  diskWriteBytesPerSecond: 350e3,
  diskSecondsPerOperation: 0.0008,
  readonly: false,
  receiveBytesPerSecond: 45e3,
  transmitBytesPerSecond: 160e3,
  damagedPacketsRatio: 0,
  trackedConnections: 420,
  openFiles: 2400,
  cpuPressure: 0.004,
  memoryPressure: 0,
  diskPressure: 0.003,
  clockSynchronised: true,
  clockOffsetSeconds: 0.0004,
  textfileBroken: false,
  loadUnreadable: false,
};

/** What each fault makes of them; where two speak of the same level, the later one has its way. */
export const faultLevels: Readonly<Partial<Record<PlatformFault, Partial<HostLevels>>>> = {
  "host-cpu": { cpuBusyRatio: 0.98, load: 3.8, cpuPressure: 0.4 },
  "host-load": { load: 10, cpuPressure: 0.5 },
  "host-memory": { memoryUsedRatio: 0.97, memoryPressure: 0.15 },
  "host-swap": { memoryUsedRatio: 0.84, swapUsedRatio: 0.8, swapPagesPerSecond: 2000, memoryPressure: 0.3 },
  "host-oom": { memoryUsedRatio: 0.97, memoryPressure: 0.3, oomKillsPerSecond: 1 / 30 },
  "host-disk": { diskUsedRatio: 0.96 },
  "host-disk-growing": { diskUsedRatio: 0.62, diskGrowthPerHour: 0.03 },
  "host-disk-filling-fast": { diskUsedRatio: 0.5, diskGrowthPerHour: 0.5 },
  "host-inodes": { inodesUsedRatio: 0.97 },
  "host-disk-busy": {
    diskBusyRatio: 0.99,
    diskSecondsPerOperation: 0.12,
    cpuWaitingRatio: 0.3,
    load: 2.5,
    diskPressure: 0.6,
  },
  "host-readonly": { readonly: true },
  "host-network-saturated": { transmitBytesPerSecond: (0.95 * machine.networkBitsPerSecond) / 8 },
  "host-network-errors": { damagedPacketsRatio: 0.05 },
  "host-conntrack": { trackedConnections: 0.95 * machine.conntrackLimit },
  "host-files": { openFiles: 0.95 * machine.fileLimit },
  "host-clock": { clockSynchronised: false, clockOffsetSeconds: 0.8 },
  "host-textfile": { textfileBroken: true },
  "collector-failing": { loadUnreadable: true },
};
