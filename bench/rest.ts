import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { callPm2 } from "../exporters/pm2/call.ts";
import { settled } from "../kit/lab/settled.ts";
import { startHarness } from "../simulator/harness.ts";
import { cpuSeconds, residentMegabytes } from "./process-figures.ts";

/** `npm run bench:rest`: memory and CPU of each process of the local system at rest, over two minutes. */

const measured = 120;
/** What stands for the platform; all the rest watches it. */
const simulated = ["host", "pm2", "benevoclic-api", "benevoclic-web", "mongodb", "data"];

const directory = mkdtempSync(path.join(tmpdir(), "benevoclic-bench-"));
const harness = await startHarness({ directory });
try {
  await settled(harness);
  const socket = harness.pm2.rpcSocket;
  const apps = z
    .array(z.object({ name: z.string(), pid: z.int() }))
    .parse(await callPm2({ socket, method: "getMonitorData", within: 10_000 }));
  const programs = [
    ...Object.values(harness.services).map(({ name, child: { pid } }) => ({ name, pid })),
    ...[{ name: "pm2", pid: harness.pm2.daemon.pid }, ...apps],
  ];
  const before = new Map(programs.map(({ pid }) => [pid, cpuSeconds(pid)]));
  await pause(measured * 1000);
  const figures = programs.map(({ name, pid }) => ({
    name,
    memory: residentMegabytes(pid),
    cpu: (cpuSeconds(pid) - (before.get(pid) ?? 0)) / measured,
  }));
  const row = (name: string, memory: number, cpu: number) =>
    console.log(
      `${name.padEnd(18)} ${memory.toFixed(0).padStart(5)} MB  ${(cpu * 100).toFixed(2).padStart(6)} % of a core`,
    );
  const total = (of: typeof figures) => ({
    memory: of.reduce((sum, { memory }) => sum + memory, 0),
    cpu: of.reduce((sum, { cpu }) => sum + cpu, 0),
  });
  for (const { name, memory, cpu } of figures) row(name, memory, cpu);
  const platform = total(figures.filter(({ name }) => simulated.includes(name)));
  const monitoring = total(figures.filter(({ name }) => !simulated.includes(name)));
  row("platform", platform.memory, platform.cpu);
  row("monitoring", monitoring.memory, monitoring.cpu);
  console.log(
    `monitoring to platform: memory ${(monitoring.memory / platform.memory).toFixed(2)}, CPU ${(monitoring.cpu / platform.cpu).toFixed(2)}`,
  );
} finally {
  await harness.stop();
  rmSync(directory, { recursive: true, force: true });
}
