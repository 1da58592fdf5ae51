import { readFileSync } from "node:fs";

/** USER_HZ, fixed for user space on Linux. https://man7.org/linux/man-pages/man7/time.7.html */
const ticksPerSecond = 100;

/** Processor time that a process has used so far: what it does beside others does not change it much. */
export const cpuSeconds = (pid: number): number => {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
};

export const residentMegabytes = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? Number.NaN) / 1024;
