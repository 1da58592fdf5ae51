import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { releasedAt } from "../machine/releases.ts";
import { type Faults, type FaultsFile, faultsFileSchema, ofCode, ofProcess } from "./faults.ts";

/** How often a program looks whether the file has changed, in milliseconds. */
const pollInterval = 200;

const pathIn = (stateDirectory: string) => join(stateDirectory, "faults.json");

/** The faults of the local run, read from the file as it changes. */
export interface WatchedFaults extends Faults {
  /** Any name: the file also holds faults of other parts of the local run. */
  active(name: string): boolean;
  /** Whether somebody has caused it and not ended it, also where what ailed is gone. */
  listed(name: string): boolean;
  /** Stops looking at the file. */
  close(): void;
}

/**
 * Reads `faults.json` in `stateDirectory` now and whenever it changes. No file means no fault. A file that cannot be
 * read as a whole (half-written, or edited wrongly by hand) is told once on stderr and changes nothing until it can.
 *
 * @param onChange called after each change that was understood, not for the first reading
 */
export function watchFaults(stateDirectory: string, onChange: () => void = () => {}): WatchedFaults {
  const path = pathIn(stateDirectory);
  let seen: string | undefined;
  let complained = false;
  let names = new Set<string>();
  let all = new Set<string>();

  /** Returns whether another version of the file was taken in. */
  const look = (): boolean => {
    const version = versionOf(path);
    if (version === seen) return false;
    try {
      const active = version === undefined ? [] : readFaults(stateDirectory).active;
      all = new Set(active.map(({ name }) => name));
      names = new Set(active.filter((fault) => !isOutlived(stateDirectory, fault)).map(({ name }) => name));
    } catch (error) {
      // `seen` stays: a writer that is still busy may finish within the same tick of the file's clock.
      if (!complained) console.error(error instanceof Error ? error.message : error);
      complained = true;
      return false;
    }
    seen = version;
    complained = false;
    return true;
  };

  look();
  const timer = setInterval(() => {
    if (look()) onChange();
  }, pollInterval);
  return { active: (name) => names.has(name), listed: (name) => all.has(name), close: () => clearInterval(timer) };
}

/**
 * What ailed the process before this one is gone with it: a restart helps. And what lies in a version is not in the one before:
 * neither until that version is deployed, nor after a way back.
 */
function isOutlived(stateDirectory: string, { name, since }: FaultsFile["active"][number]): boolean {
  if (ofProcess.has(name)) return Date.parse(since) < performance.timeOrigin;
  const app = ofCode(name);
  const released = app && releasedAt(stateDirectory, app);
  return released !== undefined && released < Date.parse(since);
}

/** The content of `faults.json`; no active fault when there is no file. Throws, with what to do, when it is not valid. */
export function readFaults(stateDirectory: string): FaultsFile {
  const path = pathIn(stateDirectory);
  if (versionOf(path) === undefined) return { active: [] };
  try {
    return faultsFileSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new Error(
      `${path} is not a valid list of faults; the last valid one stays in force. Write it again or delete it.`,
      {
        cause,
      },
    );
  }
}

/** Replaces `faults.json` in one step, so that no reader sees half of it. */
export function writeFaults(stateDirectory: string, faults: FaultsFile): void {
  mkdirSync(stateDirectory, { recursive: true });
  const path = pathIn(stateDirectory);
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(faultsFileSchema.parse(faults), null, 2)}\n`);
  renameSync(draft, path);
}

/** What changes when the file does; undefined when there is none. */
function versionOf(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
}
