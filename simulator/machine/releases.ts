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
  const name = String(readdirSync(releases).length + 1);
  mkdirSync(path.join(releases, name));
  const link = path.join(at, "current");
  rmSync(`${link}.new`, { force: true });
  symlinkSync(`releases/${name}`, `${link}.new`);
  renameSync(`${link}.new`, link);
  return path.join(releases, name);
}

/** When the release of an app that would be started now was made, in ms since the epoch; undefined where it has none. */
export const releasedAt = (directory: string, app: PlatformApp): number | undefined =>
  statSync(path.join(releasesIn(directory), app, "current"), { throwIfNoEntry: false })?.mtimeMs;
