import type { ChildProcess } from "node:child_process";
import { onPath } from "./programs.ts";

/**
 * What to put before a command so that the kernel kills it when the thread that spawned it ends, however it ends: setpriv(1) of
 * util-linux, which every Debian has. Empty where there is none. It does not reach programs with file capabilities (prctl(2), PR_SET_PDEATHSIG).
 */
export function kernelLeash(): string[] {
  const setpriv = onPath(["setpriv"])[0];
  return setpriv ? [setpriv, "--pdeathsig", "KILL", "--"] : [];
}

const leashed = new Set<ChildProcess>();
const endings: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Where there is no kernel leash: the child is killed when this process exits or is ended by a signal that it can see. */
export function processLeash(child: ChildProcess): void {
  if (leashed.size === 0) {
    process.on("exit", killLeashed);
    for (const signal of endings) process.on(signal, endBy);
  }
  leashed.add(child);
  child.once("exit", () => {
    leashed.delete(child);
    if (leashed.size === 0) letGo();
  });
}

function killLeashed(): void {
  for (const child of leashed) child.kill("SIGKILL");
}

/** Another listener means that the program ends in its own way; its exit comes by `killLeashed`. */
function endBy(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  killLeashed();
  letGo();
  process.kill(process.pid, signal);
}

function letGo(): void {
  process.off("exit", killLeashed);
  for (const signal of endings) process.off(signal, endBy);
}
