import { mkdirSync, readdirSync, renameSync, rmSync, statSync, symlinkSync, utimesSync } from "node:fs";
import path from "node:path";
import type { PlatformApp } from "../pm2/apps.ts";
import { machineIn } from "./place.ts";

/** Where the host's list looks for them: `current` is a link to one of `releases/`. */
export const releasesIn = (directory: string): string => path.join(machineIn(directory), "srv");

const hour = 3_600_000;

/** The release that has served for an hour when a run begins. */
export function writeReleases(directory: string, apps: readonly PlatformApp[]): void {
  for (const app of apps) {
    const release = deployRelease(directory, app);
    const before = new Date(Date.now() - hour);
    utimesSync(release, before, before);
  }
}

/** Puts a new release in the place of the current one; PM2 goes on with what it runs. @returns its directory */
export function deployRelease(directory: string, app: PlatformApp): string {
  const at = path.join(releasesIn(directory), app);
  const releases = path.join(at, "releases");
  mkdirSync(releases, { recursive: true });
  const release = path.join(releases, String(readdirSync(releases).length + 1));
  mkdirSync(release);
  // A file system's clock stands still between two of the kernel's ticks: by it, what is made after a fault may be older.
  const now = new Date();
  utimesSync(release, now, now);
  const link = path.join(at, "current");
  rmSync(`${link}.new`, { force: true });
  symlinkSync(path.relative(at, release), `${link}.new`);
  renameSync(`${link}.new`, link);
  return release;
}

/** When the release of an app that would be started now was made, in whole ms since the epoch; undefined where it has none. */
export function releasedAt(directory: string, app: PlatformApp): number | undefined {
  const made = statSync(path.join(releasesIn(directory), app, "current"), { throwIfNoEntry: false })?.mtimeMs;
  return made === undefined ? undefined : Math.round(made);
}
