import type { ChildProcess } from "node:child_process";
import { atEnd } from "./ending.ts";
import { onPath } from "./programs.ts";

/**
 * What to put before a command so that the kernel kills it when the thread that spawned it ends, however it ends: setpriv(1) of
 * util-linux, which every Debian has. Empty where there is none. It does not reach programs with file capabilities (prctl(2), PR_SET_PDEATHSIG).
 */
export function parentDeathSignal(): string[] {
  const setpriv = onPath(["setpriv"])[0];
  return setpriv ? [setpriv, "--pdeathsig", "KILL", "--"] : [];
}

/** Where the kernel does not do it: the child is killed when this process exits or is ended by a signal that it can see. */
export function killWithParent(child: ChildProcess): void {
  child.once(
    "exit",
    atEnd(() => child.kill("SIGKILL")),
  );
}
