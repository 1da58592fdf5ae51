import { mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PlatformFault } from "../faults.ts";
import { machineIn } from "./place.ts";

/** Of a log that the host's list empties, in bytes: each stands for a hundred megabytes. */
export const logBytes = 100;

/** What fills the simulated disk: of a log and of images that nobody uses, the host's list makes room. */
const left: Readonly<Partial<Record<PlatformFault, { readonly file: string; readonly bytes: number }>>> = {
  "host-disk": { file: "logs/benevoclic-api-out.log", bytes: 580 },
  "host-inodes": { file: "images/benevoclic-api-1.0.0", bytes: 1 },
};

/** Where the host's list looks for logs and images. */
export const logsIn = (directory: string): string => path.join(machineIn(directory), "logs");
export const imagesIn = (directory: string): string => path.join(machineIn(directory), "images");

/** What the faults of a run leave on its disk, for as long as they last or until somebody makes room. */
export function createClutter(directory: string, active: (name: PlatformFault) => boolean) {
  const names = Object.keys(left) as PlatformFault[];
  const lying = new Set<PlatformFault>();
  const fileOf = (name: PlatformFault) => path.join(machineIn(directory), left[name]?.file ?? "");
  return {
    /** Looks which faults have begun or ended. */
    update(): void {
      for (const name of names) {
        if (active(name) === lying.has(name)) continue;
        if (lying.delete(name)) rmSync(fileOf(name), { force: true });
        else {
          lying.add(name);
          mkdirSync(path.dirname(fileOf(name)), { recursive: true });
          writeFileSync(fileOf(name), "x".repeat(left[name]?.bytes ?? 0));
        }
      }
    },
    /** Whether what a fault left has been cleared away, although the fault itself goes on in the list of faults. */
    isCleared: (name: PlatformFault): boolean =>
      left[name] !== undefined && !statSync(fileOf(name), { throwIfNoEntry: false })?.size,
  };
}
