import { z } from "zod";
import { faults, type PlatformFault } from "../faults.ts";
import type { PlatformApp } from "../pm2/apps.ts";

/** Faults in the state of a process of the platform: the next process is well again. */
export const ofProcess: ReadonlySet<string> = new Set(
  faults.filter((fault) => fault.ofProcess === true).map(({ name }) => name),
);

/** The app in whose version a fault lies: a process of another version is well. */
export const ofCode = (name: string): PlatformApp | undefined => faults.find((fault) => fault.name === name)?.ofCode;

/** What a model asks: is this broken now? */
export interface Faults {
  active(name: PlatformFault): boolean;
}

/**
 * `faults.json` in the state directory. A name may belong to another part of the local run (a process manager, a
 * sink), so any name is accepted here.
 */
export const faultsFileSchema = z.strictObject({
  active: z.array(z.strictObject({ name: z.string().min(1), since: z.iso.datetime() })),
});

/** `since` is an ISO 8601 instant. */
export type FaultsFile = z.infer<typeof faultsFileSchema>;
