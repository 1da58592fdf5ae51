import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * A place for Chromium's own files, empty: what a run that was killed left there is taken away, and so is a Chromium of it that goes on
 * (it ends by itself, unless it hangs).
 * @returns its absolute path
 */
export function clearedScratch(directory: string): string {
  const scratch = path.resolve(directory);
  for (const pid of processesWith(`--user-data-dir=${scratch}/`)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended meanwhile.
    }
  }
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(scratch, { recursive: true });
  return scratch;
}

function processesWith(argument: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8")
          .split("\0")
          .some((one) => one.startsWith(argument));
      } catch {
        return false;
      }
    });
}
